import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { cli } from './support/cli.js';
import { makeChain } from './support/pki.js';
import { packagedJson, schemaChecker } from './support/schema.js';
import { type RunningServer, startSmtpServer } from './support/smtpServer.js';

const { root, intermediate, leaf } = makeChain();
let folder = '';
let leafOnly: RunningServer;
let complete: RunningServer;
const file = (name: string) => path.join(folder, name);

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'chainmail-cli-'));
  writeFileSync(file('root.pem'), root.pem);
  writeFileSync(file('full.pem'), leaf.pem + intermediate.pem);
  writeFileSync(file('leaf.cer'), leaf.der);
  writeFileSync(file('garbage.cer'), 'no certificate');
  writeFileSync(file('empty.pem'), '');
  writeFileSync(
    file('good.json'),
    JSON.stringify([
      {
        Name: 'A',
        ConnectorType: 'OnPremises',
        SenderDomains: ['smtp:*;1'],
        RequireTls: true,
        TlsSenderCertificateName: 'mail.contoso.com',
      },
    ]),
  );
  writeFileSync(file('bad.ps1'), "Set-SendConnector -Identity 'Legacy' -RequireTLS $true -IgnoreSTARTTLS $true\n");
  writeFileSync(file('other.json'), '{"name":"package"}');
  leafOnly = await startSmtpServer({ leaf });
  complete = await startSmtpServer({ leaf, chain: [intermediate] });
});

