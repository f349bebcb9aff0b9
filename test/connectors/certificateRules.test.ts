import assert from 'node:assert/strict';
import test from 'node:test';
import type { Capture } from '../../src/chain/capture.js';
import { checkConnectors } from '../../src/connectors/check.js';
import { readConnectors } from '../../src/connectors/document.js';
import type { Finding } from '../../src/finding.js';
import { SourceText } from '../../src/text/source.js';
import { readCertificate } from '../../src/x509/certificate.js';
import { clientCapture, serverCapture } from '../support/captures.js';
import { type Issued, issue } from '../support/pki.js';

const now = new Date('2026-11-01T00:00:00Z');

function check(text: string, captures: readonly Capture[] = []): readonly Finding[] {
  const document = readConnectors(new SourceText(text), 'connectors.json');
  return document === undefined ? [] : checkConnectors(document, { captures, now });
}

import { inbound, send } from './ruleCase.js';

const authority = issue({ subject: { CN: 'CA' }, ca: true });

function leaf(...dnsNames: string[]): Issued {
  return issue({ subject: { CN: dnsNames[0] ?? '' }, issuer: authority, dnsNames });
}

function expecting(...names: string[]): string {
  return JSON.stringify(names.map((TlsSenderCertificateName) => ({ ...inbound, TlsSenderCertificateName })));
}

const contoso = serverCapture('mail.contoso.com', [leaf('mail.contoso.com')]);
const renewed = serverCapture('mail.contoso.com', [leaf('smtp.contoso.com')]);
const fabrikam = serverCapture('mail.fabrikam.com', [leaf('mail.fabrikam.com')]);

const senders: readonly (readonly [string, string, readonly Capture[], number])[] = [
  ['no capture', expecting('mail.contoso.com'), [], 0],
  ['the certificate expected', expecting('mail.contoso.com'), [contoso], 0],
  ['the certificate expected, in capitals', expecting('MAIL.CONTOSO.COM'), [contoso], 0],
  ['a wildcard for it', expecting('*.contoso.com'), [contoso], 0],
  ['the parent domain', expecting('contoso.com'), [contoso], 0],
  ['a wildcard certificate', expecting('mail.contoso.com'), [serverCapture('x', [leaf('*.contoso.com')])], 0],
  ['a name after renewal', expecting('mail.contoso.com'), [renewed], 1],
  ['one certificate of two that fits', expecting('mail.contoso.com'), [renewed, contoso], 0],
  ['an unrelated server', expecting('mail.contoso.com'), [fabrikam], 0],
  [
    'another organisation below a public suffix',
    expecting('contoso.co.uk'),
    [serverCapture('x', [leaf('fabrikam.co.uk')])],
    0,
  ],
  [
    'a sender with another name',
    expecting('mail.contoso.com'),
    [clientCapture('ex01', [leaf('ex01.fabrikam.com')])],
    1,
  ],
  [
    'a sender that may belong to the other connector',
    expecting('mail.contoso.com', 'mail.fabrikam.com'),
    [clientCapture('ex01', [leaf('ex01.tailspin.com')])],
    0,
  ],
  ['a blank name', expecting(''), [contoso], 0],
];

for (const [what, text, captures, count] of senders) {
  test(`connector.tls-sender-certificate-name: ${what}`, () => {
    const found = check(text, captures).filter((each) => each.code === 'connector.tls-sender-certificate-name');
    assert.equal(found.length, count);
  });
}

test('the fix for a renewed name is the captured name', () => {
  const source = new SourceText(expecting('mail.contoso.com'));
  const code = 'connector.tls-sender-certificate-name';
  const found = check(source.text, [renewed]).find((each) => each.code === code);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.equal(mended, expecting('smtp.contoso.com'));
  assert.ok(check(mended, [renewed]).every((each) => each.code !== code));
});

test('a thumbprint is replaced by the name of the captured certificate that has it', () => {
  const issued = leaf('mail.contoso.com');
  const certificate = readCertificate(issued.der);
  assert.ok(certificate.ok);
  const text = JSON.stringify({ ...send, TlsCertificateName: certificate.certificate.thumbprint });
  const [found] = check(text, [serverCapture('mail.contoso.com', [issued])]);
  assert.deepEqual(
    found?.fixes?.map(({ edits }) => edits[0]?.newText),
    ['"<I>CN=CA<S>CN=mail.contoso.com"'],
  );
  assert.equal(check(text, [])[0]?.fixes, undefined);
});

const named = { ...send, TlsCertificateName: '<I>CN=CA<S>CN=mail.contoso.com' };
const stored = { issuer: 'CN=CA', subject: 'CN=mail.contoso.com', thumbprint: 'A1' };

