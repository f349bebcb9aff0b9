import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type ProbeTarget, probe } from '../../src/net/probe.js';
import { makeChain } from '../support/pki.js';
import { listenOnLoopback, type RunningServer, startSmtpServer } from '../support/smtpServer.js';

const chain = makeChain('rsa');
const now = () => new Date('2026-11-24T12:00:00Z');
/** One way, in milliseconds: long against what the two ends need to answer. */
const delay = 40;

/** A line between client and server that takes its time, and notes who spoke after whom: one letter a flight. */
async function delayingProxy(server: RunningServer): Promise<RunningServer & { readonly flights: () => string }> {
  const flights: string[] = [];
  const note = (who: string) => {
    if (flights.at(-1) !== who) {
      flights.push(who);
    }
  };
  const proxy = await listenOnLoopback((client) => {
    const upstream = connect({ host: server.host, port: server.port });
    upstream.on('error', () => undefined);
    const pass = (from: typeof client, to: typeof client, who: string) => {
      from.on('data', (chunk) => {
        note(who);
        setTimeout(() => to.writable && to.write(chunk), delay);
      });
      from.on('close', () => setTimeout(() => to.destroy(), delay));
    };
    pass(client, upstream, 'c');
    pass(upstream, client, 's');
  });
  return { ...proxy, flights: () => flights.join('') };
}

const cases: readonly { name: string; target?: Partial<ProbeTarget>; implicit?: boolean; flights: string }[] = [
  // The connection itself is the first round trip: the greeting answers it.
  { name: 'STARTTLS and TLS 1.3', target: { version: 'TLSv1.3' }, flights: 'scscscs' },
  { name: 'STARTTLS and TLS 1.2', target: { version: 'TLSv1.2' }, flights: 'scscscs' },
  { name: 'STARTTLS and any version', flights: 'scscscs' },
  { name: 'implicit TLS', target: { security: 'implicit' }, implicit: true, flights: 'cs' },
];

for (const { name, target, implicit, flights } of cases) {
  test(`certificates are there after ${flights.split('s').length - 1} round trips: ${name}`, async () => {
    const server = await startSmtpServer({
      leaf: chain.leaf,
      chain: [chain.intermediate],
      implicit: implicit ?? false,
    });
    const proxy = await delayingProxy(server);
    try {
      const result = await probe(
        { host: '127.0.0.1', port: proxy.port, security: 'starttls', ...target },
        { timeout: 10_000, now },
      );
      assert.equal(proxy.flights(), flights);
      assert.equal(result.ok && result.capture.presented.length, 2);
      assert.equal(result.ok && result.capture.tls?.possession, 'proved');
    } finally {
      await proxy.close();
      await server.close();
    }
  });
}
