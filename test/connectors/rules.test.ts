import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors, rules } from '../../src/connectors/check.js';
import { readConnectors } from '../../src/connectors/document.js';
import { isList } from '../../src/connectors/values.js';
import type { Finding } from '../../src/finding.js';
import { SourceText } from '../../src/text/source.js';
import { onlineCases } from './onlineCases.js';
import { inbound, outbound, receive, send } from './ruleCase.js';
import { serverCases } from './serverCases.js';

const cases = [...serverCases, ...onlineCases];
const now = new Date('2026-11-01T00:00:00Z');

/** Rules that want more than properties; their cases stand in the tests of certificates and of other servers. */
const elsewhere: ReadonlySet<string> = new Set([
  'connector.tls-certificate-missing',
  'connector.tls-certificate-expired',
  'connector.tls-certificate-chain',
  'connector.tls-sender-certificate-name',
  'connector.sender-ip-addresses',
  'connector.client-certificate-unset',
  'connector.client-chain',
  'connector.client-key',
  'connector.required-parameter',
]);

function check(text: string): readonly Finding[] {
  const document = readConnectors(new SourceText(text), 'connectors');
  return document === undefined ? [] : checkConnectors(document, { captures: [], now });
}

/** A value as PowerShell writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '@()' : value.map(literal).join(',');
  }
  return typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? String(value) : `$${String(value)}`;
}

type Properties = Readonly<Record<string, unknown>>;

/** The ways in which a case is written, and how each writes a value. */
const forms: Readonly<
  Record<string, { write(all: Properties, kind: string): string; literal(value: unknown): string }>
> = {
  json: {
    write: (all) => JSON.stringify([all], null, 2),
    literal: (value) => indented(JSON.stringify(value, null, 2)),
  },
  cmdlet: {
    write: (all, kind) =>
      `Set-${kind}Connector ${Object.entries(all)
        .map(([name, value]) => `-${name} ${literal(value)}`)
        .join(' ')}\n`,
    literal,
  },
  splat: {
    write: (all, kind) => `${table('$p = @', all)}\nSet-${kind}Connector 'a' @p\n`,
    literal,
  },
};

function indented(json: string): string {
  return json.replaceAll('\n', '\n    ');
}

function table(head: string, all: Properties): string {
  const lines = Object.entries(all).map(([name, value]) => `  ${name} = ${literal(value)}`);
  return [`${head}{`, ...lines, '}'].join('\n');
}

function kindOf(to: Properties): string {
  return to === inbound ? 'Inbound' : to === outbound ? 'Outbound' : to === receive ? 'Receive' : 'Send';
}

for (const { code, to = send, properties, at, fixed } of cases) {
  for (const [form, { write, literal: written }] of Object.entries(forms)) {
    test(`${code} as ${form}: ${JSON.stringify(properties)} ${at === undefined ? 'is sound' : 'is found'}`, () => {
      const text = write({ ...to, ...properties }, kindOf(to));
      const found = check(text);
      assert.deepEqual(
        found.map((each) => each.code),
        at === undefined ? [] : [code],
        text,
      );
      const [first] = found;
      assert.equal(
        first?.range && new SourceText(text).slice(first.range),
        at === undefined ? undefined : written(JSON.parse(at)),
      );
      if (fixed !== undefined) {
        assert.equal(first?.fixes?.[0]?.edits[0]?.newText, written(JSON.parse(fixed)));
      }
    });
  }
}

/** What a document states, name by name. */
function statedIn(text: string): ReadonlyMap<string, string> {
  const [connector, ...more] = readConnectors(new SourceText(text), 'connectors')?.connectors ?? [];
  assert.ok(connector !== undefined && more.length === 0, text);
  const values = [...connector.properties].map(([name, { value }]): [string, string] => [
    name,
    JSON.stringify(value !== null && isList(value) ? value.map((each) => each.value) : value),
  ]);
  return new Map(values);
}

