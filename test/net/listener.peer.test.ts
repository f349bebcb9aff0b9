// Real senders against the listener: the truth is what the sender's file holds.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { captureFindings } from '../../src/chain/captureFindings.js';
import { type Listener, listen } from '../../src/net/listener.js';
import type { SenderConnection } from '../../src/net/listenerSession.js';
import { type Exim, eximLacks, startExim } from '../support/exim.js';
import { type Issued, makeChain } from '../support/pki.js';
import { type Postfix, startPostfix } from '../support/postfix.js';
import { start } from '../support/programs.js';
import { type Sender, sendMail } from '../support/sendMail.js';

const chain = makeChain('rsa');
const ecdsa = makeChain('p256');
const other = makeChain('p256').root;
const { leaf, intermediate, root } = chain;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const now = () => new Date('2026-11-24T12:00:00Z');

/** A listener whose next connection can be awaited. */
class Ear {
  readonly #heard: SenderConnection[] = [];
  #wake: () => void = () => undefined;

  private constructor(readonly listener: () => Listener) {}

  static async open(implicit = false): Promise<Ear> {
    let listener: Listener | undefined;
    const ear = new Ear(() => listener ?? assert.fail());
    const onConnection = (connection: SenderConnection) => {
      ear.#heard.push(connection);
      ear.#wake();
    };
    const result = await listen({ port: 0, implicit, now, onConnection });
    assert.ok(result.ok);
    listener = result.listener;
    return ear;
  }

