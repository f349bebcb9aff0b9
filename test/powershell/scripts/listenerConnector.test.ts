import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenerConnectorFiles } from '../../../src/powershell/scripts/listenerConnector.js';
import { dangerousPieces } from '../../support/scriptKinds.js';

const loopback = { host: '127.0.0.1', port: 2525 };

test('a listener has a script that makes its connector, one that removes it, and lines for others', () => {
  assert.deepEqual(
    listenerConnectorFiles(loopback).map(({ fileName }) => fileName),
    ['New-ListenerConnector.ps1', 'Remove-ListenerConnector.ps1', 'postfix-exim.txt'],
  );
});

test('Send connectors know no implicit TLS, the others do', () => {
  const files = listenerConnectorFiles({ ...loopback, implicit: true });
  assert.deepEqual(
    files.map(({ fileName }) => fileName),
    ['postfix-exim.txt'],
  );
  assert.match(files[0]?.text ?? '', /smtp_tls_wrappermode=yes[\s\S]*protocol = smtps[\s\S]*listen with STARTTLS/);
});

test('only an address that stands for all of the machine is asked for, or left to be written', () => {
  for (const [host, asks] of [
    ['127.0.0.1', false],
    ['192.0.2.10', false],
    ['::1', false],
    ['0.0.0.0', true],
    ['::', true],
  ] as const) {
    const [script, , lines] = listenerConnectorFiles({ host, port: 2525 });
    assert.equal(script?.text.includes('[string] $SmartHost'), asks, host);
    assert.equal(lines?.text.includes('for LISTENER-ADDRESS.'), asks, host);
    assert.equal(/chainmail-listener:\[LISTENER-ADDRESS\]:2525 \}/.test(lines?.text ?? ''), asks, host);
    assert.equal(/route_list = \* LISTENER-ADDRESS\r\n/.test(lines?.text ?? ''), asks, host);
  }
});

test('what reaches a loopback address only says where it helps', () => {
  const here = /Only for a mail server on the machine that listens: no other reaches 127\.0\.0\.1\./;
  const texts = (onlyThisMachine: boolean) =>
    listenerConnectorFiles({ ...loopback, onlyThisMachine }).map(({ fileName, text }) => [fileName, here.test(text)]);
  assert.deepEqual(texts(true), [
    ['New-ListenerConnector.ps1', true],
    ['Remove-ListenerConnector.ps1', false],
    ['postfix-exim.txt', true],
  ]);
  assert.ok(texts(false).every(([, says]) => !says));
});

test('an IPv6 address is written as Postfix and Exim want it', () => {
  const text = listenerConnectorFiles({ host: '2001:db8::1', port: 2525 }).at(-1)?.text ?? '';
  assert.match(text, /chainmail-listener:\[2001:db8::1\]:2525 \}/);
  assert.match(text, /route_list = \* "<\+ 2001:db8::1"/);
});

test('the lines are ASCII and no host adds one', () => {
  const lines = (host: string) => listenerConnectorFiles({ host, port: 2525 }).at(-1)?.text ?? '';
  const count = lines('harmless').split('\r\n').length;
  for (const host of dangerousPieces) {
    assert.match(lines(host), /^([\x20-\x7e]*\r\n)+$/);
    assert.equal(lines(host).split('\r\n').length, count, JSON.stringify(host));
  }
});
