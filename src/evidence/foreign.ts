// Files in which bounces and events often arrive, in a form that is not read: what to do instead is said.
import * as l10n from '@vscode/l10n';

/**
 * A message of Outlook (.msg, [MS-CFB] section 2.2), a log of Windows as its service writes it (.evtx), or what gzip
 * (RFC 1952) or zip packed, as logs are when they are rotated.
 */
export type ForeignFile = 'compound-file' | 'event-log' | 'packed';

const signatures: readonly (readonly [ForeignFile, readonly number[]])[] = [
  ['compound-file', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  // `ElfFile` and a zero.
  ['event-log', [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00]],
  ['packed', [0x1f, 0x8b, 0x08]],
  ['packed', [0x50, 0x4b, 0x03, 0x04]],
];

/** Tells such a file by its first bytes. */
export function foreignFile(head: Uint8Array): ForeignFile | undefined {
  return signatures.find(([, bytes]) => bytes.every((each, i) => head[i] === each))?.[0];
}

/** How to get at what such a file holds, in a sentence or two. */
export function foreignAdvice(kind: ForeignFile, name: string): string {
  switch (kind) {
    case 'compound-file':
      return l10n.t(
        '{0} is a message of Outlook (.msg), which is not read. Save the bounce as .eml or as text, or paste its text.',
        name,
      );
    case 'event-log':
      return l10n.t(
        '{0} is an event log of Windows (.evtx), which is not read. Write it as XML: wevtutil qe {0} /lf:true /f:xml > events.xml',
        name,
      );
    case 'packed':
      return l10n.t('{0} is compressed. Unpack it first.', name);
  }
}
