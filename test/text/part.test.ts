import assert from 'node:assert/strict';
import test from 'node:test';
import { PartText } from '../../src/text/part.js';
import { SourceText } from '../../src/text/source.js';

test('a part of a text, whatever it is read behind, has the positions of the whole', () => {
  const whole = new SourceText('a\r\nbc de\nf\n\ng h');
  for (const lead of ['', 'x', 'x\n', 'long lead\ny ']) {
    for (let start = 0; start < whole.text.length; start++) {
      const part = new PartText(lead, whole.text.slice(start), whole.positionAt(start));
      for (let offset = start; offset <= whole.text.length; offset++) {
        const inPart = offset - start + lead.length;
        assert.deepEqual(part.positionAt(inPart), whole.positionAt(offset));
        assert.equal(part.offsetAt(whole.positionAt(offset)), inPart);
        assert.equal(part.slice(whole.range(start, offset)), whole.text.slice(start, offset));
      }
    }
  }
});
