import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { MissingIssuer } from '../../src/chain/analyze.js';
import { type FetchOptions, fetchIssuers, type IssuerMemory } from '../../src/net/aia.js';
import { type Certificate, readCertificate } from '../../src/x509/certificate.js';
import { toPkcs7 } from '../../src/x509/container.js';
import { certificateStore } from '../../src/x509/trust.js';
import { type Issued, issue, makeChain } from '../support/pki.js';
import { startWebServer, type WebServer } from '../support/webServer.js';

let server: WebServer;
const answers: Record<string, Uint8Array | string> = {};

before(async () => {
  server = await startWebServer(answers);
});
after(() => server.close());

function read(der: Uint8Array): Certificate {
  const result = readCertificate(der);
  assert.ok(result.ok);
  return result.certificate;
}

function neededBy(...ders: readonly Uint8Array[]): readonly MissingIssuer[] {
  return ders.map(read).map((certificate) => ({
    subject: certificate.issuer,
    caIssuers: certificate.caIssuers,
    neededBy: certificate,
  }));
}

function options(parts: Partial<FetchOptions> = {}): FetchOptions {
  return { allowPrivate: true, trustStores: [], now: new Date('2027-01-01T00:00:00Z'), ...parts };
}

function names(certificates: readonly Certificate[]): readonly (string | undefined)[] {
  return certificates.map(({ subject }) => subject.commonName);
}

/** A leaf whose issuer is at these paths of the server. */
function leafBelow(issuer: Issued, ...paths: readonly string[]): Issued {
  return issue({ subject: { CN: 'mail.contoso.com' }, issuer, caIssuers: paths.map((each) => server.base + each) });
}

class Memory implements IssuerMemory {
  readonly certificates: Certificate[] = [];
  async withSubject(subject: Uint8Array) {
    return this.certificates.filter((each) => Buffer.compare(each.subject.der, subject) === 0);
  }
  async remember(certificate: Certificate) {
    this.certificates.push(certificate);
  }
}

const { root, intermediate } = makeChain();
const impostor = issue({ subject: intermediate.subject, ca: true, issuer: root });

test('the issuer is read as DER, PEM and PKCS#7, from among others', async () => {
  const contents: Readonly<Record<string, Uint8Array | string>> = {
    '/der.crt': intermediate.der,
    '/pem.crt': `intermediate\r\n${intermediate.pem}`,
    '/bundle.p7c': toPkcs7([root.der, impostor.der, intermediate.der]),
  };
  Object.assign(answers, contents);
  for (const path of Object.keys(contents)) {
    const { certificates, attempts } = await fetchIssuers(neededBy(leafBelow(intermediate, path).der), options());
    assert.deepEqual(
      certificates.map(({ sha256 }) => sha256),
      [read(intermediate.der).sha256],
      path,
    );
    assert.deepEqual(attempts[0], { url: server.base + path, outcome: 'fetched', reason: '' });
  }
});

test('every URL is tried until one has the certificate whose key signed', async () => {
  Object.assign(answers, { '/impostor.crt': impostor.der, '/garbage.crt': 'garbage', '/right.crt': intermediate.der });
  const leaf = issue({
    subject: { CN: 'mail.contoso.com' },
    issuer: intermediate,
    caIssuers: [
      'ldap:///CN=CA?cACertificate?base',
      ...['/absent.crt', '/impostor.crt', '/garbage.crt', '/right.crt', '/right.crt', '/never-asked.crt'].map(
        (each) => server.base + each,
      ),
    ],
  });
  const { certificates, attempts } = await fetchIssuers(neededBy(leaf.der), options());
  assert.deepEqual(names(certificates), ['Example TLS CA 2026']);
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['forbidden', 'failed', 'unrelated', 'failed', 'fetched'],
  );
  assert.ok(attempts.slice(0, 4).every(({ reason }) => reason !== ''));
});

test('a certificate without URLs, or with an invalid signature, gets none', async () => {
  Object.assign(answers, { '/i.crt': intermediate.der });
  const forged = issue({
    subject: { CN: 'mail.contoso.com' },
    issuer: intermediate,
    signWith: root.key,
    caIssuers: [`${server.base}/i.crt`],
  });
  const otherName = issue({
    subject: { CN: 'mail.contoso.com' },
    issuer: { ...intermediate, subject: root.subject },
    caIssuers: [`${server.base}/i.crt`],
  });
  assert.deepEqual(await fetchIssuers(neededBy(leafBelow(intermediate).der), options()), {
    certificates: [],
    attempts: [],
  });
  for (const each of [forged, otherName]) {
    const { certificates, attempts } = await fetchIssuers(neededBy(each.der), options());
    assert.deepEqual(certificates, []);
    assert.equal(attempts[0]?.outcome, 'unrelated');
  }
});

test('it goes on upwards to the root, and stops where a trust store continues', async () => {
  const upper = issue({ subject: { CN: 'Upper' }, ca: true, issuer: root, caIssuers: [`${server.base}/root.crt`] });
  const lower = issue({ subject: { CN: 'Lower' }, ca: true, issuer: upper, caIssuers: [`${server.base}/upper.crt`] });
  Object.assign(answers, { '/root.crt': root.der, '/upper.crt': upper.der, '/lower.crt': lower.der });
  const missing = neededBy(leafBelow(lower, '/lower.crt').der);
  assert.deepEqual(names((await fetchIssuers(missing, options())).certificates), [
    'Lower',
    'Upper',
    'Example Global Root',
  ]);
  const trustStores = [certificateStore('test', 'Test', [root.der])];
  assert.deepEqual(names((await fetchIssuers(missing, options({ trustStores }))).certificates), ['Lower', 'Upper']);
});