for (const [form, { write }] of Object.entries(forms)) {
  test(`a fix removes its finding and changes nothing else, as ${form}`, () => {
    const same = (a: Finding, b: Finding) => a.code === b.code && a.message === b.message;
    let fixes = 0;
    for (const { to = send, properties } of cases) {
      const source = new SourceText(write({ ...to, ...properties }, kindOf(to)));
      const before = check(source.text);
      const original = statedIn(source.text);
      for (const each of before) {
        for (const fix of each.fixes ?? []) {
          fixes++;
          const mended = source.apply(fix.edits);
          const after = check(mended);
          assert.ok(!after.some((other) => same(each, other)), `${each.code} stays: ${mended}`);
          assert.ok(
            after.every((other) => before.some((old) => same(old, other))),
            `${each.code} leads to others: ${mended}`,
          );
          const changed = statedIn(mended);
          const differences = [...original.keys()].filter((name) => changed.get(name) !== original.get(name));
          assert.equal(differences.length, 1, mended);
          assert.deepEqual([...changed.keys()], [...original.keys()]);
        }
      }
    }
    assert.ok(fixes > 20);
  });
}

test('every rule has a case that fires and one that must not', () => {
  const tried = (found: boolean) =>
    new Set(cases.filter(({ at }) => (at !== undefined) === found).map(({ code }) => code));
  const [firing, sound] = [tried(true), tried(false)];
  const exchange = rules.filter(({ source }) => !source.includes('postfix') && !source.includes('iis'));
  for (const { code } of exchange) {
    assert.ok(elsewhere.has(code) || (firing.has(code) && sound.has(code)), code);
  }
});

const addresses: readonly (readonly [string, boolean])[] = [
  ['203.0.113.10', true],
  ['203.0.113.0/24', true],
  ['203.0.113.1/25', true],
  ['203.0.113.10/32', true],
  ['203.0.113.0/23', false],
  ['10.0.0.0/16', false],
  ['10.0.0.0/0', false],
  ['10.0.0.0/33', false],
  ['10.0.0.256', false],
  ['10.0.0', false],
  ['2001:db8::25', false],
  ['2001:db8::/32', false],
  ['::ffff:203.0.113.10', false],
  ['203.0.113.1-203.0.113.9', false],
  ['mail.contoso.com', false],
];

for (const [address, sound] of addresses) {
  test(`connector.sender-ip-addresses: ${address} is ${sound ? 'sound' : 'found'}`, () => {
    const text = JSON.stringify({ ...inbound, SenderIPAddresses: ['192.0.2.1', address] });
    const found = check(text).filter((each) => each.code === 'connector.sender-ip-addresses');
    assert.deepEqual(
      found.map(({ range }) => range && new SourceText(text).slice(range)),
      sound ? [] : [`"${address}"`],
    );
  });
}

const privateAddresses: readonly (readonly [string, boolean])[] = [
  ['10.1.2.3', true],
  ['172.16.0.0/24', true],
  ['172.32.0.1', false],
  ['192.168.1.5', true],
  ['192.169.1.5', false],
  ['100.64.0.1', true],
  ['127.0.0.1', true],
  ['169.254.1.1', true],
  ['203.0.113.10', false],
];

for (const [address, found] of privateAddresses) {
  test(`connector.private-address: ${address} is ${found ? 'found' : 'sound'}`, () => {
    const codes = check(JSON.stringify({ ...inbound, SenderIPAddresses: [address] })).map(({ code }) => code);
    assert.equal(codes.includes('connector.private-address'), found);
  });
}

test('a range of /22 is split into four', () => {
  const source = new SourceText(JSON.stringify({ ...inbound, SenderIPAddresses: ['192.0.2.1', '203.0.113.7/22'] }));
  const [found] = check(source.text);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.deepEqual(JSON.parse(mended).SenderIPAddresses, [
    '192.0.2.1',
    '203.0.112.0/24',
    '203.0.113.0/24',
    '203.0.114.0/24',
    '203.0.115.0/24',
  ]);
  assert.deepEqual(check(mended), []);
});

test('a list that is not written element by element is not split', () => {
  for (const written of ['"203.0.112.0/23"', '"203.0.112.0/23 192.0.2.1"']) {
    const [found] = check(`{"Name":"a","SenderIPAddresses":${written}}`);
    assert.equal(found?.code, 'connector.sender-ip-addresses');
    assert.equal(found.fixes, undefined);
  }
});

test('every rule says where it is documented', () => {
  for (const { source, kinds } of rules) {
    assert.match(
      source,
      /^https:\/\/(?:learn\.microsoft\.com|www\.rfc-editor\.org|www\.postfix\.org|www\.exim\.org)\//,
    );
    assert.ok(kinds.length > 0);
  }
});
