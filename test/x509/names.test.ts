import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCertificate } from '../../src/x509/certificate.js';
import { certificateNames, equalNames, nameCovers } from '../../src/x509/names.js';
import { der, issue, name, oid } from '../support/pki.js';

test('covers host names as RFC 6125 says', () => {
  const cases: [string, string, boolean][] = [
    ['mail.contoso.com', 'mail.contoso.com', true],
    ['MAIL.Contoso.com', 'mail.contoso.COM', true],
    ['mail.contoso.com', 'mail.contoso.com.', true],
    ['mail.contoso.com', 'contoso.com', false],
    ['contoso.com', 'mail.contoso.com', false],
    ['*.contoso.com', 'mail.contoso.com', true],
    ['*.contoso.com', 'contoso.com', false],
    ['*.contoso.com', 'a.mail.contoso.com', false],
    ['*.contoso.com', '.contoso.com', false],
    ['m*.contoso.com', 'mail.contoso.com', false],
    ['mail.*.com', 'mail.contoso.com', false],
    ['*.com', 'contoso.com', false],
    ['*', 'contoso', false],
    ['*.2.0.192', '1.2.0.192', false],
    ['mail.contoso.com\0.evil.example', 'mail.contoso.com', false],
    ['mail.contoso.com\0.evil.example', 'mail.contoso.com\0.evil.example', false],
    ['mail_1.contoso.com', 'mail_1.contoso.com', true],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', true],
    ['bücher.example', 'bücher.example', false],
    ['', '', false],
  ];
  for (const [pattern, host, covered] of cases) {
    assert.equal(nameCovers(pattern, host), covered, `${pattern} for ${host}`);
  }
});

function subjectOf(bytes: Buffer) {
  const result = readCertificate(issue({ subject: bytes }).der);
  assert.ok(result.ok);
  return result.certificate.subject;
}

test('compares names by their text, whatever its encoding, case and blanks (RFC 5280 section 7.1)', () => {
  const single = (tag: number, text: string) =>
    der(0x30, der(0x31, der(0x30, oid('2.5.4.10'), der(tag, Buffer.from(text)))));
  const cases: [Buffer, Buffer, boolean][] = [
    [single(0x0c, 'Example Trust'), single(0x13, 'Example Trust'), true],
    [single(0x0c, 'Example Trust'), single(0x13, ' example   TRUST '), true],
    [single(0x0c, 'Straße'), single(0x0c, 'STRAßE'), true],
    [single(0x0c, 'Example Trust'), single(0x0c, 'Example Trust 2'), false],
    [name({ O: 'a', CN: 'b' }), name({ CN: 'b', O: 'a' }), false],
    [name({ O: 'a', CN: 'b' }), name({ O: 'a' }), false],
    [name({ CN: 'a' }), name({ O: 'a' }), false],
  ];
  for (const [a, b, equal] of cases) {
    assert.equal(equalNames(subjectOf(a), subjectOf(b)), equal, `${a.toString('latin1')} and ${b.toString('latin1')}`);
  }
  const attribute = (type: string, text: string) => der(0x30, oid(type), der(0x0c, Buffer.from(text)));
  const [one, two] = [attribute('2.5.4.3', 'a'), attribute('2.5.4.10', 'b')];
  assert.ok(equalNames(subjectOf(der(0x30, der(0x31, one, two))), subjectOf(der(0x30, der(0x31, two, one)))));
});

test('the common name stands in where no DNS name is stated', () => {
  const of = (dnsNames: string[] | undefined) => {
    const result = readCertificate(issue({ subject: { CN: 'cn.example' }, dnsNames }).der);
    return result.ok ? certificateNames(result.certificate) : [];
  };
  assert.deepEqual(of(undefined), ['cn.example']);
  assert.deepEqual(of(['a.example', 'b.example']), ['a.example', 'b.example']);
});
