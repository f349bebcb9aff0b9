// Whole documents as administrators have them, with nothing wrong in them: hybrid mail flow, Edge subscriptions, the
// Receive connectors of a new server, changes of some properties, servers that relay elsewhere. Other checkers warn of
// several. What is worth a remark is listed.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { checkConnectors } from '../../src/connectors/check.js';
import { readConnectors } from '../../src/connectors/document.js';
import { SourceText } from '../../src/text/source.js';

const folder = 'test/fixtures/connectors';

const remarks: Readonly<Record<string, readonly string[]>> = {
  'inbound.csv': ['connector.disabled: "False"'],
  'organisation.ps1': ['connector.partner-no-relay: Partner'],
  'outbound.txt': ['connector.disabled: False'],
};

for (const name of readdirSync(folder)) {
  test(`${name} is sound`, () => {
    const source = new SourceText(readFileSync(path.join(folder, name), 'utf8'));
    const document = readConnectors(source, name);
    assert.ok(document !== undefined && document.connectors.length > 0);
    const found = checkConnectors(document, { captures: [], now: new Date('2026-11-01') });
    assert.deepEqual(
      found.map(({ code, range }) => `${code}: ${range && source.slice(range)}`),
      remarks[name] ?? [],
    );
  });
}
