// Certificates come from anyone, and so do the addresses that they name. Fetching from such an address must not reach
// what only this machine can reach (server-side request forgery).
import { BlockList, isIP } from 'node:net';

// IANA's registries of special-purpose addresses (RFC 6890 and its updates), https://www.iana.org/assignments/
const privateV4 = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const neverV4 = [
  '0.0.0.0/8',
  // Link-local, among it the metadata service of most clouds.
  '169.254.0.0/16',
  // Azure's, outside every special range: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  '168.63.129.16/32',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const privateV6 = ['::1/128', 'fc00::/7'];
// Of IPv6 only 2000::/3 is global unicast; these parts of it are not, or carry an IPv4 address along (6to4, Teredo).
const neverV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const globalV6 = ['2000::/3'];
// RFC 6052: what networks without IPv4 reach IPv4 by; as public as the address inside.
const nat64 = '64:ff9b::';

/** Where an address leads: `private` includes loopback; `never` is link-local, metadata, multicast or reserved. */
export type AddressScope = 'public' | 'private' | 'never';

interface Lists {
  readonly private: BlockList;
  readonly never: BlockList;
  readonly public: BlockList;
}

let lists: Lists | undefined;

/** Where an IP address leads; text that is no address leads nowhere. IPv4 inside IPv6 (RFC 4291, RFC 6052) counts as IPv4. */
export function addressScope(address: string): AddressScope {
  const version = isIP(address);
  // A zone (`fe80::1%eth0`) exists for link-local addresses alone.
  if (version === 0 || address.includes('%')) {
    return 'never';
  }
  lists ??= makeLists();
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (lists.never.check(address, family)) {
    return 'never';
  }
  if (lists.private.check(address, family)) {
    return 'private';
  }
  return lists.public.check(address, family) ? 'public' : 'never';
}

function makeLists(): Lists {
  // BlockList applies its IPv4 rules to IPv4-mapped IPv6 addresses (::ffff:0:0/96) by itself.
  return {
    private: listOf([...privateV4, ...privateV4.map(behindNat64), ...privateV6]),
    never: listOf([...neverV4, ...neverV4.map(behindNat64), ...neverV6]),
    public: listOf(['0.0.0.0/0', `${nat64}/96`, ...globalV6]),
  };
}

function behindNat64(subnet: string): string {
  const [address, length] = subnet.split('/');
  return `${nat64}${address}/${96 + Number(length)}`;
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', length] = subnet.split('/');
    list.addSubnet(address, Number(length), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
