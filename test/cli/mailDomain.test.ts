// The mail hosts of a domain by the command line. Nothing listens where they are: their failures show the order.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import test, { after, before } from 'node:test';
import { maximumMailHosts } from '../../src/net/mx.js';
import { cli } from '../support/cli.js';
import { type DnsServer, startDnsServer } from '../support/dnsServer.js';

const servers = dns.getServers();
const many = Array.from({ length: maximumMailHosts + 2 }, (_, index) => `127.0.9.${index + 1}`);
// A name takes longer to fail than an address where nothing listens.
const slowFirst = ['slow.invalid', '127.0.9.1', '127.0.9.2'];
let domains: DnsServer;

before(async () => {
  domains = await startDnsServer({
    'contoso.example': slowFirst,
    'fabrikam.example': ['127.0.9.3'],
    'many.example': many,
  });
  dns.setServers([domains.address]);
});

after(async () => {
  dns.setServers(servers);
  await domains.close();
});

const targets = (text: string): readonly string[] =>
  [...text.matchAll(/"target":\s*"([^"]+)"/g)].map(([, target = '']) => target);

for (const form of ['--json', '--ndjson']) {
  test(`the hosts of a domain come in their order of preference with ${form}`, async () => {
    const { stdout } = await cli(['probe', '--mx', 'contoso.example', '127.0.9.9:1', form, '--timeout', '400']);
    assert.deepEqual(targets(stdout), ['127.0.9.9:1', ...slowFirst.map((host) => `${host}:25`)]);
  });
}

test('several domains are each in order', async () => {
  const { stdout } = await cli([
    ...['probe', '--mx', 'contoso.example', '--mx', 'fabrikam.example', '--ndjson', '--timeout', '400'],
  ]);
  const told = targets(stdout);
  assert.deepEqual(
    told.filter((each) => each !== '127.0.9.3:25'),
    slowFirst.map((host) => `${host}:25`),
  );
  assert.equal(told.length, slowFirst.length + 1);
});

test('of very many hosts the preferred ones are inspected, and that is said', async () => {
  const { stdout, stderr } = await cli(['probe', '--mx', 'many.example', '--ndjson', '--timeout', '5000']);
  assert.deepEqual(
    targets(stdout),
    many.slice(0, maximumMailHosts).map((host) => `${host}:25`),
  );
  assert.match(stderr, /many\.example has 52 mail hosts\. The first 50 are inspected\./);
});
