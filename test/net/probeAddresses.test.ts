import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureResult } from '../../src/chain/capture.js';
import { probe } from '../../src/net/probe.js';
import { probeAddresses } from '../../src/net/probeAddresses.js';
import { makeChain } from '../support/pki.js';
import { serveScript } from '../support/scriptedServer.js';
import { type RunningServer, startSmtpServer } from '../support/smtpServer.js';

const { leaf, intermediate } = makeChain('p256');
const now = () => new Date('2026-11-24T12:00:00Z');

/** Servers on several loopback addresses with one port. */
async function withServers(
  starts: readonly ((port: number, host: string) => Promise<RunningServer>)[],
  run: (port: number, addresses: readonly string[]) => Promise<void>,
): Promise<void> {
  const servers: RunningServer[] = [];
  try {
    for (const [index, start] of starts.entries()) {
      servers.push(await start(servers[0]?.port ?? 0, `127.0.0.${index + 1}`));
    }
    const [first] = servers;
    assert.ok(first);
    await run(
      first.port,
      starts.map((_, index) => `127.0.0.${index + 1}`),
    );
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

const whole = (port: number, host: string) => startSmtpServer({ leaf, chain: [intermediate], port, host });
const alone = (port: number, host: string) => startSmtpServer({ leaf, port, host });

const target = (port: number) => ({ host: 'mail.contoso.com', port, security: 'starttls' }) as const;
const options = (addresses: readonly string[]) => ({ timeout: 5000, now, lookup: async () => addresses });

test('addresses that present the same give one result', async () => {
  await withServers([whole, whole], async (port, addresses) => {
    const results = await probeAddresses(target(port), options(addresses));
    assert.deepEqual(
      results.map((result) => result.ok && result.capture.presented.length),
      [2],
    );
  });
});

test('addresses that differ give one result each, in their order', async () => {
  await withServers([whole, alone, whole], async (port, addresses) => {
    const results = await probeAddresses(target(port), options(addresses));
    assert.deepEqual(
      results.map((result) => result.ok && result.capture.origin),
      ['127.0.0.1', '127.0.0.2'].map((address) => ({
        kind: 'server',
        host: 'mail.contoso.com',
        port,
        security: 'starttls',
        address,
      })),
    );
  });
});

/** The addresses that a capture names as not reached, with code and message. */
function unreachedOf(results: readonly CaptureResult[]): readonly (readonly string[])[] {
  return results.flatMap((result) =>
    result.ok && result.capture.origin.kind === 'server'
      ? (result.capture.origin.unreached ?? []).map(({ address, code, message }) => [address, code, message])
      : [],
  );
}

test('an address where nothing listens is told beside the others, and does not spoil them', async () => {
  await withServers([whole, alone], async (port, addresses) => {
    const results = await probeAddresses(target(port), options(['127.0.0.9', ...addresses]));
    assert.deepEqual(
      results.map((result) => result.ok),
      [true, true],
    );
    const [told, ...others] = unreachedOf(results);
    assert.deepEqual([told?.slice(0, 2), others], [['127.0.0.9', 'refused'], []]);
    assert.match(told?.[2] ?? '', /^mail\.contoso\.com:\d+ \(127\.0\.0\.9\) refused the connection/);
  });
});

// Without the name of an interface no machine can connect to such an address, whether it has IPv6 or not.
const noWay = 'fe80::1';

test('an IPv6 address to which this machine has no way is told as no fault of the server', async () => {
  await withServers([whole], async (port, addresses) => {
    const results = await probeAddresses(target(port), options([noWay, ...addresses]));
    const [told] = unreachedOf(results);
    assert.deepEqual(told?.slice(0, 2), [noWay, 'unreachable']);
    assert.match(told?.[2] ?? '', /may have no IPv6; that says nothing of the server/);
  });
  const results = await probeAddresses(target(1), options([noWay, '127.0.0.9', '127.0.0.8']));
  assert.deepEqual(
    results.map((result) => (result.ok ? '' : result.failure.message.replace(/:.*? \(/, ' ('))),
    [
      'mail.contoso.com (127.0.0.9, 127.0.0.8) refused the connection: nothing listens there, or a firewall rejects it. Check the port.',
      'mail.contoso.com (fe80::1) cannot be reached from this machine, which may have no IPv6; that says nothing of the server. Inspect it from a machine with IPv6.',
    ],
  );
});

test('an address that turns the caller away is told as a result of its own', async () => {
  await withServers([whole], async (port, addresses) => {
    const busy = await serveScript(async (peer) => peer.send('421 busy\r\n'), '127.0.0.2', port);
    try {
      const results = await probeAddresses(target(port), options([...addresses, '127.0.0.2']));
      assert.deepEqual(
        results.map((result) => (result.ok ? 'ok' : result.failure.code)),
        ['ok', 'rejected'],
      );
      assert.match(
        results[1]?.ok === false ? results[1].failure.message : '',
        /mail\.contoso\.com:\d+ \(127\.0\.0\.2\)/,
      );
    } finally {
      await busy.close();
    }
  });
});

test('a silent address does not hold up one that has answered', async () => {
  await withServers([whole], async (port, addresses) => {
    const silent = await serveScript(() => new Promise(() => undefined), '127.0.0.2', port);
    try {
      const patient = { ...options([...addresses, '127.0.0.2']), timeout: 60_000, patience: 50 };
      const results = await probeAddresses(target(port), patient);
      assert.deepEqual(
        results.map((result) => result.ok),
        [true],
      );
      const [told] = unreachedOf(results);
      assert.deepEqual(told?.slice(0, 2), ['127.0.0.2', 'timeout']);
      assert.match(told?.[2] ?? '', /accepted the connection but sent no complete SMTP greeting in time/);
    } finally {
      await silent.close();
    }
  });
});

test('a cancelled probe of several addresses is told as cancelled', async () => {
  const silent = await serveScript(() => new Promise(() => undefined), '127.0.0.1');
  try {
    const signal = AbortSignal.timeout(50);
    const results = await probeAddresses(target(silent.port), { ...options(['127.0.0.1', '127.0.0.1']), signal });
    assert.deepEqual(
      results.map((result) => result.ok || result.failure.code),
      ['cancelled'],
    );
  } finally {
    await silent.close();
  }
});

test('a name without addresses and one where nothing listens give one failure', async () => {
  const server = await startSmtpServer({ leaf });
  await server.close();
  const codes = async (lookup: () => Promise<readonly string[]>) =>
    (await probeAddresses(target(server.port), { timeout: 5000, now, lookup })).map((result) =>
      result.ok ? [] : [result.failure.stage, result.failure.code],
    );
  assert.deepEqual(await codes(() => Promise.reject(new Error('ENOTFOUND'))), [['resolve', 'unreachable']]);
  assert.deepEqual(await codes(async () => ['127.0.0.8', '127.0.0.9']), [['connect', 'refused']]);
});

test('a single probe goes on to the next address when one refuses', async () => {
  await withServers([alone], async (port) => {
    const result = await probe(target(port), options(['127.0.0.9', '127.0.0.1']));
    assert.equal(result.ok && result.capture.origin.kind === 'server' && result.capture.origin.address, '127.0.0.1');
  });
});
