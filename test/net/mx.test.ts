import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MxRecord, mailHosts } from '../../src/net/mx.js';

const ask = (domain: string, records: readonly MxRecord[] | string) =>
  mailHosts(domain, {
    timeout: 1000,
    lookup: (name) => {
      assert.equal(name, name.toLowerCase());
      return typeof records === 'string'
        ? Promise.reject(Object.assign(new Error(records), { code: records }))
        : Promise.resolve(records);
    },
  });

const mx = (priority: number, exchange: string): MxRecord => ({ priority, exchange });

const good: readonly [string, readonly MxRecord[] | string, readonly string[]][] = [
  [
    'preference decides',
    [mx(20, 'b.example'), mx(10, 'c.example'), mx(20, 'a.example')],
    ['c.example', 'a.example', 'b.example'],
  ],
  ['a host is named once', [mx(10, 'A.example.'), mx(20, 'a.example')], ['a.example']],
  ['without records the domain itself is the host', [], ['contoso.com']],
  ['the same, as the resolver says it', 'ENODATA', ['contoso.com']],
  ['hosts that are no names are left out', [mx(10, 'a b'), mx(20, 'a.example')], ['a.example']],
];

for (const [name, records, hosts] of good) {
  test(name, async () => {
    assert.deepEqual(await ask('Contoso.com', records), { ok: true, hosts });
  });
}

const bad: readonly [string, string, readonly MxRecord[] | string, RegExp][] = [
  ['a null MX', 'contoso.com', [mx(0, '')], /accepts no mail/],
  ['a domain that does not exist', 'contoso.com', 'ENOTFOUND', /does not exist/],
  ['a DNS server that fails', 'contoso.com', 'ESERVFAIL', /could not answer/],
  ['records of no use', 'contoso.com', [mx(10, '-')], /no valid host/],
  ['an address', '192.0.2.1', [], /no mail domain/],
  ['a single label', 'contoso', [], /no mail domain/],
  ['a mail address', 'a@contoso.com', [], /no mail domain/],
];

for (const [name, domain, records, reason] of bad) {
  test(`${name} is told with its reason`, async () => {
    const result = await ask(domain, records);
    assert.ok(!result.ok);
    assert.match(result.reason, reason);
  });
}

test('silence ends at the time limit, and at cancellation', async () => {
  const lookup = () => new Promise<never>(() => undefined);
  const late = await mailHosts('contoso.com', { timeout: 50, lookup });
  assert.match(late.ok ? '' : late.reason, /no answer in time/);
  const cancelled = await mailHosts('contoso.com', { timeout: 1000, lookup, signal: AbortSignal.abort() });
  assert.match(cancelled.ok ? '' : cancelled.reason, /cancelled/);
});
