// A Postfix of its own on loopback, apart from any that the machine runs: as server with any certificates, and as sender.
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Issued } from './pki.js';
import { freePort, run, untilListening } from './programs.js';
import type { Sender } from './sendMail.js';

/** One port of the server. */
export interface PostfixPort {
  readonly leaf: Issued;
  /** Sent after the leaf, verbatim. */
  readonly chain?: readonly Issued[];
  /** A second certificate of another kind of key. */
  readonly second?: { readonly leaf: Issued; readonly chain?: readonly Issued[] };
  readonly implicit?: boolean;
  /** More parameters of main.cf for this port. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface PostfixOptions {
  readonly ports: readonly PostfixPort[];
  /** Mail to `0.example` goes out as the first says, and so on. */
  readonly senders?: readonly Sender[];
}

/** A running instance. */
export interface Postfix {
  /** In the order of the options. */
  readonly ports: readonly number[];
  /** Its folder, readable for Postfix: files that parameters name can be written here. */
  readonly folder: string;
  log(): string;
  stop(): Promise<void>;
}

/** Leaf, chain and key in the form that Postfix reads as one file. */
export function pemFile(leaf: Issued, chain: readonly Issued[] = []): string {
  return [leaf.keyPem, leaf.pem, ...chain.map((each) => each.pem)].join('');
}

/** An empty folder that Postfix's own user may enter. */
export function postfixFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainmail-postfix-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Starts an instance; rejects with its log when it does not come up. Needs root. */
export async function startPostfix(options: PostfixOptions, folder = postfixFolder()): Promise<Postfix> {
  const { status } = run('postconf', ['-h', 'mail_owner']);
  if (status !== 0 || process.getuid?.() !== 0) {
    throw new Error('Postfix can be tested only where it is installed, and as root');
  }
  for (const each of ['etc', 'queue', 'data', 'log']) {
    mkdirSync(path.join(folder, each));
  }
  const owner = Number(run('id', ['-u', 'postfix']).output);
  chownSync(path.join(folder, 'data'), owner, -1);
  const ports: number[] = [];
  const services = [...internalServices];
  for (const [index, sender] of (options.senders ?? []).entries()) {
    services.push(smtpService(folder, index, sender));
  }
  for (const [index, port] of options.ports.entries()) {
    const number = await freePort();
    ports.push(number);
    services.push(smtpdService(folder, index, number, port));
  }
  writeFileSync(path.join(folder, 'etc', 'master.cf'), `${services.join('\n')}\n`);
  writeFileSync(path.join(folder, 'etc', 'main.cf'), mainCf(folder, options.senders ?? []));
  const control = (verb: string) => run('postfix', ['-c', path.join(folder, 'etc'), verb]);
  const log = () => readFileSync(path.join(folder, 'log', 'mail.log'), 'latin1');
  const started = control('start');
  if (started.status !== 0) {
    rmSync(folder, { recursive: true });
    throw new Error(`postfix start: ${started.output}`);
  }
  const stop = async (): Promise<void> => {
    control('stop');
    rmSync(folder, { recursive: true });
  };
  try {
    await Promise.all(ports.map(untilListening));
  } catch {
    const text = log();
    await stop();
    throw new Error(text);
  }
  return { ports, folder, log, stop };
}

const internalServices = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'flush unix n - n 1000? 0 flush',
  'proxymap unix - - n - - proxymap',
  'smtp unix - - n - - smtp',
  'relay unix - - n - - smtp',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
];

function smtpdService(folder: string, index: number, number: number, port: PostfixPort): string {
  const files = [port, ...(port.second ? [port.second] : [])].map(({ leaf, chain }, which) => {
    const file = path.join(folder, 'etc', `${index}-${which}.pem`);
    writeFileSync(file, pemFile(leaf, chain), { mode: 0o600 });
    return file;
  });
  const parameters = {
    smtpd_tls_security_level: 'may',
    smtpd_tls_chain_files: files.join(','),
    smtpd_tls_wrappermode: port.implicit ? 'yes' : 'no',
    ...port.parameters,
  };
  return `127.0.0.1:${number} inet n - n - - smtpd${serviceWords(parameters)}`;
}

function smtpService(folder: string, index: number, { leaf, chain, authorities, implicit }: Sender): string {
  const parameters: Record<string, string> = {
    smtp_tls_security_level: 'encrypt',
    smtp_tls_wrappermode: implicit ? 'yes' : 'no',
    smtp_tls_protocols: '>=TLSv1',
    smtp_tls_mandatory_protocols: '>=TLSv1',
  };
  if (leaf) {
    parameters['smtp_tls_chain_files'] = path.join(folder, 'etc', `sender-${index}.pem`);
    writeFileSync(parameters['smtp_tls_chain_files'], pemFile(leaf, chain), { mode: 0o600 });
  }
  if (authorities) {
    parameters['smtp_tls_CAfile'] = path.join(folder, 'etc', `authorities-${index}.pem`);
    writeFileSync(parameters['smtp_tls_CAfile'], authorities.map(({ pem }) => pem).join(''));
  }
  return `out${index} unix - - n - - smtp${serviceWords(parameters)}`;
}

function serviceWords(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => ` -o ${name}=${value.replaceAll(' ', '')}`)
    .join('');
}

function mainCf(folder: string, senders: readonly Sender[]): string {
  const routes = senders.map(({ to }, index) => `{ ${index}.example = out${index}:[127.0.0.1]:${to} }`);
  const all = {
    compatibility_level: '3.6',
    queue_directory: path.join(folder, 'queue'),
    data_directory: path.join(folder, 'data'),
    maillog_file: path.join(folder, 'log', 'mail.log'),
    maillog_file_prefixes: folder,
    myhostname: 'postfix.example',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    alias_maps: '',
    smtpd_client_connection_rate_limit: '0',
    smtpd_tls_protocols: '>=TLSv1',
    smtpd_tls_mandatory_protocols: '>=TLSv1',
    tls_medium_cipherlist: 'DEFAULT:@SECLEVEL=0',
    smtp_tls_session_cache_database: `btree:${folder}/data/sessions`,
    smtp_destination_concurrency_limit: '1',
    ...(routes.length > 0 ? { transport_maps: `inline:{ ${routes.join(' ')} }` } : {}),
  };
  return Object.entries(all)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}