  async next(): Promise<SenderConnection> {
    for (;;) {
      const connection = this.#heard.shift();
      if (connection) {
        return connection;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function presented({ result }: SenderConnection): readonly string[] {
  assert.ok(result.ok, JSON.stringify(result));
  return result.capture.presented.map(({ der }) => base64(der));
}

interface Case {
  readonly name: string;
  readonly sender: Omit<Sender, 'to'>;
  readonly postfix: readonly Issued[];
  /** GnuTLS sorts the list and drops what does not belong. */
  readonly exim: readonly Issued[];
}

const cases: readonly Case[] = [
  { name: 'leaf only', sender: { leaf }, postfix: [leaf], exim: [leaf] },
  {
    name: 'full chain',
    sender: { leaf, chain: [intermediate, root] },
    postfix: [leaf, intermediate, root],
    exim: [leaf, intermediate, root],
  },
  {
    name: 'misordered',
    sender: { leaf, chain: [root, intermediate] },
    postfix: [leaf, root, intermediate],
    exim: [leaf, intermediate, root],
  },
  {
    name: 'duplicate and extra',
    sender: { leaf, chain: [intermediate, leaf, other] },
    postfix: [leaf, intermediate, leaf, other],
    exim: [leaf, intermediate],
  },
  {
    name: 'leaf only, with a CA file',
    sender: { leaf, authorities: [root, intermediate] },
    postfix: [leaf, intermediate, root],
    exim: [leaf],
  },
  {
    name: 'ECDSA',
    sender: { leaf: ecdsa.leaf, chain: [ecdsa.intermediate] },
    postfix: [ecdsa.leaf, ecdsa.intermediate],
    exim: [ecdsa.leaf, ecdsa.intermediate],
  },
  { name: 'no certificate', sender: {}, postfix: [], exim: [] },
];

function hear(
  ears: () => { plain: Ear; implicit: Ear },
  submit: (domain: string) => Promise<void>,
  who: 'postfix' | 'exim',
): void {
  for (const [index, each] of [...cases, ...cases].entries()) {
    const implicit = index >= cases.length;
    // Twice: a resumed session would show no certificate the second time.
    for (const turn of ['first', 'second']) {
      test(`${each.name}, ${implicit ? 'implicit' : 'STARTTLS'}, ${turn} mail`, async () => {
        const { plain, implicit: other } = ears();
        await submit(`${index}.example`);
        const connection = await (implicit ? other : plain).next();
        assert.deepEqual(
          presented(connection),
          each[who].map(({ der }) => base64(der)),
        );
        assert.ok(connection.result.ok);
        assert.equal(connection.heloName, `${who}.example`);
        assert.equal(connection.result.capture.tls?.version, 'TLSv1.3');
        assert.deepEqual(
          captureFindings(connection.result.capture).map(({ code }) => code),
          each[who].length === 0 ? ['capture.no-client-certificate'] : [],
        );
      });
    }
  }
}

describe('Postfix sends', () => {
  let server: Postfix | undefined;
  let plain: Ear | undefined;
  let implicit: Ear | undefined;
  before(async () => {
    plain = await Ear.open();
    implicit = await Ear.open(true);
    server = await startPostfix({ ports: [{ leaf: ecdsa.leaf }], senders: senders(plain, implicit) });
  });
  after(async () => {
    await server?.stop();
    await Promise.all([plain, implicit].map((ear) => ear?.listener().close()));
  });
  const ears = () => ({ plain: plain ?? assert.fail(), implicit: implicit ?? assert.fail() });
  hear(ears, (domain) => sendMail(server?.ports[0] ?? 0, domain), 'postfix');
});

describe('Exim sends', { skip: eximLacks }, () => {
  let server: Exim | undefined;
  let plain: Ear | undefined;
  let implicit: Ear | undefined;
  before(async () => {
    plain = await Ear.open();
    implicit = await Ear.open(true);
    server = await startExim({ ports: [{ leaf: ecdsa.leaf }], senders: senders(plain, implicit) });
  });
  after(async () => {
    await server?.stop();
    await Promise.all([plain, implicit].map((ear) => ear?.listener().close()));
  });
  const ears = () => ({ plain: plain ?? assert.fail(), implicit: implicit ?? assert.fail() });
  hear(ears, (domain) => sendMail(server?.ports[0] ?? 0, domain), 'exim');
});

function senders(plain: Ear, implicit: Ear): readonly Sender[] {
  return [plain, implicit].flatMap((ear, which) =>
    cases.map(({ sender }) => ({ ...sender, to: ear.listener().port, implicit: which === 1 })),
  );
}

describe('other clients', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-clients-'));
  const files = {
    cert: leaf.pem,
    key: leaf.keyPem,
    chain: root.pem + intermediate.pem,
    list: leaf.pem + intermediate.pem,
  };
  let ear: Ear | undefined;
  before(async () => {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(path.join(folder, name), content);
    }
    ear = await Ear.open();
  });
  after(async () => {
    await ear?.listener().close();
    rmSync(folder, { recursive: true });
  });
  const file = (name: keyof typeof files) => path.join(folder, name);

  async function from(program: string, args: (port: number) => readonly string[]): Promise<SenderConnection> {
    const client = start(program, args(ear?.listener().port ?? 0));
    const connection = await ear?.next();
    await client.stop();
    return connection ?? assert.fail();
  }

  for (const version of ['-tls1', '-tls1_1', '-tls1_2', '-tls1_3']) {
    test(`openssl s_client ${version}: the list as in its files`, async () => {
      const connection = await from('openssl', (port) => [
        's_client',
        '-starttls',
        'smtp',
        '-connect',
        `127.0.0.1:${port}`,
        version,
        '-cipher',
        'DEFAULT:@SECLEVEL=0',
        '-cert',
        file('cert'),
        '-key',
        file('key'),
        '-cert_chain',
        file('chain'),
      ]);
      assert.deepEqual(
        presented(connection),
        [leaf, root, intermediate].map(({ der }) => base64(der)),
      );
    });

    test(`openssl s_client ${version}: the alert of one that verifies strictly`, async () => {
      const connection = await from('openssl', (port) => [
        's_client',
        '-starttls',
        'smtp',
        '-connect',
        `127.0.0.1:${port}`,
        version,
        '-cipher',
        'DEFAULT:@SECLEVEL=0',
        '-verify_return_error',
        '-cert',
        file('cert'),
        '-key',
        file('key'),
      ]);
      assert.equal(!connection.result.ok && connection.result.failure.code, 'alert');
      assert.match(connection.result.ok ? '' : connection.result.failure.message, /unknown_ca|bad_certificate/);
    });
  }

  test('gnutls-cli: the list as in its file', async () => {
    const connection = await from('gnutls-cli', (port) => [
      '--starttls-proto=smtp',
      '--insecure',
      '--x509certfile',
      file('list'),
      '--x509keyfile',
      file('key'),
      '-p',
      String(port),
      '127.0.0.1',
    ]);
    assert.deepEqual(
      presented(connection),
      [leaf, intermediate].map(({ der }) => base64(der)),
    );
  });
});