test('an issuer that is known already is not fetched', async () => {
  const missing = neededBy(leafBelow(intermediate, '/der.crt').der).map((each) => ({
    ...each,
    certificate: read(intermediate.der),
  }));
  assert.deepEqual(await fetchIssuers(missing, options()), { certificates: [], attempts: [] });
});

test('hostile chains end: loops, endless ladders, thousands of URLs', async () => {
  const a = issue({ subject: { CN: 'A' }, ca: true });
  const b = issue({ subject: { CN: 'B' }, ca: true, issuer: a, caIssuers: [`${server.base}/a.crt`] });
  const aByB = issue({ subject: { CN: 'A' }, key: a.key, ca: true, issuer: b, caIssuers: [`${server.base}/b.crt`] });
  Object.assign(answers, { '/a.crt': aByB.der, '/b.crt': b.der });
  assert.deepEqual(names((await fetchIssuers(neededBy(b.der), options())).certificates), ['A', 'B']);

  let above = issue({ subject: { CN: 'Step 0' }, ca: true });
  for (let at = 1; at <= 20; at++) {
    answers[`/step${at - 1}.crt`] = above.der;
    above = issue({
      subject: { CN: `Step ${at}` },
      ca: true,
      issuer: above,
      caIssuers: [`${server.base}/step${at - 1}.crt`],
    });
  }
  assert.equal((await fetchIssuers(neededBy(above.der), options())).certificates.length, 5);

  const urls = Array.from({ length: 2000 }, (_, at) => `/absent${at}.crt`);
  assert.equal((await fetchIssuers(neededBy(leafBelow(intermediate, ...urls).der), options())).attempts.length, 12);
});

test('private addresses are not reached unless allowed', async () => {
  const before = server.requests.length;
  const missing = neededBy(leafBelow(intermediate, '/der.crt').der);
  const { certificates, attempts } = await fetchIssuers(missing, options({ allowPrivate: false }));
  assert.deepEqual(certificates, []);
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['forbidden'],
  );
  assert.equal(server.requests.length, before);
});

test('what was fetched is remembered, and used without a network until it expires', async () => {
  const memory = new Memory();
  const missing = neededBy(leafBelow(intermediate, '/der.crt').der);
  await fetchIssuers(missing, options({ memory }));
  assert.deepEqual(names(memory.certificates), ['Example TLS CA 2026']);
  const again = await fetchIssuers(missing, options({ memory }));
  assert.deepEqual(names(again.certificates), ['Example TLS CA 2026']);
  assert.deepEqual(again.attempts, []);
  const later = await fetchIssuers(missing, options({ memory, now: new Date('2040-01-01T00:00:00Z') }));
  assert.equal(later.attempts.length, 1);
});

test('a remembered certificate of the same name whose key did not sign is not believed', async () => {
  const memory = new Memory();
  memory.certificates.push(read(impostor.der));
  const { attempts } = await fetchIssuers(neededBy(leafBelow(intermediate, '/der.crt').der), options({ memory }));
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['fetched'],
  );
});

test('calls that share their downloads ask for a URL once', async () => {
  const downloads = new Map();
  const missing = neededBy(leafBelow(intermediate, '/der.crt').der, leafBelow(intermediate, '/der.crt').der);
  const before = server.requests.length;
  await Promise.all([fetchIssuers(missing, options({ downloads })), fetchIssuers(missing, options({ downloads }))]);
  assert.equal(server.requests.length, before + 1);
});

test('of downloads that are shared the latest are kept', async () => {
  const downloads = new Map();
  for (let at = 0; at < 70; at += 1) {
    const caIssuers = [1, 2, 3, 4].map((part) => `http://127.0.0.1:1/${at}-${part}.crt`);
    const { der } = issue({ subject: { CN: 'x' }, issuer: intermediate, caIssuers });
    await fetchIssuers(neededBy(der), options({ downloads, allowPrivate: false }));
  }
  assert.equal(downloads.size, 256);
  assert.ok(downloads.has('http://127.0.0.1:1/69-4.crt'));
  assert.ok(!downloads.has('http://127.0.0.1:1/0-1.crt'));
});

test('a cancelled call ends', async () => {
  const missing = neededBy(leafBelow(intermediate, '/der.crt').der);
  const { certificates } = await fetchIssuers(missing, options({ signal: AbortSignal.abort() }));
  assert.deepEqual(certificates, []);
});

test('no further address is asked when the time for all of them is over', async () => {
  const { intermediate, leaf } = makeChain('p256', { caIssuers: [`${server.base}/late.cer`] });
  answers['/late.cer'] = intermediate.der;
  const inTime = await fetchIssuers(neededBy(leaf.der), options());
  assert.deepEqual(names(inTime.certificates).slice(0, 1), ['Example TLS CA 2026']);
  const late = await fetchIssuers(neededBy(leaf.der), options({ patience: 0 }));
  assert.deepEqual([late.certificates, late.attempts], [[], []]);
});
