import assert from 'node:assert/strict';
import test from 'node:test';
import { readXmlTape, type XmlTape } from '../../src/text/xmlTape.js';

/** The elements below one as `tag[content]`, nested. */
function outline(tape: XmlTape, from: number, to: number): string {
  let result = '';
  for (let element = from; element < to; element = tape.next(element)) {
    const tag = /^<([\w:]+)/.exec(tape.text.slice(tape.start(element)))?.[1] ?? '?';
    const inner = outline(tape, element + 1, tape.next(element));
    const text = tape.text.slice(tape.contentStart(element), tape.contentEnd(element));
    result += `${tag}[${inner === '' ? text : inner}]`;
  }
  return result;
}

const cases: readonly (readonly [string, string, string])[] = [
  ['nested elements', '<a><b>1</b><b/><c x="1">2</c></a>', 'a[b[1]b[]c[2]]'],
  ['a sign inside an attribute', '<a x="1>2"><b y="">3</b></a>', 'a[b[3]]'],
  ['a sign first in an attribute', '<a x=">"><b y = ">" z=">2">3</b></a>', 'a[b[3]]'],
  ['a prologue, comments and CDATA', '<?xml version="1.0"?><!-- <x> --><a><![CDATA[<y>]]></a>', 'a[<![CDATA[<y>]]>]'],
  ['several roots', '<a>1</a><b>2</b>', 'a[1]b[2]'],
  ['what is cut off', '<a><b>1</b><c>2', 'a[b[1]c[2]]'],
  ['a tag that is cut off', '<a><b x="1', 'a[b[]]'],
  ['a stray end', '</x><a>1</a>', 'a[1]'],
];

for (const [what, text, expected] of cases) {
  test(`reads ${what}`, () => {
    const tape = readXmlTape(text);
    assert.equal(outline(tape, 0, tape.length), expected);
    assert.equal(tape.problem, undefined);
  });
}

test('finds attributes by name, in either quotes', () => {
  const text = `<a N = "x" RefId='1'\n Name="y z"/>`;
  const tape = readXmlTape(text);
  const value = (name: string) => {
    const at = tape.attribute(0, name);
    return at && text.slice(at.start, at.end);
  };
  assert.deepEqual(['N', 'RefId', 'Name', 'Ref'].map(value), ['x', '1', 'y z', undefined]);
  assert.deepEqual([tape.isNamed(0, 'a'), tape.isNamed(0, 'ab')], [true, false]);
});

test('stops at a document type and at a depth that nobody writes', () => {
  assert.equal(readXmlTape('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').problem?.kind, 'document-type');
  assert.equal(readXmlTape('<a>'.repeat(100_000)).problem?.kind, 'too-deep');
});