after(async () => {
  await Promise.all([leafOnly.close(), complete.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const at = (server: RunningServer) => `${server.host}:${server.port}`;

test('probe prints the verdict first and exits by it', async () => {
  const good = await cli(['probe', at(complete), '--trust', file('root.pem')]);
  assert.equal(good.status, 0, good.stderr);
  const bad = await cli(['probe', at(leafOnly), '--trust', file('root.pem'), '--no-aia']);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /Example TLS CA 2026/);
});

test('probe --json is the contract', async () => {
  const { stdout, status } = await cli(['probe', at(leafOnly), '--trust', file('root.pem'), '--no-aia', '--json']);
  assert.equal(status, 1);
  const parsed = JSON.parse(stdout);
  assert.deepEqual([parsed.schema, parsed.kind, parsed.results.length], ['chainmail/1', 'probe', 1]);
  const [result] = parsed.results;
  assert.equal(result.target, at(leafOnly));
  assert.equal(result.ok, true);
  assert.equal(result.capture.presented.length, 1);
  assert.equal(result.capture.presented[0].pem.replaceAll('\r', ''), leaf.pem);
  assert.equal(result.capture.tls.version, 'TLSv1.3');
  assert.equal(result.analysis.complete, false);
  assert.match(result.analysis.missing[0].subject, /CN=Example TLS CA 2026/);
  assert.deepEqual(
    result.analysis.findings.map((each: { code: string }) => each.code),
    ['chain.intermediate-missing'],
  );
});

test('probe --ndjson writes a result a line, failures among them', async () => {
  const closed = await startSmtpServer({ leaf });
  await closed.close();
  const { stdout, status } = await cli(['probe', at(complete), at(closed), '--trust', file('root.pem'), '--ndjson']);
  assert.equal(status, 3);
  const results = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(results.map((each) => each.ok).sort(), [false, true]);
  const failure = results.find((each) => !each.ok).failure;
  assert.deepEqual([failure.stage, failure.code], ['connect', 'refused']);
});

test('probe reads targets from a file or standard input, and names the line that is none', async () => {
  const stdin = `# servers\n\n${at(complete)}\nmail contoso com\n${at(complete)}\n`;
  const { stdout, stderr, status } = await cli(['probe', '--from', '-', '--trust', file('root.pem'), '--ndjson'], {
    stdin,
  });
  assert.equal(stdout.trimEnd().split('\n').length, 1);
  assert.match(stderr, /4/);
  assert.equal(status, 2);
});

test('usage errors are one line and status 2', async () => {
  const calls: readonly (readonly string[])[] = [
    ['frobnicate'],
    ['probe'],
    ['probe', '--frobnicate', 'x'],
    ['probe', 'mail contoso com'],
    ['probe', 'mail.contoso.com:99999'],
    ['probe', '127.0.0.1', '--tls', '2.0'],
    ['probe', '127.0.0.1', '--timeout', 'soon'],
    ['probe', '127.0.0.1', '--at', 'tomorrow'],
    ['probe', '127.0.0.1', '--servername', 'a', '--no-sni'],
    ['probe', '127.0.0.1', '--trust', '/nonexistent/roots.pem'],
    ['analyze'],
    ['analyze', '/nonexistent/file'],
    ['check'],
    ['check', '--format', 'yaml', 'x'],
    ['script'],
    ['script', 'delete'],
    ['script', 'all', 'mail.contoso.com'],
    ['explain'],
    ['explain', '/nonexistent/bounce.eml'],
    ['listen', 'mail.contoso.com'],
    ['listen', '--port', '99999'],
    ['listen', '--certificate', 'x.pem'],
  ];
  for (const args of calls) {
    const { status, stdout, stderr } = await cli(args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '', args.join(' '));
    assert.match(stderr, /^chainmail: [^\n]+\n$/, args.join(' '));
  }
});

test('help is printed for the whole and for each verb', async () => {
  for (const args of [
    ['--help'],
    [],
    ['probe', '--help'],
    ['analyze', '--help'],
    ['check', '--help'],
    ['script', '--help'],
  ]) {
    const { status, stdout } = await cli(args);
    assert.equal(status, 0);
    assert.match(stdout, /chainmail/);
  }
});

test('analyze tells containers by content and reports what is no certificate', async () => {
  const { stdout, status } = await cli([
    'analyze',
    file('full.pem'),
    file('leaf.cer'),
    '--trust',
    file('root.pem'),
    '--no-aia',
    '--json',
  ]);
  const { results } = JSON.parse(stdout);
  assert.deepEqual(
    results.map((each: { container: string; analysis: { complete: boolean } }) => [
      each.container,
      each.analysis.complete,
    ]),
    [
      ['pem', true],
      ['der', false],
    ],
  );
  assert.equal(status, 1);
  for (const name of ['garbage.cer', 'empty.pem']) {
    const broken = await cli(['analyze', file(name), '--json']);
    assert.equal(broken.status, 2);
    assert.equal(JSON.parse(broken.stdout).results[0].ok, false);
  }
});

test('check judges connectors by content and counts errors', async () => {
  const good = await cli(['check', file('good.json'), '--json']);
  assert.equal(good.status, 0);
  const [result] = JSON.parse(good.stdout).results;
  assert.equal(result.format, 'json');
  assert.equal(result.connectors[0].identity, 'A');
  assert.deepEqual(result.connectors[0].properties.SenderDomains.value, ['smtp:*;1']);
  const bad = await cli(['check', file('bad.ps1')]);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /bad\.ps1:1:\d+/);
  const none = await cli(['check', file('other.json')]);
  assert.equal(none.status, 2);
});

test('check --format sarif is a log that the schema of SARIF 2.1.0 takes', async () => {
  const problems = schemaChecker(packagedJson('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
  for (const [files, results, exit] of [
    [['bad.ps1', 'good.json'], 2, 1],
    [['good.json'], 1, 0],
  ] as const) {
    const { stdout, status } = await cli(['check', '--format', 'sarif', ...files.map(file)]);
    const log = JSON.parse(stdout);
    assert.deepEqual([problems(log), log.runs[0].results.length, status], [[], results, exit]);
  }
});

test('check looks at the files that a configuration names, also beside it, and at their keys', async () => {
  const other = makeChain();
  writeFileSync(file('leaf.pem'), leaf.pem);
  writeFileSync(file('leaf.key'), leaf.keyPem);
  writeFileSync(file('other.key'), other.leaf.keyPem);
  const secret = { format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const;
  const key = createPrivateKey(leaf.keyPem);
  const old = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
  writeFileSync(file('secret.key'), key.export({ ...secret, type: 'pkcs8' }));
  writeFileSync(file('oldsecret.key'), key.export({ ...secret, type: old }));
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [file('full.pem'), '/elsewhere/leaf.key', []],
    ['/elsewhere/leaf.pem', file('leaf.key'), ['connector.client-chain']],
    [file('full.pem'), file('other.key'), ['connector.client-key']],
    [file('full.pem'), file('secret.key'), ['connector.client-key']],
    [file('full.pem'), file('oldsecret.key'), ['connector.client-key']],
    [file('full.pem'), file('missing.key'), []],
  ];
  for (const [certificate, keyFile, codes] of cases) {
    const relay = 'relayhost = [contoso-com.mail.protection.outlook.com]\nsmtp_tls_security_level = encrypt\n';
    writeFileSync(file('main.cf'), `${relay}smtp_tls_cert_file = ${certificate}\nsmtp_tls_key_file = ${keyFile}\n`);
    const { stdout, status } = await cli(['check', file('main.cf'), '--json']);
    const found: readonly { code: string }[] = JSON.parse(stdout).results[0].findings;
    assert.deepEqual([status, found.map(({ code }) => code)], [codes.length === 0 ? 0 : 1, codes]);
  }
});

test('check joins a listing of certificates to the connectors beside it', async () => {
  writeFileSync(
    file('send.json'),
    JSON.stringify({ Name: 'Out', AddressSpaces: ['SMTP:*;1'], TlsCertificateName: '<I>CN=a<S>CN=b' }),
  );
  writeFileSync(file('certificates.txt'), 'Issuer     : CN=c\nSubject    : CN=b\nThumbprint : A1\n');
  const { stdout, status } = await cli(['check', file('send.json'), file('certificates.txt'), '--json']);
  const [first, second] = JSON.parse(stdout).results;
  assert.equal(status, 1);
  assert.deepEqual([first.findings[0].code, second.connectors], ['connector.tls-certificate-missing', []]);
});

test('check --capture joins a saved capture', async () => {
  const saved = await cli(['analyze', file('full.pem'), '--trust', file('root.pem'), '--json']);
  writeFileSync(file('capture.json'), saved.stdout);
  assert.equal((await cli(['check', file('good.json'), '--capture', file('capture.json')])).status, 0);
  assert.equal((await cli(['check', file('good.json'), '--capture', file('good.json')])).status, 2);
});

test('script prints PowerShell, and writes files without overwriting', async () => {
  const printed = await cli(['script', 'export', at(leafOnly), '--trust', file('root.pem'), '--no-aia']);
  assert.equal(printed.status, 0, printed.stderr);
  assert.match(printed.stdout, /^#Requires -Version 5\.1\r\n/);
  const out = file('out');
  const args = ['script', 'import', file('leaf.cer'), '--trust', file('root.pem'), '--no-aia', '--out', out];
  assert.equal((await cli(args)).status, 0);
  const [name = ''] = readdirSync(out).filter((each) => each.endsWith('.ps1'));
  assert.match(readFileSync(path.join(out, name), 'latin1'), /Import-Certificate/);
  const again = await cli(args);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /nothing is overwritten/);
});

test('script says in its help that it does not judge', async () => {
  assert.match((await cli(['script', '--help'])).stdout, /Exit status: 0 whenever the scripts were written/);
});

test('a list without a server is no clean result', async () => {
  const { status, stderr } = await cli(['probe', '--from', '-', '--ndjson'], { stdin: '# none yet\n' });
  assert.equal(status, 2);
  assert.match(stderr, /names no server/);
});

test('script prints one script; for several servers it wants a folder', async () => {
  const args = ['script', 'import', file('full.pem'), file('leaf.cer'), '--trust', file('root.pem'), '--no-aia'];
  const { stdout, stderr, status } = await cli(args);
  assert.deepEqual([stdout, status], ['', 2]);
  assert.match(stderr, /--out DIR/);
});

test('listen --out writes what makes a server call it, and nobody waits when that cannot be', async () => {
  const args = ['listen', '--port', '0', '--timeout', '1', '--out', file('callers')];
  const first = await cli(args);
  assert.equal(first.status, 3, first.stderr);
  assert.deepEqual(readdirSync(file('callers')).sort(), [
    'New-ListenerConnector.ps1',
    'Remove-ListenerConnector.ps1',
    'postfix-exim.txt',
  ]);
  const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(first.stderr)?.[1] ?? assert.fail(first.stderr);
  assert.match(first.stderr, /Only a mail server on this machine reaches that address/);
  const script = readFileSync(path.join(file('callers'), 'New-ListenerConnector.ps1'), 'latin1');
  assert.match(script, /Only for a mail server on the machine that listens/);
  assert.match(script, new RegExp(`Port += ${port}\\b`));
  const again = await cli(args);
  assert.equal(again.status, 2);
  assert.doesNotMatch(again.stderr, /Listening/);
});

const bounce =
  'Remote server returned: 550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF00027A63.eurprd04.prod.outlook.com]';

test('explain reads standard input and ranks causes', async () => {
  const { stdout, status } = await cli(['explain', '-', '--json'], { stdin: bounce });
  assert.equal(status, 1);
  const parsed = JSON.parse(stdout);
  assert.equal(parsed.kind, 'explain');
  const [result] = parsed.results;
  assert.equal(result.evidence[0].code, 'evidence.tenant-attribution');
  assert.equal(result.causes[0].code, 'cause.intermediate-missing');
  assert.ok(result.causes[0].next.length > 0);
});

test('explain joins a capture: what was seen makes the cause likely', async () => {
  const saved = await cli(['probe', at(leafOnly), '--trust', file('root.pem'), '--no-aia', '--json']);
  writeFileSync(file('leafOnly.json'), saved.stdout);
  const args = ['explain', '-', '--capture', file('leafOnly.json'), '--trust', file('root.pem'), '--no-aia', '--json'];
  const { stdout } = await cli(args, { stdin: bounce });
  const [cause] = JSON.parse(stdout).results[0].causes;
  assert.equal(cause.code, 'cause.intermediate-missing');
  assert.equal(cause.likelihood, 'likely');
});

test('explain takes a log and an event of one certificate for one case', async () => {
  const thumbprint = '0011223344556677889900112233445566778899';
  const row = (rest: string) =>
    `2026-11-24T06:00:10.100Z,To 365,08DE2A9C11D3F00A,1,10.0.0.21:41822,52.101.40.2:25,${rest}\n`;
  const certificate = `*," CN=mail.contoso.com CN=CA 6A3E ${thumbprint} 2026-01-01T00:00:00.000Z 2036-01-01T00:00:00.000Z mail.contoso.com",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;
  writeFileSync(file('send.log'), row(certificate) + row('<,550 5.7.64 TenantAttribution; Relay Access Denied,'));
  const event = `<Event><System><Provider Name="Microsoft-Windows-CAPI2"/><EventID>30</EventID></System><UserData><X><Certificate fileRef="${thumbprint}.cer"/><Result value="800B0109">x</Result></X></UserData></Event>`;
  const likelihoods = async (...files: readonly string[]) => {
    const { stdout } = await cli(['explain', ...files, '--json'], { stdin: event });
    const { results } = JSON.parse(stdout);
    return results.map(({ causes: [first] }: { causes: readonly { likelihood: string }[] }) => first?.likelihood);
  };
  assert.deepEqual(await likelihoods(file('send.log')), ['possible']);
  assert.deepEqual(await likelihoods(file('send.log'), '-'), ['likely', 'likely']);
});

test('explain says what it reads when nothing is recognised', async () => {
  const { stderr, status } = await cli(['explain', '-'], { stdin: 'Dear all, lunch is at noon.' });
  assert.equal(status, 2);
  assert.match(stderr, /nothing was recognised.*CAPI2/);
});

test('explain says how to get at what an Outlook message holds', async () => {
  const { stderr, status } = await cli(['explain', '-'], { stdin: Buffer.from('d0cf11e0a1b11ae10000', 'hex') });
  assert.match(stderr, /\.msg.*Save the bounce as \.eml/);
  assert.equal(status, 2);
});

test('explain that is cancelled says so and ends', async () => {
  const { stdout, stderr, status } = await cli(['explain', '-'], { stdin: bounce, signal: AbortSignal.abort() });
  assert.deepEqual([stdout, status], ['', 3]);
  assert.match(stderr, /^Cancelled: /);
});

test('a part of a chain is not judged for the whole when the call is cancelled', async () => {
  for (const args of [
    ['analyze', '-'],
    ['analyze', '-', '--json'],
    ['script', 'import', '-'],
    ['check', '-'],
  ]) {
    const { stdout, stderr, status } = await cli(args, { stdin: leaf.pem, signal: AbortSignal.abort() });
    assert.deepEqual([stdout, status], ['', 3], args.join(' '));
    assert.match(stderr, /^Cancelled: - was not read to its end\.\n$/);
  }
});

test('a cancelled list is not clean, and half a line of it no mistake', async () => {
  const { stderr, status } = await cli(['probe', '--from', '-'], { stdin: 'bad host', signal: AbortSignal.abort() });
  assert.deepEqual([stderr, status], ['Cancelled: what was done until then is above.\n', 3]);
});

test('JSON stays readable where the call breaks off behind a result', async () => {
  const none = file('none.pem');
  for (const args of [
    ['analyze', '-', none, '--json', '--no-aia'],
    ['probe', '127.0.0.1:1', '--from', none, '--json', '--concurrency', '1'],
  ]) {
    const { stdout, stderr, status } = await cli(args, { stdin: leaf.pem });
    assert.equal(status, 2);
    assert.match(stderr, /none\.pem cannot be read/);
    assert.equal(JSON.parse(stdout).results.length, 1, args.join(' '));
  }
});

test('explain --redact leaves out who wrote', async () => {
  const stdin = `${bounce}\nFinal-Recipient: rfc822;jane.doe@fabrikam.com\nDiagnostic-Code: smtp;550 5.7.64 TenantAttribution; Relay Access Denied jane.doe@fabrikam.com\n`;
  const { stdout } = await cli(['explain', '-', '--redact', '--json'], { stdin });
  assert.doesNotMatch(stdout, /jane\.doe/);
});

test('script all writes everything for one server', async () => {
  const out = file('everything');
  const { status } = await cli([
    'script',
    'all',
    file('full.pem'),
    '--trust',
    file('root.pem'),
    '--no-aia',
    '--out',
    out,
  ]);
  assert.equal(status, 0);
  const names = readdirSync(out);
  for (const name of [
    'README.txt',
    'intermediates',
    'Import-IntermediateCertificate.ps1',
    'Export-IntermediateCertificate.ps1',
  ]) {
    assert.ok(names.includes(name), name);
  }
});
