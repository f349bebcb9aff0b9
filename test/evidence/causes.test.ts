import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { readConnectors } from '../../src/connectors/document.js';
import { causeToJson } from '../../src/evidence/causes/causeJson.js';
import { causeCodes } from '../../src/evidence/causes/texts.js';
import { type CauseQuestion, chainVerdict, type JudgedCapture, rankCauses } from '../../src/evidence/causes.js';
import { readEvidence } from '../../src/evidence/read.js';
import { SourceText } from '../../src/text/source.js';
import { now, type Scenario, scenarios } from './scenarios.js';

async function questionOf({ texts, captures = [], connectors = [] }: Scenario): Promise<CauseQuestion> {
  return {
    evidence: texts.flatMap(
      (text) => readEvidence(new SourceText(text))?.evidence ?? assert.fail(`nothing in ${text}`),
    ),
    captures: await Promise.all(captures),
    connectors: connectors.flatMap(
      (text) => readConnectors(new SourceText(text), 'x.json')?.connectors ?? assert.fail(text),
    ),
    now,
  };
}

for (const scenario of scenarios) {
  test(`${scenario.title} (${scenario.source})`, async () => {
    const causes = rankCauses(await questionOf(scenario));
    const [first] = causes;
    assert.ok(first);
    const ranking = causes.map((each) => `${each.code} ${each.likelihood}: ${each.explanation}`).join('\n');
    assert.equal(`${first.code} ${first.likelihood}`, `${scenario.first} ${scenario.likelihood}`, ranking);
    assert.ok(first.explanation.length > 20 && first.next.length > 20, ranking);
  });
}

