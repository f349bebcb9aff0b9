// What is typed in a connector is read and judged without the others; reading and judging the whole text is the oracle.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkConnectors, type Judgement, judgeConnectors } from '../../src/connectors/check.js';
import type { Connector, PropertyValue } from '../../src/connectors/connector.js';
import { type ConnectorDocument, readConnectors } from '../../src/connectors/document.js';
import { hintAt } from '../../src/connectors/hints.js';
import { afterTyping, type Change, spanning } from '../../src/connectors/typing.js';
import { isList } from '../../src/connectors/values.js';
import { SourceText, type Stated } from '../../src/text/source.js';
import { clientCapture } from '../support/captures.js';
import { issue } from '../support/pki.js';
import { fuzzRounds, seeded } from '../support/seeded.js';

const inbound = (name: string, certificate: string) => ({
  Name: name,
  Enabled: true,
  ConnectorType: 'Partner',
  SenderDomains: ['smtp:*;1', 'contoso.com'],
  SenderIPAddresses: ['203.0.113.10', '10.0.0.1'],
  RequireTls: false,
  TlsSenderCertificateName: certificate,
  ConnectorSource: 'AdminUI',
});
const send = (name: string) => ({
  Name: name,
  SmartHosts: ['contoso-com.mail.protection.outlook.com'],
  AddressSpaces: ['SMTP:*;1'],
  DNSRoutingEnabled: true,
  RequireTLS: true,
  IgnoreSTARTTLS: true,
  TlsCertificateName: '<I>CN=Example CA, O=Example<S>CN=mail.contoso.com',
});
const objects = [inbound('a', '*.contoso.com'), send('b'), inbound('c "d" \\ é', ''), inbound('e', 'mail.contoso.com')];
const inbounds = [inbound('a', '*.contoso.com'), inbound('b', ''), inbound("c 'd'", 'mail.contoso.com')];

type Value = string | boolean | readonly string[];

const printed = (value: Value) => (typeof value === 'object' ? value.join(' ') : String(value));
const csvRow = (values: readonly Value[]) => values.map((each) => `"${printed(each).replaceAll('"', '""')}"`).join(',');
const listed = (object: Readonly<Record<string, Value>>) =>
  Object.entries(object)
    .map(([name, value]) => `${name.padEnd(24)} : ${typeof value === 'object' ? `{${value.join(', ')}}` : value}`)
    .join('\r\n');
const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const clixmlMember = ([name, value]: readonly [string, Value]) =>
  typeof value === 'object'
    ? `<Obj N="${name}" RefId="9"><LST>\r\n<S>${value.map(escaped).join('</S>\r\n<S>')}</S></LST></Obj>`
    : typeof value === 'boolean'
      ? `<B N="${name}">${value}</B>`
      : `<S N="${name}">${escaped(value)}</S>`;
const clixmlObject = (object: Readonly<Record<string, Value>>) =>
  `<Obj RefId="1"><TNRef RefId="0" /><Props>\r\n${Object.entries(object).map(clixmlMember).join('\r\n')}\r\n</Props></Obj>`;
const quoted = (value: Value) =>
  typeof value === 'object'
    ? `@(${value.map((each) => `"${each}"`).join(',')})`
    : typeof value === 'boolean'
      ? `$${value}`
      : `'${value.replaceAll("'", "''")}'`;
const table = (object: Readonly<Record<string, Value>>) =>
  Object.entries(object)
    .map(([name, value]) => `    ${name} = ${quoted(value)}`)
    .join('\n');

const send1 = Object.entries(send('b')).map(([name, value]) => `-${name}:${quoted(value)}`);

