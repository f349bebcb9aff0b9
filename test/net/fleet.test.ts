import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FleetOptions, probeFleet } from '../../src/net/fleet.js';
import type { ProbeTarget } from '../../src/net/probe.js';
import { type Peer, serveScript } from '../support/scriptedServer.js';
import type { RunningServer } from '../support/smtpServer.js';

const now = () => new Date('2026-11-24T12:00:00Z');
const options = (more: Partial<FleetOptions> = {}): FleetOptions => ({ timeout: 5000, now, ...more });

/** Servers that turn everybody away: the quickest result there is. */
async function withServer(run: (server: RunningServer) => Promise<void>, script = turnAway): Promise<void> {
  const server = await serveScript(script);
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

const turnAway = async (peer: Peer): Promise<void> => peer.send('421 busy\r\n');
const nothing = async (): Promise<void> => undefined;

interface Numbered extends ProbeTarget {
  readonly number: number;
}

function numbered({ port }: RunningServer, number: number): Numbered {
  return { host: '127.0.0.1', port, security: 'starttls', number };
}

test('every target is probed once, with no more at a time than allowed', async () => {
  let open = 0;
  let most = 0;
  await withServer(
    async (server) => {
      const targets = Array.from({ length: 40 }, (_, number) => numbered(server, number));
      const seen: number[] = [];
      for await (const { target, results } of probeFleet(targets, options({ concurrency: 4 }))) {
        seen.push(target.number);
        assert.equal(results[0]?.ok === false && results[0].failure.code, 'rejected');
      }
      assert.deepEqual(
        seen.toSorted((one, other) => one - other),
        targets.map((each) => each.number),
      );
      assert.ok(most <= 4, `${most} at a time`);
    },
    async (peer) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        peer.send('421 busy\r\n');
      });
    },
  );
});

test('results come as they complete, not in the order of the targets', async () => {
  await withServer(async (quick) => {
    await withServer(async (slow) => {
      const seen: number[] = [];
      const fleet = probeFleet([numbered(slow, 0), numbered(quick, 1)], options({ timeout: 300, concurrency: 2 }));
      for await (const { target } of fleet) {
        seen.push(target.number);
      }
      assert.deepEqual(seen, [1, 0]);
    }, nothing);
  });
});

test('targets are taken no faster than results are fetched', async () => {
  await withServer(async (server) => {
    let taken = 0;
    function* endless(): Generator<Numbered> {
      for (;;) {
        taken += 1;
        yield numbered(server, taken);
      }
    }
    let fetched = 0;
    for await (const _ of probeFleet(endless(), options({ concurrency: 3 }))) {
      fetched += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.ok(taken - fetched <= 6, `${taken} taken, ${fetched} fetched`);
      if (fetched === 20) {
        break;
      }
    }
  });
});

test('results arrive while the list is still being read', async () => {
  await withServer(async (server) => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* slowly(): AsyncGenerator<Numbered> {
      yield numbered(server, 0);
      await held;
      yield numbered(server, 1);
    }
    const seen: number[] = [];
    for await (const { target } of probeFleet(slowly(), options())) {
      seen.push(target.number);
      release();
    }
    assert.deepEqual(seen, [0, 1]);
  });
});

test('cancelling takes no more targets and yields what was under way', async () => {
  await withServer(async (server) => {
    const controller = new AbortController();
    const targets = Array.from({ length: 100 }, (_, number) => numbered(server, number));
    const codes: unknown[] = [];
    setTimeout(() => controller.abort(), 50);
    for await (const { results } of probeFleet(targets, options({ concurrency: 5, signal: controller.signal }))) {
      codes.push(results[0]?.ok === false && results[0].failure.code);
    }
    assert.deepEqual(codes, ['cancelled', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
  }, nothing);
});

test('a list that cannot be read to its end loses no result before it rejects', async () => {
  await withServer(async (server) => {
    async function* broken(): AsyncGenerator<Numbered> {
      yield numbered(server, 0);
      throw new Error('disk');
    }
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const { target } of probeFleet(broken(), options())) {
        seen.push(target.number);
      }
    }, /disk/);
    assert.deepEqual(seen, [0]);
  });
});
