import assert from 'node:assert/strict';

const voids = new Set(['meta', 'rect', 'line', 'path']);

/**
 * Every tag is known to the project, closed, and has quoted attributes that run nothing; addresses are commands only.
 * Returns the text between.
 */
export function assertWellFormed(page: string): string {
  const open: string[] = [];
  const body = page.replace('<!DOCTYPE html>', '');
  const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*)(\/?)>/g;
  const text = body.replace(tag, (_, close: string, name: string, attributes: string) => {
    assert.doesNotMatch(attributes, / (on[a-z]+|style|src)=/i);
    assert.doesNotMatch(attributes, / href="(?!command:)/i);
    assert.notEqual(name.toLowerCase(), 'script');
    if (close) {
      assert.equal(open.pop(), name);
    } else if (!voids.has(name)) {
      open.push(name);
    }
    return '\u0001';
  });
  assert.deepEqual(open, []);
  return text;
}
