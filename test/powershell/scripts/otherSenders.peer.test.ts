// The lines for Postfix, as generated, in a real Postfix that delivers to the listener.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listen } from '../../../src/net/listener.js';
import type { SenderConnection } from '../../../src/net/listenerSession.js';
import { otherSenderFiles } from '../../../src/powershell/scripts/otherSenders.js';
import { certificate } from '../../support/machine.js';
import { makeChain } from '../../support/pki.js';
import { postfixFolder, startPostfix } from '../../support/postfix.js';
import { run } from '../../support/programs.js';

const chain = makeChain('rsa');
const own = makeChain('rsa').leaf;
const [pem, text] = otherSenderFiles([chain.leaf, chain.intermediate].map(certificate)).map((each) => each.text);

/** The parameters that stand in the text, with the files where they are here. */
function parameters(names: readonly string[], folder: string): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = new RegExp(`^ +${name} = (.+)\r$`, 'm').exec(text ?? '')?.[1] ?? assert.fail(name);
      return [name, value.replaceAll('/etc/postfix/tls', folder)];
    }),
  );
}

for (const names of [['smtp_tls_chain_files'], ['smtp_tls_cert_file', 'smtp_tls_key_file']]) {
  test(`Postfix with ${names.join(' and ')} presents the whole chain`, { timeout: 60_000 }, async () => {
    const folder = postfixFolder();
    writeFileSync(path.join(folder, 'fullchain.pem'), pem ?? '');
    writeFileSync(path.join(folder, 'PRIVATE-KEY.pem'), chain.leaf.keyPem, { mode: 0o600 });
    let heard: (connection: SenderConnection) => void = () => undefined;
    const connection = new Promise<SenderConnection>((resolve) => {
      heard = resolve;
    });
    const listening = await listen({
      port: 0,
      identity: { certificate: own.pem, key: own.keyPem },
      now: () => new Date('2026-11-24T12:00:00Z'),
      onConnection: (each) => heard(each),
    });
    assert.ok(listening.ok);
    const postfix = await startPostfix({ ports: [] }, folder);
    const settings = {
      relayhost: `[127.0.0.1]:${listening.listener.port}`,
      smtp_tls_security_level: 'encrypt',
      ...parameters(names, folder),
    };
    const configuration = path.join(folder, 'etc');
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    try {
      assert.equal(run('postconf', ['-c', configuration, '-e', ...lines]).status, 0);
      assert.equal(run('postfix', ['-c', configuration, 'reload']).status, 0);
      const sent = run('sendmail', ['-C', configuration, '-f', 'a@contoso.com', 'b@example.com'], 'Subject: x\n\nx\n');
      assert.equal(sent.status, 0, sent.output);
      const { result } = await connection;
      assert.ok(result.ok);
      assert.deepEqual(
        result.capture.presented.map((each) => each.certificate?.thumbprint),
        [chain.leaf, chain.intermediate].map((each) => certificate(each).thumbprint),
      );
    } finally {
      await postfix.stop();
      await listening.listener.close();
    }
  });
}