/** Fixtures, each with what is fast in it: a value in which to type. */
const fixtures: Readonly<Record<string, { readonly text: string; readonly within: string }>> = {
  'connectors.json': { text: JSON.stringify(objects, null, 2), within: '*.contoso.com' },
  'wrapped.json': {
    text: `// chainmail-disable-next-line connector.require-tls-ignored\n${JSON.stringify({ value: objects }, null, 1)}`,
    within: 'Example CA',
  },
  'lines.json': {
    text: `[\n${objects.map((each) => JSON.stringify(each)).join(',\n')}\n]`,
    within: 'mail.contoso.com',
  },
  'connectors.csv': {
    text: [Object.keys(inbounds[0] ?? {}), ...inbounds.map(Object.values<Value>)].map(csvRow).join('\r\n'),
    within: 'mail.contoso.com',
  },
  'lossy.csv': {
    text: '#TYPE a\r\nName;SmartHosts;TlsAuthLevel;TlsDomain\r\na;System.String[];DomainValidation;"b"\r\nc;d,e;CertificateValidation;"f"\r\n',
    within: 'CertificateValidation',
  },
  'connectors.clixml': {
    text: `<Objs Version="1.1.0.1">\r\n${objects.map(clixmlObject).join('\r\n')}\r\n</Objs>`,
    within: 'mail.contoso.com',
  },
  'connectors.txt': {
    text: `PS> Get-InboundConnector\r\n\r\n${[...inbounds.map(listed), listed(send('f'))].join('\r\n\r\n')}\r\n\r\n`,
    within: 'mail.contoso.com',
  },
  'broken.txt': {
    text: `${listed(send('f'))}\r\nComment                  : ${'a'.repeat(60)}\r\n${' '.repeat(27)}bc\r\n\r\n${listed(inbound('g', 'h'))}\r\n`,
    within: 'Partner',
  },
  'connectors.ps1': {
    text: `$n = 'x'; $c = @{ TlsCertificateName = 'a' }
New-SendConnector ${send1.join(' `\n  ')}
if ($true) {
  Set-InboundConnector -Identity 'a' -SenderDomains 'smtp:*;1', "b.com" -Comment "c"
}
# chainmail-disable-next-line connector.smart-hosts-dns-routing
New-SendConnector -Name $n @c -DNSRoutingEnabled $true -SmartHosts 'd'; Set-SendConnector 'e' -Comment ($q = 'f')
Set-SendConnector $q -SmartHosts (Set-SendConnector 'g' -SmartHosts 'h')`,
    within: 'Example CA',
  },
  'dsc.ps1': {
    text: `Configuration C\n{\n  node localhost\n  {\n${inbounds.map((each) => `  EXOInboundConnector 'x'\n  {\n${table(each)}\n    Ensure = 'Present'\n  }\n`).join('')}  }\n}\n`,
    within: 'mail.contoso.com',
  },
  'data.psd1': {
    text: `@{\n  All = @(\n${inbounds.map((each) => `  @{\n${table(each)}\n  }\n`).join('')}  )\n}\n`,
    within: 'mail.contoso.com',
  },
};

const circumstances = {
  captures: [],
  stored: [{ issuer: 'CN=Example CA, O=Example', subject: 'CN=mail.contoso.com', thumbprint: 'A1' }],
  now: new Date('2026-11-01T00:00:00Z'),
};

function place({ value, range }: Stated<PropertyValue>): unknown {
  return [range, isList(value) ? value.map(place) : value];
}

function facts(document: ConnectorDocument | undefined): unknown {
  const connectors = document?.connectors.map((each: Connector) => [
    [each.platform, each.kind, each.partial, each.range, place(each.identity)],
    Array.from(each.properties, ([name, stated]) => [name, place(stated)]),
  ]);
  return document && [document.format, document.source.text, document.width, document.findings, connectors];
}

function whole(name: string, text: string): ConnectorDocument | undefined {
  return readConnectors(new SourceText(text), name);
}

/** A document that somebody types in, compared with its text read as a whole after each change. */
class Typist {
  taken = 0;
  document: ConnectorDocument | undefined;
  private judgement: Judgement | undefined;

  constructor(
    private readonly name: string,
    public text: string,
  ) {
    this.document = whole(name, text);
    this.judgement = this.document && judgeConnectors(this.document, circumstances);
  }

  /** Whether what was read before these changes, one after the other, was enough to read what is there now. */
  type(...edits: readonly Edit[]): boolean {
    let text = this.text;
    let typed: Change | undefined;
    for (const { start, end, inserted } of edits) {
      text = text.slice(0, start) + inserted + text.slice(end);
      typed = spanning(typed, { start, end, newEnd: start + inserted.length });
    }
    const next = this.document && typed && afterTyping(this.document, text, typed, this.name);
    const oracle = whole(this.name, text);
    const told = JSON.stringify({ edits, before: this.text });
    if (next !== undefined && oracle !== undefined) {
      this.taken++;
      assert.deepEqual(facts(next), facts(oracle), told);
      this.judgement = judgeConnectors(next, circumstances, this.judgement);
      assert.deepEqual(this.judgement.findings, checkConnectors(oracle, circumstances), told);
      assert.deepEqual(hintAt(next, typed?.start ?? 0), hintAt(oracle, typed?.start ?? 0), told);
    } else {
      assert.equal(next, undefined, told);
      this.judgement = oracle && judgeConnectors(oracle, circumstances);
    }
    this.text = text;
    this.document = next ?? oracle;
    return next !== undefined;
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly inserted: string;
}

const pieces = [
  ...'abe09.:*;,=@/- \t',
  ...'"\'\\`$&<>{}[]()#|\n\r\u2018\u201d\u00e9',
  '\r\n',
  '""',
  "''",
  '$true',
  'System.String[]',
  'AdminUI',
  'Absent',
  '//',
  '<#',
  '<!--',
  'chainmail-disable-next-line connector.require-tls-ignored',
  'New-SendConnector -Name x -SmartHosts y',
  'SenderDomains : a',
  'long '.repeat(30),
];

function change(text: string, random: () => number): Edit {
  const start = Math.floor(random() * (text.length + 1));
  const removed = random() < 0.4 ? Math.floor(random() * random() * 12) + 1 : 0;
  const plain = random() < 0.5 ? 12 : pieces.length;
  const inserted = removed > 0 && random() < 0.6 ? '' : (pieces[Math.floor(random() * plain)] ?? '');
  return { start, end: Math.min(text.length, start + removed), inserted };
}

for (const [name, { text, within }] of Object.entries(fixtures)) {
  test(`${name}, changed anywhere, is what its text says`, () => {
    const random = seeded(1);
    let taken = 0;
    for (let round = 0; round < fuzzRounds(600); round++) {
      const typist = new Typist(name, text);
      typist.type(change(text, random));
      taken += typist.taken;
    }
    assert.ok(taken > 30, `${taken} read alone`);
  });

  test(`${name}, changed again and again, is what its text says`, () => {
    const random = seeded(2);
    let taken = 0;
    for (let round = 0; round < fuzzRounds(20); round++) {
      const typist = new Typist(name, text);
      for (let i = 0; i < 20; i++) {
        typist.type(change(typist.text, random));
      }
      taken += typist.taken;
    }
    assert.ok(taken > 10, `${taken} read alone`);
  });

  test(`${name}, changed near one place between two readings, is what its text says`, () => {
    const random = seeded(3);
    let taken = 0;
    for (let round = 0; round < fuzzRounds(200); round++) {
      const typist = new Typist(name, text);
      const near = random() < 0.5 ? text.lastIndexOf(within) : Math.floor(random() * text.length);
      const edits: Edit[] = [];
      for (let i = 0, length = text.length; i < 4; i++) {
        const start = Math.min(near + Math.floor(random() * 6), length);
        const end = Math.min(start + Math.floor(random() * 3), length);
        const inserted = pieces[Math.floor(random() * 8)] ?? '';
        length += inserted.length - (end - start);
        edits.push({ start, end, inserted });
      }
      taken += typist.type(...edits) ? 1 : 0;
    }
    assert.ok(taken > 30, `${taken} read alone`);
  });

  test(`${name} is not read as a whole while somebody types in a value`, () => {
    const typist = new Typist(name, text);
    const before = typist.document?.connectors ?? [];
    const start = text.lastIndexOf(within) + 3;
    for (let i = 0; i < 20; i++) {
      assert.ok(typist.type({ start: start + i, end: start + i, inserted: String.fromCharCode(97 + i) }));
    }
    for (let i = 20; i > 0; i--) {
      assert.ok(typist.type({ start: start + i - 1, end: start + i, inserted: '' }));
    }
    assert.equal(typist.text, text);
    const after = typist.document?.connectors ?? [];
    assert.equal(after.filter((each) => !before.includes(each)).length, 1);
  });
}

const sharing = (list: string) => `<Objs>
<Obj RefId="1"><Props>
<S N="Name">a</S><Obj N="SenderDomains" RefId="7"><LST>
<S>${list}</S></LST></Obj><B N="RequireTls">true</B></Props></Obj>
<Obj RefId="2"><Props>
<S N="Name">b</S><Ref N="SenderDomains" RefId="7" /><B N="RequireTls">true</B></Props></Obj>
</Objs>`;
const printedBroken = (first: string, second: string) => `Name          : a
SenderDomains : {b}
RequireTls    : True
Comment       : ${first}

Name          : c
SenderDomains : {d}
RequireTls    : True
Comment       : ${second}
                e
`;
const object = (name: string) => `{ "Name": "${name}", "SmartHosts": [], "AddressSpaces": [] }`;

const resource = (name: string) => `EXOInboundConnector 'a' {
  Identity = '${name}'; ConnectorSource = 'AdminUI'; SenderDomains = 'b' }`;

/** File names, and texts with the place where something is typed as `|`; what stands between two of them is removed. */
const wholes: readonly (readonly [string, string, string])[] = [
  ['a list that another connector has, too', 'a.clixml', sharing('b|')],
  ['where assignments are', 'a.ps1', "New-SendConnector 'a|' `\n  -SmartHosts ($b = 'c')"],
  [
    'before another connector on the line',
    'a.ps1',
    "Set-SendConnector 'a|' -Fqdn 'b'; Set-SendConnector 'c' -Fqdn 'd'",
  ],
  [
    'a connector within another',
    'a.ps1',
    "Set-SendConnector 'a' `\n  -Fqdn (Set-SendConnector 'b|' `\n  -Fqdn 'c' `\n)",
  ],
  ['beside a splatted table', 'a.ps1', "$a = @{ SmartHosts = 'b' }\nNew-SendConnector -Name 'c|' @a"],
  ['what a variable holds', 'a.ps1', "$a = 'b|'\nNew-SendConnector -Name $a"],
  ['the longest line, at which another was broken', 'a.txt', printedBroken('f'.repeat(20), 'g').replace('f\n', 'f|\n')],
  ['less of the longest line, at which another was broken', 'a.txt', printedBroken(`${'f'.repeat(20)}|f|`, 'g')],
  ['a line that becomes the longest', 'a.txt', printedBroken('f|', 'g'.repeat(20))],
  ['a line beside one that was broken', 'a.txt', printedBroken('f'.repeat(60), 'g').replace(': c', ': c|ccc|')],
  ['behind a backslash', 'a.json', object('a\\|')],
  ['what ends with an escape', 'a.json', `[${object('a\\\\|\\|')},\n${object('b')}]`],
  ['what was escaped', 'a.json', object('a|\\|/b')],
  ['what its name does not tell', 'a.txt', object('a|')],
  ['a name of a property', 'a.json', object('a').replace('SmartHosts', 'SmartHosts|')],
  ['where a line has what was found elsewhere', 'a.ps1', `${resource('b')}; ${resource('c|')}`],
  ['between connectors', 'a.json', `[${object('a')},|\n${object('b')}]`],
  ['one line of several connectors', 'a.json', `[${object('a|')}, ${object('b')}]`],
];

for (const [what, name, marked] of wholes) {
  test(`is read as a whole: ${what}`, () => {
    const [before = '', removed = '', behind] = marked.split('|');
    const text = `${before}${removed}${behind ?? ''}`;
    const typist = new Typist(name, text);
    assert.ok((typist.document?.connectors.length ?? 0) > 0);
    const start = before.length;
    const edit =
      behind === undefined ? { end: start, inserted: 'x'.repeat(30) } : { end: start + removed.length, inserted: '' };
    assert.equal(typist.type({ start, ...edit }), false);
  });
}

test('changes one after the other are spanned by one', () => {
  const random = seeded(4);
  for (let round = 0; round < fuzzRounds(500); round++) {
    const before = 'abcdefghijklmnop';
    let now = before;
    let spanned: Change | undefined;
    for (let i = 0; i < 4; i++) {
      const { start, end, inserted } = change(now, random);
      now = now.slice(0, start) + inserted + now.slice(end);
      spanned = spanning(spanned, { start, end, newEnd: start + inserted.length });
      const { start: from, newEnd } = spanned;
      assert.equal(before.slice(0, from) + now.slice(from, newEnd) + before.slice(spanned.end), now);
    }
  }
});

test('what the rules know of other connectors is asked anew while somebody types', () => {
  const certificate = issue({ subject: { CN: 'ex01.tailspin.com' }, dnsNames: ['ex01.tailspin.com'] });
  const known = { captures: [clientCapture('ex01', [certificate])], now: circumstances.now };
  const onPremises = { ...inbound('a', 'mail.contoso.com'), ConnectorType: 'OnPremises' };
  const text = JSON.stringify([onPremises, { ...onPremises, TlsSenderCertificateName: '' }], null, 2);
  const document = whole('a.json', text);
  assert.ok(document !== undefined);
  const judgement = judgeConnectors(document, known);
  const codes = (all: Judgement) =>
    all.findings.map(({ code }) => code).filter((each) => /certificate-name$/.test(each));
  assert.deepEqual(codes(judgement), ['connector.tls-sender-certificate-name']);
  const start = text.lastIndexOf('""') + 1;
  const typed = afterTyping(
    document,
    `${text.slice(0, start)}b${text.slice(start)}`,
    { start, end: start, newEnd: start + 1 },
    'a.json',
  );
  assert.ok(typed !== undefined && typed.connectors[0] === document.connectors[0]);
  assert.deepEqual(codes(judgeConnectors(typed, known, judgement)), []);
});
