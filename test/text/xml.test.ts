import assert from 'node:assert/strict';
import test from 'node:test';
import { attribute, decodeEntities, descend, parseXml, readXml, type XmlElement } from '../../src/text/xml.js';

function outline(element: XmlElement): string {
  const inner = element.children.map(outline).join(',');
  return inner === '' ? element.name : `${element.name}(${inner})`;
}

test('elements, attributes and texts carry their offsets', () => {
  const text = `<?xml version="1.0"?>\n<a:Root x = 'one' ns:y="t&amp;wo"><b>in &#65;&#x42;</b><c/></a:Root>`;
  const [root] = parseXml(text).roots;
  assert.equal(root?.name, 'Root');
  assert.equal(attribute(root, 'y')?.value, 't&wo');
  const x = attribute(root, 'x');
  assert.equal(text.slice(x?.start, x?.end), 'one');
  const b = descend(root, 'b');
  assert.equal(b?.text, 'in AB');
  assert.equal(text.slice(b?.start, b?.end), '<b>in &#65;&#x42;</b>');
  assert.equal(text.slice(b?.contentStart, b?.contentEnd), 'in &#65;&#x42;');
  assert.equal(descend(root, 'c')?.closed, true);
  assert.equal(descend(root, 'b', 'c'), undefined);
});

const tolerated: readonly [string, string, string][] = [
  ['several roots with text around', 'Event Xml:\n<E><a/></E> and <E/>', 'E(a) E'],
  ['missing closing tags', '<a><b><c>', 'a(b(c))'],
  ['a closing tag too many', '<a></b></a></c><d/>', 'a d'],
  ['crossing tags', '<a><b></a><c/>', 'a(b) c'],
  ['a tag that is cut off by the next', '<a x="1" <b/>', 'a(b)'],
  ['an unclosed quote', '<a x="1><b/></a>', 'a(b)'],
  ['comments and CDATA', '<a><!-- <x> --><![CDATA[<y>]]></a>', 'a'],
  ['an unclosed comment', '<a/><!-- <b/>', 'a'],
  ['a sign that is no tag', '<a>1 < 2 and <3<b/></a>', 'a(b)'],
];
for (const [title, text, expected] of tolerated) {
  test(`${title}: what can be read is read`, () => {
    assert.equal(parseXml(text).roots.map(outline).join(' '), expected);
  });
}

test('CDATA is text, entities in it are not', () => {
  assert.equal(parseXml('<a>x &lt;<![CDATA[ <y>&amp; ]]></a>').roots[0]?.text, 'x < <y>&amp; ');
});

test('a document type ends reading and no entity of its own is known', () => {
  const document = parseXml('<a/><!DOCTYPE b [<!ENTITY c SYSTEM "file:///etc/passwd">]><b>&c;</b>');
  assert.equal(document.problem, 'document-type');
  assert.deepEqual(document.roots.map(outline), ['a']);
  assert.equal(decodeEntities('&c;&#1114112;&#x110000;&gt;&AMP;'), '&c;&#1114112;&#x110000;>&AMP;');
});

test('depth is bounded', () => {
  const document = parseXml('<a>'.repeat(100_000));
  assert.equal(document.problem, 'too-deep');
  assert.equal(document.roots.length, 1);
});

test('hostile shapes take linear time', () => {
  for (const piece of ['<', '<a ', '<a x="', '<!--', '<![CDATA[', '&#1', '</a', "<a x='1' ", '<?']) {
    let tokens = 0;
    for (const token of readXml(piece.repeat(200_000))) {
      tokens += token.kind === 'problem' ? 0 : 1;
    }
    assert.ok(tokens <= 400_001, piece);
  }
});

test('every truncation of a document is read without an exception', () => {
  const text = `<Events><Event a='1'>t &lt; <b c="d"/><![CDATA[x]]><!-- y --></Event></Events>`;
  for (let length = 0; length <= text.length; length++) {
    assert.equal(
      parseXml(text.slice(0, length)).problem,
      text.slice(0, length).endsWith('<!') || /<!(-|\[[A-Z]*)$/.test(text.slice(0, length))
        ? 'document-type'
        : undefined,
      text.slice(0, length),
    );
  }
});
