// A DNS server on loopback that knows the mail hosts of domains and nothing else.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface DnsServer {
  /** As `dns.setServers` takes it. */
  readonly address: string;
  close(): Promise<void>;
}

/** Answers MX questions with these hosts, the first preferred; other questions with nothing. */
export async function startDnsServer(mailHosts: Readonly<Record<string, readonly string[]>>): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    const { name, end } = readName(query);
    const hosts = query.readUInt16BE(end) === 15 ? (mailHosts[name] ?? []) : [];
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(hosts.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = hosts.map((host, index) => mxRecord(host, 10 * (index + 1)));
    socket.send(Buffer.concat([header, query.subarray(12, end + 4), ...answers]), peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** RFC 1035 section 3.3.9, its owner a pointer to the question's name. */
function mxRecord(host: string, preference: number): Buffer {
  const name = Buffer.concat([
    ...host.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
  const head = Buffer.alloc(14);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(15, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(name.length + 2, 10);
  head.writeUInt16BE(preference, 12);
  return Buffer.concat([head, name]);
}
