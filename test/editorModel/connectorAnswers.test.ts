import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConnectors } from '../../src/connectors/document.js';
import {
  askThumbprint,
  type ConnectorAnswers,
  presentedBy,
  readList,
  requestOf,
  senderNames,
} from '../../src/editor/documents/connectorAnswers.js';
import { SourceText } from '../../src/text/source.js';
import { certificate } from '../support/machine.js';
import { issue } from '../support/pki.js';

const ca = issue({ subject: { CN: 'CA' }, ca: true });

function leaf(CN: string, dnsNames: readonly string[], notAfter = new Date('2027-01-01')) {
  return certificate(issue({ subject: { CN }, issuer: ca, dnsNames, notAfter, notBefore: new Date('2026-01-01') }));
}

function connector(parameters: string) {
  const script = `Set-SendConnector -Identity 'To Exchange Online' ${parameters}`;
  return readConnectors(new SourceText(script), 'a.ps1')?.connectors[0] ?? assert.fail();
}

describe('answers become the request of a script', () => {
  const cases: readonly [string, ConnectorAnswers, object | undefined][] = [
    [
      'new inbound',
      { kind: 'inbound', action: 'new', name: 'A', certificateName: '*.contoso.com', senderDomains: ['*'] },
      { kind: 'inbound', action: 'new', name: 'A', tlsSenderCertificateName: '*.contoso.com', senderDomains: ['*'] },
    ],
    [
      'changed inbound',
      { kind: 'inbound', action: 'set', name: 'A', certificateName: 'mail.contoso.com' },
      { kind: 'inbound', action: 'set', name: 'A', tlsSenderCertificateName: 'mail.contoso.com' },
    ],
    [
      'new Send',
      { kind: 'send', action: 'new', name: 'A', thumbprint: 'AB', smartHosts: ['x.example'], fqdn: 'mail.contoso.com' },
      { kind: 'send', action: 'new', name: 'A', thumbprint: 'AB', smartHosts: ['x.example'], fqdn: 'mail.contoso.com' },
    ],
    [
      'Send whose script asks',
      { kind: 'send', action: 'set', name: 'A', thumbprint: askThumbprint, fqdn: '' },
      { kind: 'send', action: 'set', name: 'A' },
    ],
    ['without certificate name', { kind: 'inbound', action: 'new', name: 'A' }, undefined],
    ['without name', { kind: 'send', action: 'set' }, undefined],
    ['nothing', {}, undefined],
  ];
  for (const [name, answers, request] of cases) {
    test(name, () => assert.deepEqual(requestOf(answers), request));
  }
});

test('a list is read however it is separated', () => {
  assert.deepEqual(readList(' a.example, b.example;c.example  d.example,'), [
    'a.example',
    'b.example',
    'c.example',
    'd.example',
  ]);
  assert.deepEqual(readList(' , '), []);
});

test('the names of a sender come with the recommended one first', () => {
  assert.deepEqual(senderNames([leaf('x', ['mail.contoso.com', '*.fabrikam.com', 'contoso.com', 'not a name'])]), [
    '*.contoso.com',
    'mail.contoso.com',
    '*.fabrikam.com',
    'contoso.com',
  ]);
  assert.deepEqual(senderNames([leaf('x', ['contoso.co.uk'])]), ['contoso.co.uk']);
});

describe('the certificate that a Send connector presents', () => {
  const old = leaf('mail.contoso.com', ['mail.contoso.com'], new Date('2026-06-01'));
  const renewed = leaf('mail.contoso.com', ['mail.contoso.com']);
  const other = leaf('mail.fabrikam.com', ['mail.fabrikam.com']);
  const known = [old, other, renewed];

  test('is the newest that its name means', () => {
    const named = connector("-TlsCertificateName '<I>CN=CA<S>CN=mail.contoso.com'");
    assert.equal(presentedBy(named, known), renewed);
  });

  test('is the one of a thumbprint that stands there by mistake', () => {
    assert.equal(presentedBy(connector(`-TlsCertificateName ${old.thumbprint.toLowerCase()}`), known), old);
  });

  test('is the only one for its FQDN', () => {
    assert.equal(presentedBy(connector('-Fqdn mail.fabrikam.com'), known), other);
    assert.equal(presentedBy(connector('-Fqdn mail.contoso.com'), known), undefined);
  });

  test('is unknown where nothing says it, above all not by a smart host', () => {
    assert.equal(presentedBy(connector('-SmartHosts mail.fabrikam.com'), known), undefined);
  });
});
