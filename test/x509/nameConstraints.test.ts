import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NameConstraintChecks } from '../../src/x509/nameConstraints.js';
import { certificateOf } from '../support/chains.js';
import { der, extension, issue, name, newKey } from '../support/pki.js';

const key = newKey('ed25519');
const dns = (text: string) => der(0x82, Buffer.from(text, 'latin1'));
const email = (text: string) => der(0x81, Buffer.from(text, 'latin1'));
const uri = (text: string) => der(0x86, Buffer.from(text, 'latin1'));
const ip = (...bytes: number[]) => der(0x87, Buffer.from(bytes));
const directory = (attributes: Record<string, string>) => der(0xa4, name(attributes));
const otherName = (text: string) => der(0xa0, Buffer.from(text, 'latin1'));

function authority(permitted: Buffer[], excluded: Buffer[]) {
  const list = (tag: number, names: Buffer[]) =>
    names.length > 0 ? [der(tag, ...names.map((each) => der(0x30, each)))] : [];
  const value = der(0x30, ...list(0xa0, permitted), ...list(0xa1, excluded));
  return certificateOf(
    issue({ subject: { CN: 'CA' }, key, ca: true, extensions: [extension('2.5.29.30', true, value)] }),
  );
}

function subject(names: Buffer[], attributes: Record<string, string> = { O: 'Contoso' }) {
  const extensions = names.length > 0 ? [extension('2.5.29.17', false, der(0x30, ...names))] : [];
  return certificateOf(issue({ subject: attributes, key, extensions }));
}

test('holds names against permitted and excluded subtrees (RFC 5280 section 4.2.1.10)', () => {
  const cases: [Buffer, Buffer, boolean][] = [
    [dns('contoso.com'), dns('contoso.com'), true],
    [dns('contoso.com'), dns('MAIL.contoso.COM'), true],
    [dns('contoso.com'), dns('notcontoso.com'), false],
    [dns('.contoso.com'), dns('mail.contoso.com'), true],
    [dns(''), dns('anything.example'), true],
    [dns('contoso.com'), dns('*.contoso.com'), true],
    [email('contoso.com'), email('a@contoso.com'), true],
    [email('contoso.com'), email('a@mail.contoso.com'), false],
    [email('.contoso.com'), email('a@mail.contoso.com'), true],
    [email('.contoso.com'), email('a@contoso.com'), false],
    [email('a@contoso.com'), email('a@CONTOSO.com'), true],
    [email('a@contoso.com'), email('A@contoso.com'), false],
    [uri('contoso.com'), uri('https://contoso.com:443/x'), true],
    [uri('contoso.com'), uri('https://www.contoso.com/x'), false],
    [uri('.contoso.com'), uri('https://www.contoso.com/x'), true],
    [ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 2, 7), true],
    [ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 3, 7), false],
    [ip(...Array(32).fill(0)), ip(...Array(16).fill(1)), true],
    [ip(...Array(32).fill(0)), ip(192, 0, 2, 7), false],
    [directory({ O: 'Contoso' }), directory({ O: 'contoso', CN: 'x' }), true],
    [directory({ O: 'Contoso' }), directory({ O: 'Fabrikam' }), false],
    [directory({ O: 'Contoso', CN: 'x' }), directory({ O: 'Contoso' }), false],
  ];
  for (const [constraint, stated, inside] of cases) {
    const low = subject([stated], {});
    const what = `${stated.toString('latin1')} within ${constraint.toString('latin1')}`;
    const checks = new NameConstraintChecks();
    assert.equal(checks.breach(authority([constraint], []), low) === undefined, inside, what);
    assert.equal(checks.breach(authority([], [constraint]), low) === undefined, !inside, `not ${what}`);
  }
});

test('constrains nothing of another kind', () => {
  const checks = new NameConstraintChecks();
  assert.equal(
    checks.breach(authority([dns('contoso.com')], [email('x.example')]), subject([ip(1, 2, 3, 4)])),
    undefined,
  );
});

test('judges the subject, its address and its host name where no alternative name is stated', () => {
  const checks = new NameConstraintChecks();
  const breached = (constraints: Buffer[], low: ReturnType<typeof subject>) =>
    checks.breach(authority(constraints, []), low) !== undefined;
  assert.equal(breached([directory({ O: 'Fabrikam' })], subject([dns('a.example')])), true);
  assert.equal(breached([email('contoso.com')], subject([], { E: 'a@fabrikam.com' })), true);
  assert.equal(breached([dns('contoso.com')], subject([], { CN: 'mail.fabrikam.com' })), true);
  assert.equal(breached([dns('contoso.com')], subject([], { CN: 'Fabrikam Ltd' })), false);
  assert.equal(breached([dns('contoso.com')], subject([dns('a.contoso.com')], { CN: 'mail.fabrikam.com' })), false);
});

test('what cannot be compared is not allowed', () => {
  const checks = new NameConstraintChecks();
  for (const odd of [email('no address'), uri('not a url'), ip(1, 2, 3), otherName('x')]) {
    const constraint =
      odd[0] === 0x87 ? ip(...Array(8).fill(0)) : odd[0] === 0xa0 ? odd : der(odd[0] ?? 0, Buffer.from('contoso.com'));
    assert.ok(checks.breach(authority([constraint], []), subject([odd])), odd.toString('latin1'));
    assert.ok(checks.breach(authority([], [constraint]), subject([odd])), `excluded ${odd.toString('latin1')}`);
  }
});

test('a wildcard may not stand for an excluded host', () => {
  const checks = new NameConstraintChecks();
  const excluded = authority([], [dns('secret.contoso.com')]);
  assert.ok(checks.breach(excluded, subject([dns('*.contoso.com')])));
  assert.equal(checks.breach(excluded, subject([dns('*.mail.contoso.com')])), undefined);
});

test('gives up where names and constraints are too many', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => dns(`host${i}.example`));
  const low = subject(many(1000));
  assert.equal(new NameConstraintChecks().breach(authority(many(1000), []), low), 'too many');
  assert.equal(new NameConstraintChecks().breach(authority([], many(10)), low) === 'too many', false);
});
