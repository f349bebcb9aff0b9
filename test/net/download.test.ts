import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type DownloadOptions, download } from '../../src/net/download.js';
import { issue } from '../support/pki.js';
import { startWebServer, type WebServer } from '../support/webServer.js';

const never = new Promise<never>(() => {});
const own = issue({ subject: { CN: 'localhost' }, dnsNames: ['localhost'] });

let server: WebServer;
let secure: WebServer;

function redirect(location: string) {
  return (response: { writeHead: (status: number, headers: Record<string, string>) => { end(): void } }) =>
    void response.writeHead(302, { location }).end();
}

before(async () => {
  secure = await startWebServer({ '/a': 'over TLS' }, { key: own.keyPem, cert: own.pem });
  server = await startWebServer({
    '/a': 'content',
    '/empty': '',
    '/1': redirect('/2'),
    '/2': redirect('/3'),
    '/3': redirect('/a'),
    '/0': redirect('/1'),
    '/loop': redirect('/loop'),
    '/to-file': redirect('file:///etc/passwd'),
    '/to-metadata': redirect('http://169.254.169.254/latest/meta-data/'),
    '/to-private-name': redirect('http://private.example/a'),
    '/to-nowhere': redirect('http://'),
    '/no-location': (response) => void response.writeHead(302).end(),
    '/silent': () => {},
    '/slow': (response) => void response.writeHead(200).write('a'),
    '/cut-off': (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('a', () => response.destroy());
    },
    '/large': Buffer.alloc(1024 * 1024 + 1),
    '/endless': (response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65536)));
      };
      response.on('drain', more);
      more();
    },
    '/limit': Buffer.alloc(1024 * 1024),
  });
});
after(() => Promise.all([server.close(), secure.close()]));

const addresses: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.215.14'],
  'private.example': ['10.1.2.3'],
  'mixed.example': ['93.184.215.14', '127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'none.example': [],
  'loopback.example': ['127.0.0.1'],
};

const local: DownloadOptions = {
  allowPrivate: true,
  lookup: async (host) => addresses[host] ?? Promise.reject(new Error('ENOTFOUND')),
};
const strict: DownloadOptions = { ...local, allowPrivate: false };

async function textOf(url: string, options = local): Promise<string> {
  const result = await download(url, options);
  return result.ok ? Buffer.from(result.bytes).toString().slice(0, 20) : `${result.outcome}: ${result.reason}`;
}

test('content comes over http and https, from a name too, and after three redirects', async () => {
  assert.equal(await textOf(`${server.base}/a`), 'content');
  assert.equal(await textOf(`${server.base}/empty`), '');
  assert.equal(await textOf(`${secure.base}/a`), 'over TLS');
  assert.equal(await textOf(`${server.base}/1`), 'content');
  assert.equal(await textOf(`http://loopback.example:${server.port}/a`), 'content');
  assert.ok(server.requests.includes(`loopback.example:${server.port}/a`), 'the name is asked for, not the address');
  const limit = await download(`${server.base}/limit`, local);
  assert.ok(limit.ok && limit.bytes.length === 1024 * 1024);
});

const forbidden: readonly string[] = [
  'file:///etc/passwd',
  'ldap:///CN=CA,DC=contoso,DC=com?cACertificate?base',
  'ldap://192.0.2.1/CN=CA',
  'ftp://public.example/ca.crt',
  'data:application/pkix-cert;base64,AAAA',
  'javascript:alert(1)',
  '/relative',
  '//public.example/a',
  '',
  'http://',
  'http://user@public.example/',
  'http://user:secret@public.example/',
  'http://public.example:22/',
  'http://public.example:25/',
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://0/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://private.example/',
  'http://mixed.example/',
  'http://mapped.example/',
  'http://metadata.example/',
  'https://private.example/',
  'HTTP://PRIVATE.EXAMPLE/',
];

test('what must not be reached is refused before a packet leaves', async () => {
  for (const url of forbidden) {
    assert.match(await textOf(url, strict), /^forbidden: /, url);
  }
});

test('metadata and link-local addresses stay forbidden where private ones are allowed', async () => {
  for (const url of [
    'http://169.254.169.254/',
    'http://[fe80::1]/',
    'http://168.63.129.16/',
    'http://metadata.example/',
  ]) {
    assert.match(await textOf(url), /^forbidden: /, url);
  }
});

test('a redirect is checked as the first address is', async () => {
  assert.match(await textOf(`${server.base}/to-file`), /^forbidden: only http/);
  assert.match(await textOf(`${server.base}/to-metadata`), /^forbidden: 169\.254\.169\.254/);
  assert.match(await textOf(`${server.base}/to-nowhere`), /^forbidden: /);
  // Only the first look-up leads where it may: what a name leads to is asked for again after each redirect.
  let lookups = 0;
  const first: DownloadOptions = {
    allowPrivate: true,
    lookup: async () => [lookups++ === 0 ? '127.0.0.1' : '169.254.169.254'],
  };
  assert.match(await textOf(`http://a.example:${server.port}/1`, first), /^forbidden: 169/);
});

test('the connection goes to the address that was checked', async () => {
  let lookups = 0;
  const rebinding: DownloadOptions = {
    allowPrivate: true,
    lookup: async () => {
      lookups += 1;
      return ['127.0.0.1'];
    },
  };
  assert.equal(await textOf(`http://rebinding.example:${server.port}/a`, rebinding), 'content');
  assert.equal(lookups, 1);
});

const failures: readonly (readonly [string, RegExp])[] = [
  ['/absent', /^failed: the server answered 404$/],
  ['/no-location', /^failed: the server answered 302$/],
  ['/0', /^failed: redirected more than 3 times$/],
  ['/loop', /^failed: redirected more than 3 times$/],
  ['/large', /^failed: it is larger than 1048576 bytes$/],
  ['/endless', /^failed: it is larger than 1048576 bytes$/],
  ['/cut-off', /^failed: aborted$/],
];

for (const [path, expected] of failures) {
  test(`${path} fails with a reason`, async () => {
    assert.match(await textOf(`${server.base}${path}`), expected);
  });
}

test('silence and slowness end at the deadline, whichever step it is', async () => {
  const soon = { ...local, timeout: 50 };
  assert.equal(await textOf(`${server.base}/silent`, soon), 'failed: there was no answer in time');
  assert.equal(await textOf(`${server.base}/slow`, soon), 'failed: there was no answer in time');
  assert.equal(
    await textOf('http://slow.example/', { ...soon, lookup: () => never }),
    'failed: there was no answer in time',
  );
});

test('it can be cancelled', async () => {
  const cancelled = new AbortController();
  const pending = textOf(`${server.base}/silent`, { ...local, signal: cancelled.signal });
  cancelled.abort();
  assert.equal(await pending, 'failed: it was cancelled');
  assert.equal(await textOf(`${server.base}/a`, { ...local, signal: cancelled.signal }), 'failed: it was cancelled');
});

test('names without an address and closed ports fail', async () => {
  assert.equal(await textOf('http://unknown.example/'), 'failed: the name has no address');
  assert.equal(await textOf('http://none.example/'), 'failed: the name has no address');
  const closed = await startWebServer({});
  await closed.close();
  assert.match(await textOf(`${closed.base}/`), /^failed: .*ECONNREFUSED/);
});
