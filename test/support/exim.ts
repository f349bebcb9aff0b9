// An Exim of its own on loopback: as server and as sender. It is unpacked beside the system by scripts/exim.mjs.
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Issued } from './pki.js';
import { freePort, run, start, untilListening } from './programs.js';
import type { Sender } from './sendMail.js';

const program = '/opt/chainmail-exim/usr/sbin/exim4';

/** Why Exim cannot be tested here; `false` where it can, as the test runner's `skip` wants it. */
export const eximLacks: string | false =
  existsSync(program) && process.getuid?.() === 0 ? false : 'as root, run node scripts/exim.mjs to unpack Exim';

export interface EximPort {
  readonly leaf: Issued;
  readonly chain?: readonly Issued[];
}

export interface EximOptions {
  readonly ports: readonly EximPort[];
  /** Mail to `0.example` goes out as the first says, and so on. */
  readonly senders?: readonly Sender[];
  /** More of the configuration; `TLS` in it stands for the folder of the files, named `0.pem` and `0.key` for port 0. */
  readonly more?: { readonly router: string; readonly transport: string };
}

export interface Exim {
  readonly ports: readonly number[];
  log(): string;
  stop(): Promise<void>;
}

/** Starts an instance. */
export async function startExim(options: EximOptions): Promise<Exim> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-exim-'));
  const owner = Number(run('id', ['-u', 'Debian-exim']).output);
  chmodSync(folder, 0o755);
  for (const each of ['spool', 'log', 'tls']) {
    mkdirSync(path.join(folder, each));
    chownSync(path.join(folder, each), owner, -1);
  }
  const write = (name: string, issued: readonly Issued[]) => {
    const [leaf] = issued;
    for (const [ending, content] of [
      ['pem', issued.map(({ pem }) => pem).join('')],
      ['key', leaf?.keyPem ?? ''],
    ]) {
      const file = path.join(folder, 'tls', `${name}.${ending}`);
      writeFileSync(file, content ?? '', { mode: 0o600 });
      chownSync(file, owner, -1);
    }
  };
  const ports = await Promise.all(options.ports.map(freePort));
  for (const [index, { leaf, chain }] of options.ports.entries()) {
    write(String(ports[index]), [leaf, ...(chain ?? [])]);
    write(String(index), [leaf, ...(chain ?? [])]);
  }
  for (const [index, { leaf, chain, authorities }] of (options.senders ?? []).entries()) {
    write(`sender-${index}`, leaf ? [leaf, ...(chain ?? [])] : []);
    write(`authorities-${index}`, authorities ?? []);
  }
  const config = path.join(folder, 'exim.conf');
  const more = (text = '') => text.replaceAll('TLS', path.join(folder, 'tls'));
  const { router, transport } = options.more ?? {};
  writeFileSync(
    config,
    configuration(folder, ports, options.senders ?? [])
      .replace('begin routers\n', (heading) => `${heading}${more(router)}`)
      .replace('begin transports\n', (heading) => `${heading}${more(transport)}`),
  );
  const daemon = start(program, ['-C', config, '-bdf', '-q1h']);
  await Promise.all(ports.map(untilListening));
  return {
    ports,
    log: () => readFileSync(path.join(folder, 'log', 'mainlog'), 'latin1'),
    async stop() {
      await daemon.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function configuration(folder: string, ports: readonly number[], senders: readonly Sender[]): string {
  const file = (name: string) => path.join(folder, 'tls', name);
  const routers = senders.map(
    ({ to }, index) => `
to${index}:
  driver = manualroute
  domains = ${index}.example
  route_list = * 127.0.0.1::${to}
  self = send
  transport = out${index}
`,
  );
  const transports = senders.map(
    ({ leaf, authorities, implicit }, index) => `
out${index}:
  driver = smtp
  hosts_require_tls = *
  protocol = ${implicit ? 'smtps' : 'smtp'}
${leaf ? `  tls_certificate = ${file(`sender-${index}.pem`)}\n  tls_privatekey = ${file(`sender-${index}.key`)}\n` : ''}
${authorities ? `  tls_verify_certificates = ${file(`authorities-${index}.pem`)}\n` : ''}
`,
  );
  return `exim_path = ${program}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/spool/exim.pid
primary_hostname = exim.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${ports.join(' : ')}
tls_advertise_hosts = *
tls_certificate = ${file('$received_port.pem')}
tls_privatekey = ${file('$received_port.key')}
tls_require_ciphers = NORMAL:+VERS-TLS1.0:+VERS-TLS1.1
acl_smtp_rcpt = anyone
never_users =
begin acl
anyone:
  accept
begin routers
${routers.join('')}
begin transports
${transports.join('')}
begin retry
* * F,1h,1h
`;
}