test('each cause names one of its documented codes, and each code is documented', () => {
  const pages = readFileSync('docs/findings.md', 'utf8').matchAll(/^## `(cause\.[a-z-]+)`$/gm);
  assert.deepEqual(Array.from(pages, ([, code]) => code).toSorted(), causeCodes.toSorted());
});

test('a case is told apart: the chain at fault, cleared, unrelated, or not known', async () => {
  const verdicts = new Map<string, boolean | null>();
  for (const scenario of scenarios) {
    verdicts.set(scenario.title, chainVerdict(await questionOf(scenario)).fault);
  }
  assert.equal(verdicts.get('a bounce, and a sender that sends its leaf alone to the listener'), true);
  assert.equal(verdicts.get('a whole chain and nothing else known: not the chain'), false);
  assert.equal(verdicts.get('refused further on'), false);
  assert.equal(verdicts.get('the bare bounce'), null);
  assert.equal(verdicts.get('Exchange Online rejects the receiving server’s chain'), true);
  assert.equal(verdicts.get('Exchange Online rejects another name of the receiving server'), false);
  assert.equal(verdicts.get('Windows distrusts the certificate of Exchange Online'), false);
  // What may come of the chain is not acquitted.
  for (const title of [
    'a Partner connector that restricts',
    'the wrong region',
    'a proxied session, and what the front end shows',
  ]) {
    assert.equal(verdicts.get(title), null, title);
  }
});

test('what a server shows to those who call makes its chain the likely cause, not the certain one', async () => {
  const seen = scenarios.find((each) => each.title === 'a bounce, and a server that shows its leaf alone');
  const { fault, message } = chainVerdict(await questionOf(seen ?? assert.fail()));
  assert.equal(fault, null);
  assert.match(message, /^What the server sends is likely at fault/);
  const remote = scenarios.find((each) => each.title.startsWith('the other side’s chain'));
  assert.doesNotMatch(chainVerdict(await questionOf(remote ?? assert.fail())).message, /likely/);
  const plain = scenarios.find((each) => each.title === 'the session never became TLS');
  assert.doesNotMatch(chainVerdict(await questionOf(plain ?? assert.fail())).message, /likely/);
});

test('that a missing issuer is an intermediate is not said of one that may be a root', async () => {
  const unknown = scenarios.find((each) => each.title.endsWith('nobody here knows'));
  const [first] = rankCauses(await questionOf(unknown ?? assert.fail()));
  assert.match(first?.explanation ?? '', /If that is an intermediate certificate.* a root need not be sent/);
});

test('what is seen takes the place of what is usual', async () => {
  const whole = scenarios.find((each) => each.title.startsWith('a whole chain and nothing else'));
  const causes = rankCauses(await questionOf(whole ?? assert.fail()));
  assert.ok(!causes.some((each) => each.code === 'cause.intermediate-missing'));
});

test('what is not certain says how to confirm it, with a look on offer or a document to open', async () => {
  for (const scenario of scenarios) {
    for (const each of rankCauses(await questionOf(scenario))) {
      const isSelfEvident = ['cause.wrong-endpoint', 'cause.temporary', 'cause.local-relay', 'cause.no-tls'].includes(
        each.code,
      );
      assert.ok(each.likelihood === 'certain' || isSelfEvident || each.confirm !== undefined, each.code);
    }
  }
});

test('the bounce leads to the scripts: look, then generate', async () => {
  const bare = scenarios.find((each) => each.title === 'the bare bounce') ?? assert.fail();
  const [first] = rankCauses(await questionOf(bare));
  assert.deepEqual(first?.actions, [{ kind: 'inspect' }, { kind: 'listen' }]);
  const seen = scenarios.find((each) => each.title.startsWith('a bounce, and a sender')) ?? assert.fail();
  const [then] = rankCauses(await questionOf(seen));
  assert.deepEqual(
    then?.actions.map((each) => each.kind),
    ['generateScripts'],
  );
  assert.equal(
    JSON.stringify(causeToJson(then ?? assert.fail())).includes('"actions":[{"kind":"generateScripts"}]'),
    true,
  );
});

test('nothing known is nothing explained', () => {
  assert.deepEqual(rankCauses({ evidence: [], captures: [], connectors: [], now }), []);
});

test('a capture of Exchange Online itself is not the sender’s', async () => {
  const [scenario] = scenarios;
  const question = await questionOf(scenario ?? assert.fail());
  const [judged] = question.captures;
  assert.ok(judged);
  const capture = {
    ...judged.capture,
    origin: { kind: 'server', host: 'contoso-com.mail.protection.outlook.com', port: 25, security: 'starttls' },
  } as const;
  const causes = rankCauses({ ...question, captures: [{ ...judged, capture }] });
  assert.ok(causes.every((each) => each.capture === undefined));
});

test('commands name the certificate that the session sent, and nothing that is no thumbprint', () => {
  const scenario = scenarios.find((each) => each.title.startsWith('UnknownCredentials')) ?? assert.fail();
  const [text = ''] = scenario.texts;
  const [stated] = readEvidence(new SourceText(text))?.evidence ?? [];
  const nextFor = (...thumbprints: readonly string[]) => {
    const evidence = [{ ...(stated ?? assert.fail()), thumbprints }];
    return rankCauses({ evidence, captures: [], connectors: [], now })[0]?.next ?? '';
  };
  const thumbprint = '25570F88BF5F3835B64DB725B8E0D6C10B290488';
  assert.match(nextFor(thumbprint), new RegExp(`-Thumbprint ${thumbprint} -Services SMTP`));
  for (const other of ['', '25570F88; Remove-Item C:\\', thumbprint.slice(1)]) {
    assert.match(nextFor(other), /-Thumbprint … -Services SMTP/);
  }
});

test('a server that receives is judged by what it shows, although the bounce names it as the other side', async () => {
  const inbound =
    scenarios.find((each) => each.title.startsWith('Exchange Online rejects the receiving')) ?? assert.fail();
  const question = await questionOf(inbound);
  const evidence = question.evidence.map((each) => ({ ...each, peer: 'mail.contoso.com' }));
  assert.deepEqual(
    rankCauses({ ...question, evidence }).map((each) => [each.code, each.likelihood]),
    [
      ['cause.inbound-certificate', 'certain'],
      ['cause.intermediate-missing', 'certain'],
    ],
  );
  assert.match(
    chainVerdict({ ...question, captures: [] }).message,
    /^Exchange Online rejects what your server presents/,
  );
  const sent = scenarios.find((each) => each.title.startsWith('a bounce, and a sender')) ?? assert.fail();
  const { captures } = await questionOf(sent);
  assert.equal(chainVerdict({ ...question, captures }).fault, null, 'what the server sends is not what it shows');
});

test('a code without words is less than certain', () => {
  const likelihood = (text: string) => {
    const { evidence } = readEvidence(new SourceText(text)) ?? assert.fail();
    return rankCauses({ evidence, captures: [], connectors: [], now })[0]?.likelihood;
  };
  assert.equal(likelihood('550 5.4.1'), 'likely');
  assert.equal(likelihood('550 5.4.1 Recipient address rejected: Access denied'), 'certain');
});

test('a listener that saw another certificate than the log names acquits nobody', async () => {
  const whole = scenarios.find((each) => each.title.startsWith('a whole chain and nothing else')) ?? assert.fail();
  const question = await questionOf(whole);
  const verdict = (...thumbprints: readonly string[]) =>
    chainVerdict({ ...question, evidence: question.evidence.map((each) => ({ ...each, thumbprints })) }).fault;
  const leaf = question.captures[0]?.analysis.leaf?.thumbprint ?? assert.fail();
  assert.equal(verdict(), false);
  assert.equal(verdict(leaf), false);
  assert.equal(verdict('0011223344556677889900112233445566778899'), null);
});

/** The question of a text and, beside it, what a scenario has seen and knows. */
async function beside(text: string, title: string): Promise<CauseQuestion> {
  const scenario = scenarios.find((each) => each.title.startsWith(title)) ?? assert.fail(title);
  const { evidence } = readEvidence(new SourceText(text)) ?? assert.fail(text);
  return { ...(await questionOf(scenario)), evidence };
}

const ranked = (question: CauseQuestion) => rankCauses(question).map((each) => `${each.code} ${each.likelihood}`);

test('a file beside the log of a Windows server tells nothing of the chain that it sends', async () => {
  const leafOnly = await questionOf(scenarios.find((each) => each.title.startsWith('Postfix with')) ?? assert.fail());
  const log = await questionOf(scenarios[0] ?? assert.fail());
  const sent = { ...log, connectors: [] };
  const asFile = (judged: JudgedCapture): JudgedCapture => ({
    ...judged,
    capture: { ...judged.capture, origin: { kind: 'file', path: 'mail.cer' } },
  });
  assert.deepEqual(leafOnly.captures.length, 1);
  // The certificate alone, as Windows exports it: not certain, and not of a file that the server sends.
  assert.equal(ranked({ ...sent, captures: leafOnly.captures })[0], 'cause.intermediate-missing possible');
  assert.equal(chainVerdict({ ...sent, captures: leafOnly.captures }).fault, null);
  // All of the chain, as the authority delivers it: Windows may lack the intermediate all the same.
  const whole = scenarios.find((each) => each.title.startsWith('a whole chain and nothing else')) ?? assert.fail();
  const captures = (await questionOf(whole)).captures.map(asFile);
  assert.equal(ranked({ ...sent, captures })[0], 'cause.intermediate-missing possible');
  assert.equal(chainVerdict({ ...sent, captures }).fault, null);
  const event = await questionOf(scenarios.find((each) => each.title.startsWith('event 30 alone')) ?? assert.fail());
  assert.equal(ranked({ ...event, captures })[0], 'cause.intermediate-missing likely');
  assert.equal(chainVerdict({ ...event, captures }).fault, null);
});

test('a file is possibly what the server sends where the server is not known', async () => {
  const question = await beside('550 5.7.64 TenantAttribution; Relay Access Denied', 'Postfix with a certificate file');
  assert.equal(ranked(question)[0], 'cause.leaf-only-file possible');
  assert.equal(chainVerdict(question).fault, null);
});

test('the listener clears nobody whose certificate is another than the one that Windows distrusts', async () => {
  const whole = scenarios.find((each) => each.title.startsWith('a whole chain and nothing else')) ?? assert.fail();
  const distrust = scenarios.find((each) => each.title.startsWith('Windows distrusts a chain')) ?? assert.fail();
  const { captures } = await questionOf(whole);
  const { evidence } = await questionOf(distrust);
  const other = evidence.map((each) => ({ ...each, thumbprints: ['0011223344556677889900112233445566778899'] }));
  const question = { captures, connectors: [], now };
  assert.equal(chainVerdict({ ...question, evidence }).fault, false);
  assert.equal(chainVerdict({ ...question, evidence: other }).fault, null);
});

test('a refusal keeps its causes beside another session whose error names its own', async () => {
  const refusal =
    '2026-11-24 06:00:12 1tFabc-000001-2x ** a@fabrikam.com R=smarthost T=smtp H=contoso-com.mail.protection.outlook.com [52.101.40.2] X=TLS1.3: SMTP error from remote mail server after RCPT TO:<a@fabrikam.com>: 550 5.7.64 TenantAttribution; Relay Access Denied';
  const elsewhere =
    '2026-11-24 06:00:13 1tFabd-000001-2x == a@fabrikam.com R=dns T=smtp defer (-37) H=mx.fabrikam.com [203.0.113.9]: TLS session: (certificate verification failed)';
  const question = { ...(await beside(`${refusal}\n${elsewhere}\n`, 'the bare bounce')), captures: [] };
  assert.deepEqual(ranked(question).slice(0, 2), ['cause.remote-chain certain', 'cause.leaf-only-file possible']);
});

test('a name is certainly not covered only where it is known which certificate was sent', async () => {
  const shown = await beside('550 5.7.64 TenantAttribution; Relay Access Denied', 'a renewal under another name');
  assert.ok(ranked(shown).includes('cause.name-not-covered likely'));
  const logged = await questionOf(
    scenarios.find((each) => each.title === 'a renewal under another name') ?? assert.fail(),
  );
  assert.ok(ranked({ ...logged, captures: [] }).includes('cause.name-not-covered certain'));
  // Older builds may not log the alternative names.
  const evidence = logged.evidence.map((each) => ({
    ...each,
    ...(each.certificate && { certificate: { ...each.certificate, names: [] } }),
  }));
  assert.ok(ranked({ ...logged, captures: [], evidence }).includes('cause.name-not-covered likely'));
});

test('that a missing intermediate is the most frequent cause is said of 5.7.64 alone', () => {
  const explanation = (text: string) => {
    const { evidence } = readEvidence(new SourceText(text)) ?? assert.fail();
    const causes = rankCauses({ evidence, captures: [], connectors: [], now });
    return causes.find((each) => each.code === 'cause.intermediate-missing')?.explanation ?? '';
  };
  assert.match(explanation('550 5.7.64 TenantAttribution; Relay Access Denied'), /^The most frequent cause/);
  assert.match(explanation('550 5.7.68 Direct Send not allowed for this organization'), /^If a connector knows/);
  assert.match(explanation('451 4.7.500 Server busy (AS77713691)'), /^If a connector knows/);
});

test('a browser’s distrust does not accuse the chain of the mail server', async () => {
  const scenario = scenarios.find((each) => each.title.startsWith('events 11 and 30')) ?? assert.fail();
  const question = await questionOf(scenario);
  const asked = (program: string) => ({
    ...question,
    evidence: question.evidence.map((each) => ({ ...each, program })),
  });
  for (const program of ['lsass.exe', 'EdgeTransport.exe', 'MSExchangeFrontendTransport.exe', 'inetinfo.exe']) {
    assert.deepEqual(ranked(asked(program)), ['cause.intermediate-missing likely'], program);
  }
  for (const program of ['msedge.exe', 'svchost.exe']) {
    assert.deepEqual(ranked(asked(program)), ['cause.intermediate-missing possible'], program);
    assert.match(rankCauses(asked(program))[0]?.explanation ?? '', new RegExp(`It was ${program} that asked`));
    assert.doesNotMatch(chainVerdict(asked(program)).message, /likely/);
  }
  const [event] = asked('svchost.exe').evidence;
  const [refused] = (await questionOf(scenarios[0] ?? assert.fail())).evidence;
  const both = [refused ?? assert.fail(), event ?? assert.fail()];
  assert.equal(
    ranked({ ...question, evidence: both })[0],
    'cause.intermediate-missing likely',
    'the one that was sent',
  );
});

test('another server than the one that Exchange Online tried neither clears nor accuses it', async () => {
  const scenario = (title: string) => scenarios.find((each) => each.title.startsWith(title)) ?? assert.fail(title);
  const broken = await questionOf(scenario('Exchange Online rejects the receiving server’s chain'));
  const whole = await questionOf(scenario('Exchange Online rejects another name'));
  const verdict = (question: CauseQuestion, host: string) =>
    chainVerdict({
      ...question,
      captures: question.captures.map((each) => ({
        ...each,
        capture: { ...each.capture, origin: { kind: 'server', host, port: 25, security: 'starttls' } },
      })),
    }).fault;
  assert.deepEqual(
    ['mail.contoso.com', 'MAIL.contoso.com', 'mail2.contoso.com'].map((host) => verdict(broken, host)),
    [true, true, null],
  );
  assert.deepEqual(
    ['mail.contoso.com', 'mail2.contoso.com'].map((host) => verdict(whole, host)),
    [false, null],
  );
  const [stated] = whole.evidence;
  const reply =
    '450 4.4.317 [Message=UntrustedRoot] [LastAttemptedServerName=mail.contoso.com] [LastAttemptedIP=203.0.113.9:25]';
  const addressed = { ...whole, evidence: [{ ...(stated ?? assert.fail()), reply }] };
  assert.deepEqual(
    ['203.0.113.9', '203.0.113.90'].map((host) => verdict(addressed, host)),
    [false, null],
  );
});

test('a server that was inspected is not to be inspected again', async () => {
  const all = await Promise.all(scenarios.map(questionOf));
  const causes = all
    .flatMap(rankCauses)
    .filter((each) => each.code === 'cause.intermediate-missing' && each.likelihood !== 'certain');
  const seen = causes.filter(({ capture }) => capture?.origin.kind === 'server');
  assert.ok(seen.length > 0 && seen.length < causes.length);
  assert.ok(seen.every(({ confirm = '' }) => confirm.startsWith('That is what it shows')));
  assert.ok(causes.every((each) => seen.includes(each) || each.confirm?.startsWith('Inspect the server')));
});
