import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { microsoftRoots } from '../../src/x509/microsoftRoots.js';

/** Runs an expression over what the renewal script exports. */
function renew(expression: string, report: string): string {
  const script = `import * as renewal from './scripts/renewMicrosoftRoots.mjs';
    const report = ${JSON.stringify(report)};
    process.stdout.write(${expression});`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return stdout === '' ? stderr : stdout;
}

const a = 'A'.repeat(64);
const b = 'b'.repeat(64);
const header = '"CA Owner","Microsoft Status","SHA-256 Fingerprint","CA Common Name or Certificate Name"\r\n';

function fingerprintsIn(group: string): readonly string[] {
  return group
    .trim()
    .split('\n')
    .map((line) => line.slice(0, 64));
}

test('the table of fingerprints is whole, sorted and without contradiction', () => {
  assert.match(microsoftRoots.published, /^\d{4}-\d\d-\d\d$/);
  for (const group of [microsoftRoots.trusted, microsoftRoots.blocked]) {
    assert.match(group, /^\n(?:[0-9A-F]{64} \S.*\S\n)+$/);
    const fingerprints = fingerprintsIn(group);
    assert.ok(fingerprints.length > 100);
    assert.deepEqual(fingerprints, [...new Set(fingerprints)].sort());
  }
  const blocked = new Set(fingerprintsIn(microsoftRoots.blocked));
  assert.ok(!fingerprintsIn(microsoftRoots.trusted).some((each) => blocked.has(each)));
});

test('a published report becomes the table', () => {
  const report = `\ufeff${header}"x, y","Included","${b}","Quoted ""root"", with\r\nbreak"\r\nz,Included,${a},Über \\u0151 \\xe9 \`\${x}\`\r\nz,Disabled,${'c'.repeat(64)},C\r\nz,NotBefore,${'d'.repeat(64)},D\r\nz,Pending,${'e'.repeat(64)},E\r\n`;
  const text = renew("renewal.moduleText(renewal.readReport(report), '2027-01-31')", report);
  assert.match(text, /published 2027-01-31/);
  assert.match(
    text,
    new RegExp(`trusted: \`\n${a} Über ő é \\{x\\}\n${b.toUpperCase()} Quoted "root", with break\n\`,`),
  );
  assert.match(text, new RegExp(`blocked: \`\n${'C'.repeat(64)} C\n${'D'.repeat(64)} D\n\`,`));
  assert.doesNotMatch(text, /E{64}/);
});

test('a report that is not understood is refused', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['a,b\n1,2\n', /the report has no column like/],
    [`${header}x,Included,1234,Y\n`, /not a SHA-256 fingerprint/],
  ];
  for (const [report, expected] of cases) {
    assert.match(renew('String(renewal.readReport(report))', report), expected);
  }
});
