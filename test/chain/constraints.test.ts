// The rules of RFC 5280 section 6 on the only path there is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateOf, codesOf, judge, type Source, storeOf } from '../support/chains.js';
import { der, extension, type IssueOptions, issue, oid } from '../support/pki.js';

const root = issue({ subject: { CN: 'Root' }, ca: true });

/** A chain below the root: one certificate an entry, the last is the leaf. Leaf first, as it is sent. */
function chain(...levels: readonly Partial<IssueOptions>[]) {
  const issued = [root];
  for (const [index, options] of levels.entries()) {
    const ca = index < levels.length - 1;
    issued.push(
      issue({
        subject: { CN: ca ? `CA ${index}` : 'mail.contoso.com' },
        issuer: issued.at(-1) ?? root,
        ...(ca ? { ca } : { dnsNames: ['mail.contoso.com'] }),
        ...options,
      }),
    );
  }
  return issued.slice(1).reverse();
}

function judged(sources: readonly Source[], anchor = root) {
  return judge(sources, { trustStores: [storeOf('store', anchor)] });
}

const critical = (dotted: string, value = der(0x05)) => extension(dotted, true, value);
const optional = (dotted: string, value: Buffer) => extension(dotted, false, value);
const constraints = (excluded: string) =>
  critical('2.5.29.30', der(0x30, der(0xa1, der(0x30, der(0x82, Buffer.from(excluded))))));
const policies = (...dotted: string[]) =>
  optional('2.5.29.32', der(0x30, ...dotted.map((each) => der(0x30, oid(each)))));
const explicitPolicy = (skip: number) => critical('2.5.29.36', der(0x30, der(0x80, Buffer.from([skip]))));
const mapping = (from: string, to: string) => critical('2.5.29.33', der(0x30, der(0x30, oid(from), oid(to))));
const inhibitAny = critical('2.5.29.54', der(0x02, Buffer.from([0])));
const [gold, silver, any] = ['1.2.3.1', '1.2.3.2', '2.5.29.32.0'];

test('constraints of issuers', () => {
  const cases: [string, readonly Partial<IssueOptions>[], boolean][] = [
    ['plain', [{}, {}], true],
    ['three levels', [{}, {}, {}], true],
    ['no CA', [{ ca: false }, {}], false],
    ['no basic constraints', [{ ca: undefined }, {}], false],
    ['no keyCertSign', [{ keyUsage: [0] }, {}], false],
    ['path length 0 above a leaf', [{ pathLength: 0 }, {}], true],
    ['path length 0 above a CA', [{ pathLength: 0 }, {}, {}], false],
    ['path length 1 above a CA', [{ pathLength: 1 }, {}, {}], true],
    ['path length does not grow below', [{ pathLength: 1 }, { pathLength: 5 }, {}, {}], false],
    ['a self-issued CA does not count', [{ pathLength: 0 }, { subject: { CN: 'CA 0' } }, {}], true],
    ['excluded name', [{ extensions: [constraints('contoso.com')] }, {}], false],
    ['other excluded name', [{ extensions: [constraints('fabrikam.com')] }, {}], true],
    ['unknown critical extension in a CA', [{ extensions: [critical('1.2.3.4')] }, {}], false],
    ['unknown critical extension in the leaf', [{}, { extensions: [critical('1.2.3.4')] }], false],
    ['unknown extension that is not critical', [{}, { extensions: [optional('1.2.3.4', der(0x05))] }], true],
    ['critical access locations', [{}, { extensions: [critical('1.3.6.1.5.5.7.1.1', der(0x30))] }], false],
    ['unreadable extension', [{}, { extensions: [optional('2.5.29.31', Buffer.from('x'))] }], false],
    ['leaf that is a CA', [{}, { ca: true }], true],
    [
      'policy required and there',
      [{ extensions: [explicitPolicy(0), policies(gold)] }, { extensions: [policies(gold)] }],
      true,
    ],
    ['policy required and absent', [{ extensions: [explicitPolicy(0), policies(gold)] }, {}], false],
    [
      'policy required and another',
      [{ extensions: [explicitPolicy(0), policies(gold)] }, { extensions: [policies(silver)] }],
      false,
    ],
    ['policy required later', [{ extensions: [explicitPolicy(5)] }, {}], true],
    ['any policy', [{ extensions: [explicitPolicy(0), policies(any)] }, { extensions: [policies(silver)] }], true],
    [
      'any policy inhibited',
      [{ extensions: [explicitPolicy(0), inhibitAny, policies(gold)] }, { extensions: [policies(any)] }],
      false,
    ],
    [
      'mapped policy',
      [{ extensions: [explicitPolicy(0), policies(gold), mapping(gold, silver)] }, { extensions: [policies(silver)] }],
      true,
    ],
    [
      'mapped away',
      [{ extensions: [explicitPolicy(0), policies(gold), mapping(gold, silver)] }, { extensions: [policies(gold)] }],
      false,
    ],
  ];
  for (const [what, levels, sound] of cases) {
    const analysis = judged(chain(...levels));
    assert.equal(analysis.complete, true, what);
    assert.deepEqual(codesOf(analysis), sound ? [] : ['chain.constraint-violated'], what);
  }
});

