// The list of certificates equals what openssl prints, against servers that others wrote.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Capture, TlsVersion } from '../../src/chain/capture.js';
import { type ProbeTarget, probe } from '../../src/net/probe.js';
import { type Exim, eximLacks, startExim } from '../support/exim.js';
import { type Issued, makeChain } from '../support/pki.js';
import { type Postfix, type PostfixPort, startPostfix } from '../support/postfix.js';
import { freePort, run, start } from '../support/programs.js';
import { startSmtpServer } from '../support/smtpServer.js';

const chains = { rsa: makeChain('rsa'), ecdsa: makeChain('p256'), ed25519: makeChain('ed25519') };
type Kind = keyof typeof chains;

/** What servers may send after their leaf. */
const lists: Readonly<Record<string, (chain: (typeof chains)[Kind]) => readonly Issued[]>> = {
  'leaf only': () => [],
  complete: ({ intermediate }) => [intermediate],
  'root included': ({ intermediate, root }) => [intermediate, root],
  misordered: ({ intermediate, root }) => [root, intermediate],
  duplicate: ({ leaf, intermediate }) => [intermediate, leaf, intermediate],
};

const now = () => new Date('2026-11-24T12:00:00Z');

async function capture(target: Partial<ProbeTarget> & { port: number }): Promise<Capture> {
  const result = await probe({ host: '127.0.0.1', security: 'starttls', ...target }, { timeout: 20_000, now });
  assert.ok(result.ok, result.ok ? '' : `${result.failure.message} ${JSON.stringify(result.failure.transcript)}`);
  return result.capture;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const presented = ({ presented: entries }: Capture) => entries.map(({ der }) => base64(der));

/** Certificates in PEM in the order of the text. */
function pemList(output: string): readonly string[] {
  return [...output.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(([, body = '']) =>
    body.replace(/\s/g, ''),
  );
}

const opensslVersion: Readonly<Record<TlsVersion, string>> = {
  TLSv1: '-tls1',
  'TLSv1.1': '-tls1_1',
  'TLSv1.2': '-tls1_2',
  'TLSv1.3': '-tls1_3',
};

function opensslList(port: number, version: TlsVersion | undefined, more: readonly string[] = []): readonly string[] {
  const args = ['s_client', '-showcerts', '-connect', `127.0.0.1:${port}`, '-cipher', 'ALL:@SECLEVEL=0', ...more];
  const { output } = run('openssl', [...args, ...(version ? [opensslVersion[version]] : [])], 'QUIT\n');
  const list = pemList(output.slice(0, output.indexOf('Server certificate')));
  assert.ok(list.length > 0, output);
  return list;
}

const starttls = ['-starttls', 'smtp'];
const modern: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];
const every: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', ...modern];

describe("Node's own TLS", () => {
  for (const kind of ['rsa', 'ecdsa'] as const) {
    for (const [name, after] of Object.entries(lists)) {
      for (const version of modern) {
        test(`${kind}, ${name}, ${version}`, async () => {
          const chain = chains[kind];
          const server = await startSmtpServer({
            leaf: chain.leaf,
            chain: after(chain),
            minVersion: version,
            maxVersion: version,
          });
          try {
            const expected = opensslListBeside(server.port, version);
            assert.deepEqual(presented(await capture({ port: server.port, version })), await expected);
          } finally {
            await server.close();
          }
        });
      }
    }
  }

  /** The server lives in this process, so that openssl must not block it. */
  async function opensslListBeside(port: number, version: TlsVersion): Promise<readonly string[]> {
    const args = ['s_client', '-showcerts', ...starttls, '-connect', `127.0.0.1:${port}`, opensslVersion[version]];
    const client = start('openssl', args);
    let output = '';
    client.child.stdout?.on('data', (text) => {
      output += text;
    });
    await client.printed('Verify return code');
    await client.stop();
    return pemList(output.slice(0, output.indexOf('Server certificate')));
  }
});

describe('Postfix', () => {
  let postfix: Postfix | undefined;
  const ports: { readonly name: string; readonly port: PostfixPort; readonly versions: readonly TlsVersion[] }[] = [];
  for (const kind of ['rsa', 'ecdsa', 'ed25519'] as const) {
    for (const [name, after] of Object.entries(lists)) {
      const chain = chains[kind];
      const port = { leaf: chain.leaf, chain: after(chain) };
      ports.push({ name: `${kind}, ${name}`, port, versions: kind === 'ed25519' ? modern : every });
    }
  }
  const { rsa, ecdsa } = chains;
  const complete = { leaf: rsa.leaf, chain: [rsa.intermediate] };
  ports.push({ name: 'implicit TLS', port: { ...complete, implicit: true }, versions: modern });
  ports.push({
    name: 'a client certificate demanded',
    port: { ...complete, parameters: { smtpd_tls_security_level: 'encrypt', smtpd_tls_req_ccert: 'yes' } },
    versions: modern,
  });
  const dual = ports.length;
  ports.push({
    name: 'two certificates',
    port: { ...complete, second: { leaf: ecdsa.leaf, chain: [ecdsa.intermediate, ecdsa.root] } },
    versions: every,
  });

  before(async () => {
    postfix = await startPostfix({ ports: ports.map(({ port }) => port) });
  });
  after(() => postfix?.stop());

  for (const [index, { name, port, versions }] of ports.entries()) {
    for (const version of versions) {
      test(`${name}, ${version}`, async () => {
        const number = postfix?.ports[index] ?? assert.fail();
        const result = await capture({ port: number, version, security: port.implicit ? 'implicit' : 'starttls' });
        assert.equal(result.tls?.version, version);
        assert.equal(result.tls?.possession, 'proved');
        assert.deepEqual(presented(result), opensslList(number, version, port.implicit ? [] : starttls));
      });
    }
  }

  for (const version of every) {
    for (const signature of ['rsa', 'ecdsa'] as const) {
      test(`both chains of a server with two certificates: ${signature}, ${version}`, async () => {
        const result = await capture({ port: postfix?.ports[dual] ?? assert.fail(), version, signature });
        const sent = signature === 'rsa' ? [rsa.leaf, rsa.intermediate] : [ecdsa.leaf, ecdsa.intermediate, ecdsa.root];
        assert.deepEqual(
          presented(result),
          sent.map(({ der }) => base64(der)),
        );
      });
    }
  }

  test('gnutls-cli sees the same', async () => {
    for (const [index, { port }] of ports.entries()) {
      if (!port.implicit && !port.parameters) {
        const number = postfix?.ports[index] ?? assert.fail();
        const args = ['--starttls-proto=smtp', '--print-cert', '--insecure', '-p', String(number), '127.0.0.1'];
        const signature = port.second ? 'rsa' : undefined;
        const priority = signature ? ['--priority', 'NORMAL:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256'] : [];
        const list = pemList(run('gnutls-cli', [...priority, ...args], 'QUIT\n').output);
        assert.deepEqual(presented(await capture({ port: number, ...(signature ? { signature } : {}) })), list);
      }
    }
  });
});

describe('Exim', { skip: eximLacks }, () => {
  let exim: Exim | undefined;
  const ports = (['rsa', 'ecdsa'] as const).flatMap((kind) =>
    Object.entries(lists).map(([name, after]) => {
      const chain = chains[kind];
      return { name: `${kind}, ${name}`, leaf: chain.leaf, chain: after(chain) };
    }),
  );
  before(async () => {
    exim = await startExim({ ports });
  });
  after(() => exim?.stop());

  for (const [index, { name }] of ports.entries()) {
    for (const version of every) {
      test(`${name}, ${version}`, async () => {
        const port = exim?.ports[index] ?? assert.fail();
        const result = await capture({ port, version });
        assert.equal(result.tls?.possession, 'proved');
        assert.deepEqual(presented(result), opensslList(port, version, starttls));
      });
    }
  }
});

describe('openssl s_server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-openssl-'));
  after(() => rmSync(folder, { recursive: true }));

  const cases: readonly { name: string; kind: Kind; args: readonly string[]; version?: TlsVersion; cipher?: string }[] =
    [
      ...every.map((version) => ({
        name: `only ${version}`,
        kind: 'rsa' as const,
        args: [opensslVersion[version]],
        version,
      })),
      ...(['rsa', 'ecdsa', 'ed25519'] as const).map((kind) => ({ name: kind, kind, args: [] })),
      { name: 'HelloRetryRequest for P-384', kind: 'ecdsa', args: ['-tls1_3', '-groups', 'P-384'] },
      { name: 'HelloRetryRequest for P-521', kind: 'rsa', args: ['-tls1_3', '-groups', 'P-521'] },
      { name: 'P-256 alone', kind: 'rsa', args: ['-groups', 'P-256'] },
      { name: 'a HelloRetryRequest with a cookie', kind: 'rsa', args: ['-tls1_3', '-stateless'] },
      { name: 'a client certificate demanded, 1.3', kind: 'rsa', args: ['-tls1_3', '-Verify', '1'] },
      { name: 'a client certificate demanded, 1.2', kind: 'rsa', args: ['-tls1_2', '-Verify', '1'] },
      { name: 'records of 512 bytes', kind: 'rsa', args: ['-tls1_3', '-max_send_frag', '512'] },
      { name: 'records of 512 bytes, 1.2', kind: 'rsa', args: ['-tls1_2', '-max_send_frag', '512'] },
      {
        name: 'DHE',
        kind: 'rsa',
        args: ['-tls1_2', '-cipher', 'DHE-RSA-AES128-GCM-SHA256'],
        cipher: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
      },
      {
        name: 'DHE in TLS 1.0',
        kind: 'rsa',
        args: ['-tls1', '-cipher', 'DHE-RSA-AES128-SHA:@SECLEVEL=0'],
        cipher: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
      },
      ...[
        'TLS_AES_128_GCM_SHA256',
        'TLS_AES_256_GCM_SHA384',
        'TLS_CHACHA20_POLY1305_SHA256',
        'TLS_AES_128_CCM_SHA256',
        'TLS_AES_128_CCM_8_SHA256',
      ].map((cipher) => ({ name: cipher, kind: 'rsa' as const, args: ['-tls1_3', '-ciphersuites', cipher], cipher })),
    ];

  for (const { name, kind, args, version, cipher } of cases) {
    test(name, async () => {
      const { leaf, intermediate, root } = chains[kind];
      const files = { cert: leaf.pem, key: leaf.keyPem, chain: root.pem + intermediate.pem };
      for (const [file, content] of Object.entries(files)) {
        writeFileSync(path.join(folder, `${kind}.${file}`), content);
      }
      const port = await freePort();
      const file = (which: keyof typeof files) => path.join(folder, `${kind}.${which}`);
      const security = args.some((each) => each.includes('SECLEVEL')) ? [] : ['-cipher', 'DEFAULT:@SECLEVEL=0'];
      const server = start('openssl', [
        's_server',
        '-accept',
        `127.0.0.1:${port}`,
        '-cert',
        file('cert'),
        '-key',
        file('key'),
        '-cert_chain',
        file('chain'),
        ...(args.includes('-cipher') ? [] : security),
        ...args,
      ]);
      try {
        await server.printed('ACCEPT');
        const result = await capture({ port, security: 'implicit', ...(version ? { version } : {}) });
        assert.deepEqual(
          presented(result),
          [leaf, root, intermediate].map(({ der }) => base64(der)),
        );
        assert.equal(result.tls?.possession, 'proved');
        assert.equal(result.tls?.cipher, cipher ?? result.tls?.cipher);
      } finally {
        await server.stop();
      }
    });
  }

  test('static RSA shows the certificates and no proof', async () => {
    const { leaf } = chains.rsa;
    const port = await freePort();
    writeFileSync(path.join(folder, 'static.pem'), leaf.keyPem + leaf.pem);
    const args = [
      's_server',
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      path.join(folder, 'static.pem'),
      '-key',
      path.join(folder, 'static.pem'),
    ];
    const server = start('openssl', [...args, '-tls1_2', '-cipher', 'AES128-GCM-SHA256']);
    try {
      await server.printed('ACCEPT');
      const { tls } = await capture({ port, security: 'implicit' });
      assert.equal(tls?.cipher, 'TLS_RSA_WITH_AES_128_GCM_SHA256');
      assert.equal(tls.possession, undefined);
      assert.ok(tls.possessionReason);
    } finally {
      await server.stop();
    }
  });
});
