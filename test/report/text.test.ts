import assert from 'node:assert/strict';
import test from 'node:test';
import { finding } from '../../src/finding.js';
import { captureText, failureText, findingsText } from '../../src/report/text.js';
import { certificates, completableHere, complete, hostile, hostileText, leafOnly } from './samples.js';

const plain = { color: false };
const { leaf, intermediate } = certificates;

test('a leaf alone: the verdict, what was sent, the gap, what to do', () => {
  assert.equal(
    captureText('mail.contoso.com:25', leafOnly.capture, leafOnly.analysis, plain),
    `mail.contoso.com:25
Intermediate not sent: Example TLS CA 2026
TLS 1.3, TLS_AES_256_GCM_SHA384, STARTTLS, 192.0.2.7

Presented: 1 certificate
  1  mail.contoso.com  leaf, until 2036-01-01 [Expires soon] [Intermediate not sent]
     EC P-256, issued by Example TLS CA 2026, thumbprint ${leaf.thumbprint}

Path
    mail.contoso.com     presented as 1
  ^ Example TLS CA 2026  NOT SENT, offered at http://ca.example/tls2026.crt

The root for Microsoft: unknown

error  chain.intermediate-missing  certificate 1
  The intermediate is not sent. Import it on the server.

warning  certificate.expires-soon  certificate 1
  It ends soon. Renew it.
`,
  );
});

test('a path that only this computer can complete says so', () => {
  const text = captureText('x', completableHere.capture, completableHere.analysis, plain);
  assert.match(text, /\^ Example TLS CA 2026 {2}NOT SENT, offered at http:\/\/ca\.example/);
  assert.match(text, /\^ Example Global Root {2}the other side has its own copy, trusted by Microsoft, Mozilla\n/);
  assert.match(text, /This computer can complete the path\. The other side cannot/);
});

test('a complete chain says so, and nothing else', () => {
  const text = captureText('x', complete.capture, complete.analysis, plain);
  assert.match(text, /^x\nComplete: nothing that the other side needs is missing\n/);
  assert.match(text, new RegExp(`2 {2}Example TLS CA 2026 {2}intermediate, .*\n.*${intermediate.thumbprint}`));
  assert.doesNotMatch(text, /NOT SENT|This computer|error|warning/);
});

test('a chain that cannot be judged is neither good nor bad', () => {
  const text = captureText('x', complete.capture, { ...complete.analysis, complete: null }, plain);
  assert.match(text, /^x\nUndetermined/);
});

test('colour only where it is wanted, and never in the text itself', () => {
  const coloured = captureText('x', leafOnly.capture, leafOnly.analysis, { color: true });
  assert.match(coloured, /\u001b\[31mIntermediate not sent/);
  const bare = captureText('x', leafOnly.capture, leafOnly.analysis, plain);
  assert.equal(coloured.replace(/\u001b\[\d+m/g, ''), bare);
});

test('text from outside neither moves the cursor nor breaks the line', () => {
  const shown = [
    captureText(hostileText, hostile.capture, hostile.analysis, plain),
    failureText(
      hostileText,
      { stage: 'greeting', code: 'not-smtp', message: hostileText, transcript: hostile.capture.transcript },
      plain,
    ),
    findingsText(hostileText, 1, [finding('connector.tls-auth-level', hostileText)], plain),
  ];
  for (const text of shown) {
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.ok(text.includes('# head `code`'));
    assert.ok(text.split('\n').every((line) => !line.startsWith('# head')));
  }
});

test('messages are wrapped between words at the width of the terminal', () => {
  const message = `${'word '.repeat(30)}${'x'.repeat(50)}`;
  const text = findingsText('a.ps1', 1, [finding('connector.tls-auth-level', message)], { color: false, width: 40 });
  const lines = text.split('\n').filter((line) => line.startsWith('  '));
  assert.ok(lines.slice(0, -1).every((line) => line.length <= 40));
  assert.equal(lines.map((line) => line.trim()).join(' '), message);
});

test('a failure names the step, says what to do, and shows the end of the dialogue', () => {
  const transcript = Array.from({ length: 20 }, (_, at) => ({ from: 'server' as const, text: `250-line ${at}` }));
  const failure = { stage: 'starttls', code: 'starttls-not-offered', message: 'No STARTTLS. Do this.' } as const;
  assert.equal(
    failureText('mail.contoso.com:25', { ...failure, transcript: transcript.slice(0, 1) }, plain),
    `mail.contoso.com:25
Not inspected (starttls, starttls-not-offered)
No STARTTLS. Do this.

Last lines of the dialogue
  < 250-line 0
`,
  );
  const long = failureText('x', { ...failure, transcript }, plain);
  assert.match(long, /250-line 19/);
  assert.doesNotMatch(long, /250-line 7\n/);
  assert.doesNotMatch(failureText('x', { ...failure, transcript: [] }, plain), /dialogue/);
});

test('findings in a document stand with places that editors understand', () => {
  const range = { start: { line: 3, character: 4 }, end: { line: 3, character: 6 } };
  const findings = [
    finding('chain.root-sent', 'A hint'),
    finding('connector.tls-auth-level', 'It needs RequireTLS', { range, fixes: [{ title: 'Require TLS', edits: [] }] }),
  ];
  assert.equal(
    findingsText('a.ps1', 2, findings, plain),
    `a.ps1
1 error, 1 hint

error  connector.tls-auth-level  a.ps1:4:5
  It needs RequireTLS
  Quick fix: Require TLS

hint  chain.root-sent
  A hint
`,
  );
  assert.equal(findingsText('a.ps1', 1, [], plain), 'a.ps1\nNothing wrong found in 1 connector\n');
  assert.equal(findingsText('a.ps1', 7, [], plain), 'a.ps1\nNothing wrong found in 7 connectors\n');
  assert.match(findingsText('a.txt', 0, [], plain), /no connector to judge/);
});
