import assert from 'node:assert/strict';
import test from 'node:test';
import { chainVerdict, rankCauses } from '../../src/evidence/causes.js';
import type { Evidence } from '../../src/evidence/evidence.js';
import { readEvidence } from '../../src/evidence/read.js';
import { finding } from '../../src/finding.js';
import type { Explanation } from '../../src/report/explanation.js';
import { type ExplanationLinks, explanationHtml } from '../../src/report/explanationHtml.js';
import { explanationMarkdown } from '../../src/report/explanationMarkdown.js';
import { explanationText } from '../../src/report/explanationText.js';
import { printable } from '../../src/text/printable.js';
import { SourceText } from '../../src/text/source.js';
import { hostileText } from './samples.js';
import { assertWellFormed } from './wellFormed.js';

const now = new Date('2026-11-25T12:00:00Z');
const bounce = `Status: 5.7.64
Diagnostic-Code: smtp;550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com 2026-11-24T06:00:12.331Z 08DE2A9C0F00BA11]
Remote-MTA: dns;contoso-com.mail.protection.outlook.com
`;

function explained(text: string, change: (evidence: Evidence) => Evidence = (each) => each): Explanation {
  const document = readEvidence(new SourceText(text)) ?? assert.fail(`nothing in ${text}`);
  const evidence = document.evidence.map(change);
  const question = { evidence, captures: [], connectors: [], now };
  return {
    name: 'bounce.txt',
    document: { ...document, evidence },
    causes: rankCauses(question),
    verdict: chainVerdict(question),
  };
}

const links: ExplanationLinks = {
  line: (line) => `command:line?${line}`,
  meaning: ({ code }) => `command:meaning?${code}`,
  offers: ({ code }) => [
    { title: 'Inspect Server…', address: `command:offer?${code},0` },
    { title: 'Listen', address: `command:offer?${code},1` },
  ],
};
const html = (explanation: Explanation, given = links) => explanationHtml(explanation, given, { nonce: 'r4nd0m' });

/** Everything that a file can bring into an explanation, hostile. */
const hostile: Explanation = {
  ...explained(bounce, (each) => ({
    ...each,
    summary: hostileText,
    reply: hostileText,
    peer: hostileText,
    at: hostileText,
  })),
  name: hostileText,
};
const hostileEverywhere: Explanation = {
  ...hostile,
  causes: hostile.causes.map((each) => ({
    ...each,
    explanation: hostileText,
    confirm: hostileText,
    next: hostileText,
  })),
  document: {
    ...hostile.document,
    problems: [finding('evidence.unreadable', hostileText)],
    sessions: [{ connector: hostileText, remote: hostileText, sessions: 3, codes: new Map() }],
  },
};

