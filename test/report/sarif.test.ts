import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultSeverities, type Finding, type FindingCode, finding } from '../../src/finding.js';
import { type CheckedFile, sarif } from '../../src/report/sarif.js';
import { packagedJson, schemaChecker } from '../support/schema.js';

const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };

const findings: readonly Finding[] = [
  finding('connector.tls-auth-level', 'It needs\u001b[31m RequireTLS.', {
    range,
    related: [
      { message: 'Here', range },
      { message: 'a certificate, which has no place', sha256: 'AB' },
    ],
    fixes: [
      {
        title: 'Require TLS',
        edits: [
          { range, newText: '$true' },
          { range, newText: '' },
        ],
      },
    ],
  }),
  finding('chain.root-sent', 'No place'),
];

const problems = schemaChecker(packagedJson('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

/** The log as programs read it: valid by the schema of SARIF 2.1.0, whatever was found. */
function log(checked: readonly CheckedFile[]) {
  const written = JSON.parse(JSON.stringify(sarif(checked)));
  assert.deepEqual(problems(written), []);
  return written;
}

test('the schema of SARIF is one that finds what is wrong', () => {
  const [run] = log([{ file: 'a.ps1', findings }]).runs;
  const [result] = run.results;
  assert.deepEqual(problems({ version: '2.1', runs: [{ ...run, results: [{ ...result, level: 'fatal' }] }] }), [
    '.version',
    '.runs[0].results[0].level',
  ]);
});

test('every code that there is makes a valid log', () => {
  const codes = Object.keys(defaultSeverities).filter((code): code is FindingCode => code in defaultSeverities);
  const checked = codes.map((code) => ({ file: `${code}.ps1`, findings: [finding(code, code, { range })] }));
  assert.equal(log(checked).runs[0].results.length, codes.length);
});

test('findings become results with rules, levels and places that count from 1', () => {
  const { version, runs } = log([{ file: 'a.ps1', findings }]);
  assert.equal(version, '2.1.0');
  const [run] = runs;
  assert.equal(run.columnKind, 'utf16CodeUnits');
  assert.deepEqual(
    run.tool.driver.rules.map(({ id, defaultConfiguration }: { id: string; defaultConfiguration: object }) => [
      id,
      defaultConfiguration,
    ]),
    [
      ['chain.root-sent', { level: 'note' }],
      ['connector.tls-auth-level', { level: 'error' }],
    ],
  );
  const [first, second] = run.results;
  const region = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 10 };
  assert.deepEqual([first.ruleId, first.ruleIndex, first.level], ['connector.tls-auth-level', 1, 'error']);
  assert.equal(first.message.text, 'It needs\ufffd[31m RequireTLS.');
  assert.deepEqual(first.locations, [{ physicalLocation: { artifactLocation: { uri: 'a.ps1' }, region } }]);
  assert.equal(first.relatedLocations.length, 1);
  assert.deepEqual(first.fixes, [
    {
      description: { text: 'Require TLS' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'a.ps1' },
          replacements: [{ deletedRegion: region, insertedContent: { text: '$true' } }, { deletedRegion: region }],
        },
      ],
    },
  ]);
  assert.deepEqual(second.locations, [{ physicalLocation: { artifactLocation: { uri: 'a.ps1' } } }]);
  assert.equal(second.fixes, undefined);
});

test('a run without findings is still a run, and says what was checked', () => {
  const [run] = log([{ file: 'clean.json', findings: [] }]).runs;
  assert.deepEqual(run.results, []);
  assert.deepEqual(run.artifacts, [{ location: { uri: 'clean.json' } }]);
});

const uris: readonly (readonly [string, string])[] = [
  ['a/b.ps1', 'a/b.ps1'],
  ['a b\\c#d.ps1', 'a%20b/c%23d.ps1'],
  ['/srv/x.json', 'file:///srv/x.json'],
  ['C:\\x\\y.json', 'file:///C:/x/y.json'],
  ['\\\\server\\share\\y.json', 'file://server/share/y.json'],
  ['a:b.json', 'a%3Ab.json'],
  ['-', 'stdin'],
  ['\ud800.json', '%EF%BF%BD.json'],
];

for (const [file, uri] of uris) {
  test(`the path ${JSON.stringify(file)} is the reference ${uri}`, () => {
    assert.equal(log([{ file, findings: [] }]).runs[0].artifacts[0].location.uri, uri);
  });
}