test('purposes nest: a CA limits what is below it', () => {
  const [server, client, email] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4'];
  const cases: [string[], string[]][] = [
    [[server, client], []],
    [['2.5.29.37.0'], []],
    [[email], ['certificate.purpose-missing']],
  ];
  for (const [usages, codes] of cases) {
    const analysis = judged(chain({ extendedKeyUsage: usages }, { extendedKeyUsage: [server] }));
    assert.deepEqual(codesOf(analysis), codes);
    assert.equal(analysis.findings[0]?.index, codes.length > 0 ? 1 : undefined);
  }
});

test('a root is an anchor by its key, yet what it states counts', () => {
  const cases: [string, Partial<IssueOptions>, boolean][] = [
    ['no basic constraints', { ca: undefined }, true],
    ['CA:FALSE', { ca: false }, false],
    ['no keyCertSign', { keyUsage: [0] }, false],
    ['path length', { pathLength: 0 }, false],
    ['excluded name', { extensions: [constraints('contoso.com')] }, false],
    ['unknown critical extension', { extensions: [critical('1.2.3.4')] }, false],
  ];
  for (const [what, options, sound] of cases) {
    const anchor = issue({ subject: { CN: 'Other root' }, ca: true, ...options });
    const ca = issue({ subject: { CN: 'CA' }, issuer: anchor, ca: true });
    const leaf = issue({ subject: { CN: 'mail.contoso.com' }, issuer: ca, dnsNames: ['mail.contoso.com'] });
    assert.deepEqual(codesOf(judged([leaf, ca], anchor)), sound ? [] : ['chain.constraint-violated'], what);
  }
});

test('an algorithm that is not the signed one', () => {
  const [leaf, ca] = chain({}, {});
  assert.ok(leaf && ca);
  const changed = Buffer.from(leaf.der);
  // ecdsa-with-SHA256 occurs twice: inside the signed part and behind it. Replace the second by ecdsa-with-SHA384.
  const at = changed.lastIndexOf(oid('1.2.840.10045.4.3.2'));
  changed[at + 9] = 3;
  assert.equal(certificateOf(changed).signature.consistent, false);
  assert.equal(judged([changed, ca]).complete, false);
});

test('a signature that this computer cannot check leaves it open', () => {
  const ca = issue({ subject: { CN: 'CA' }, issuer: root, ca: true });
  const scheme = { algorithm: der(0x30, oid('1.2.3.4')), sign: () => Buffer.alloc(64) };
  const odd = issue({ subject: { CN: 'mail.contoso.com' }, issuer: ca, scheme });
  const analysis = judged([odd, ca]);
  assert.equal(analysis.complete, null);
  assert.ok(!analysis.findings.some(({ severity }) => severity === 'error'));
});