test('the page leads from the line that was read to the cause, its next step and its buttons', () => {
  const page = html(explained(bounce));
  assertWellFormed(page);
  const order = [
    '<h1>bounce.txt</h1>',
    '<p class="verdict unknown">',
    '<a href="command:line?1">line 2</a>',
    '<code>550 5.7.64 TenantAttribution',
    '<li class="possible"><p><strong>possible:</strong>',
    '<a class="button" href="command:offer?cause.intermediate-missing,0">Inspect Server…</a>',
    '<a href="command:meaning?cause.intermediate-missing">cause.intermediate-missing</a>',
    '<a class="button" href="command:offer?cause.name-not-covered,0">',
  ].map((part) => {
    const at = page.indexOf(part);
    assert.ok(at >= 0, `${part} is not in the page`);
    return at;
  });
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('without a document to show, a line is text', () => {
  const page = html(explained(bounce), { ...links, line: () => undefined });
  assert.match(page, /<p class="muted">line \d+ 2026-11-24T06:00:12/);
  assert.doesNotMatch(page, /command:line/);
});

test('hostile text is shown as it is in every form, and makes no link, element or line', () => {
  const page = html(hostileEverywhere);
  assertWellFormed(page);
  assert.doesNotMatch(page, /<img|[\u0000-\u0009\u000b-\u001f\u202e]/);
  const addresses = Array.from(page.matchAll(/href="([^"]*)"/g), ([, address]) => address ?? '');
  assert.ok(addresses.length > 5 && addresses.every((each) => /^command:(line|meaning|offer)\?[\w.,-]+$/.test(each)));
  const markdown = explanationMarkdown(hostileEverywhere);
  assert.doesNotMatch(markdown, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  assert.doesNotMatch(markdown.replace(/(`+).*?\1/g, ''), /(?<!\\)[<[]/);
  const text = explanationText(hostileEverywhere, { color: false });
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  assert.ok(text.includes(printable(hostileText, 120)));
});

test('the Markdown says the same as the page', () => {
  const markdown = explanationMarkdown(explained(bounce));
  const lines = markdown.split('\n');
  assert.equal(lines[0], '# bounce.txt');
  assert.match(markdown, /^## What was read$/m);
  assert.match(markdown, /^ {2}`550 5\.7\.64 TenantAttribution; .*`$/m);
  assert.match(markdown, /^1\. \*\*possible\\?:\*\* The most frequent cause.* `cause\.intermediate-missing` {2}$/m);
  assert.match(markdown, /^ {3}Next\\?: Import the missing intermediates/m);
  assert.match(markdown, /^3\. /m);
});

test('a log without a refusal has no causes, and says so', () => {
  const log = `#Software: Microsoft Internet Information Services 8.5
#Fields: date time c-ip cs-username s-computername cs-method cs-uri-query sc-status
2026-11-24 06:00:10 192.0.2.7 OutboundConnectionResponse SMTPSVC1 - 220+mail.example 0
`;
  const explanation = explained(log);
  const page = html(explanation);
  assertWellFormed(page);
  assert.match(page, /<p class="verdict good">No refusal and no fault was found in it\.<\/p>/);
  assert.doesNotMatch(page, /<ol class="causes">/);
  assert.match(explanationMarkdown(explanation), /^\*\*No refusal and no fault was found in it\.\*\*$/m);
});

test('what is not known, or was not read, is not called free of faults', () => {
  const unknown = html(explained('Reporting-MTA: dns; mail.example\nDiagnostic-Code: smtp;550 5.1.10 Not found\n'));
  assert.match(unknown, /<p class="verdict unknown">The error is none that is known here/);
  const silent = html(explained('Reporting-MTA: dns; mail.example\nAction: failed\n'));
  assert.match(silent, /<p class="verdict unknown">This is a bounce, but no error that is known here/);
  const others = html(
    explained(
      'Nov 24 06:00:12 relay postfix/smtp[900]: 4F1A2B3C4D: to=<a@b.example>, relay=mx.example[203.0.113.9]:25, dsn=5.1.1, status=bounced (host mx.example[203.0.113.9] said: 550 5.1.1 User unknown)\n',
    ),
  );
  assert.match(others, /<p class="verdict unknown">No error that is known here was found in it; errors of other kinds/);
  const cut = html(
    explained('<Event><System><Provider Name="Microsoft-Windows-CAPI2"/><EventID>11</EventID></System>'),
  );
  assert.match(cut, /<p class="verdict unknown">No refusal and no fault was found in what could be read of it\./);
});

test('what a log holds beyond an excerpt is counted', () => {
  const many = explained(bounce);
  const [first] = many.document.evidence;
  const evidence = Array.from({ length: 14 }, () => first ?? assert.fail());
  const session = { connector: 'To EXO', remote: '192.0.2.7', sessions: 7, codes: new Map() };
  const explanation = {
    ...many,
    document: { ...many.document, evidence, omitted: 5, sessions: Array.from({ length: 12 }, () => session) },
  };
  for (const form of [
    html(explanation),
    explanationMarkdown(explanation),
    explanationText(explanation, { color: false }),
  ]) {
    assert.match(form, /… and 9 more like these/);
    assert.match(form, /… and 2 more\b/);
  }
});