function codesWith(text: string, circumstances: Partial<Parameters<typeof checkConnectors>[1]>): readonly string[] {
  const document = readConnectors(new SourceText(text), 'a.json');
  assert.ok(document !== undefined);
  return checkConnectors(document, { captures: [], now, ...circumstances }).map(({ code }) => code);
}

const missing = 'connector.tls-certificate-missing';
const expired = 'connector.tls-certificate-expired';
const past = new Date('2026-10-01');
const future = new Date('2027-10-01');

const storedCases: readonly (readonly [string, readonly object[], readonly string[]])[] = [
  ['no listing', [], []],
  ['the certificate', [stored], []],
  ['the certificate, written otherwise', [{ ...stored, issuer: 'cn = ca', subject: 'CN=Mail.contoso.com' }], []],
  ['another issuer', [{ ...stored, issuer: 'CN=Other' }], [missing]],
  ['an expired certificate', [{ ...stored, notAfter: past }], [expired]],
  [
    'several of one name, the newest sound',
    [
      { ...stored, notAfter: past },
      { ...stored, notAfter: future },
    ],
    [],
  ],
];

for (const [what, listed, codes] of storedCases) {
  test(`the certificate that a connector names: ${what}`, () => {
    const known = listed.map((each) => ({ ...stored, ...each }));
    assert.deepEqual(codesWith(JSON.stringify(named), { stored: known }), codes);
  });
}

test('a certificate renewed by another authority is offered in the place of the missing one', () => {
  const source = new SourceText(JSON.stringify(named));
  const document = readConnectors(source, 'a.json');
  assert.ok(document !== undefined);
  const circumstances = { captures: [], now, stored: [{ ...stored, issuer: 'CN=New' }] };
  const [found] = checkConnectors(document, circumstances);
  const mended = source.apply(found?.fixes?.[0]?.edits ?? []);
  assert.equal(JSON.parse(mended).TlsCertificateName, '<I>CN=New<S>CN=mail.contoso.com');
});

test('connector.tls-certificate-chain: what was presented without its issuer', () => {
  const own = leaf('mail.contoso.com');
  const text = JSON.stringify(named);
  const code = 'connector.tls-certificate-chain';
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [own])] }), [code]);
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [own, authority])] }), []);
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [leaf('other.contoso.com')])] }), []);
  assert.deepEqual(codesWith(text, { captures: [] }), []);
  const internal = JSON.stringify({ ...named, AddressSpaces: ['*'], SmartHosts: ['gateway.contoso.com'] });
  assert.deepEqual(codesWith(internal, { captures: [clientCapture('mail', [own])] }), []);
  const foreign = issue({ subject: { CN: 'Other' }, ca: true });
  assert.deepEqual(codesWith(text, { captures: [clientCapture('mail', [own, foreign])] }), [code]);
});

test('connector.tls-certificate-chain: what the same peer mended since counts no more', () => {
  const own = leaf('mail.contoso.com');
  const text = JSON.stringify(named);
  const before = serverCapture('mail.contoso.com', [own]);
  const after = { ...serverCapture('mail.contoso.com', [own, authority]), capturedAt: new Date('2026-11-02') };
  const elsewhere = serverCapture('mx2.contoso.com', [own]);
  assert.deepEqual(codesWith(text, { captures: [before, after] }), []);
  assert.deepEqual(codesWith(text, { captures: [after, before] }), []);
  assert.deepEqual(codesWith(text, { captures: [after, elsewhere] }), ['connector.tls-certificate-chain']);
});

test('a thumbprint that a listing of the server’s certificates holds is replaced by issuer and subject', () => {
  const thumbprint = 'A1'.repeat(20);
  const stored = [
    { issuer: 'CN=Other', subject: 'CN=other.contoso.com', thumbprint: 'B2'.repeat(20) },
    { issuer: 'CN=CA', subject: 'CN=mail.contoso.com', thumbprint },
  ];
  const source = new SourceText(`Set-SendConnector a -TlsCertificateName '${thumbprint.toLowerCase()}'`);
  const document = readConnectors(source, 'connectors.ps1');
  assert.ok(document);
  const [found] = checkConnectors(document, { captures: [], stored, now });
  assert.equal(found?.code, 'connector.tls-certificate-name');
  const [fix] = found.fixes ?? [];
  assert.equal(fix?.title, 'Use the issuer and subject of CN=mail.contoso.com');
  const mended = source.apply(fix.edits);
  assert.equal(mended, "Set-SendConnector a -TlsCertificateName '<I>CN=CA<S>CN=mail.contoso.com'");
});
