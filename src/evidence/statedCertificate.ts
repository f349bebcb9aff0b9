import type { StatedCertificate } from './evidence.js';

// Exchange writes `subject issuer serial thumbprint notBefore notAfter names` with blanks between and within the names,
// so that the last two hexadecimal words are serial number and thumbprint.
const record = /^(.*) ([0-9a-f]{2,64}) ([0-9a-f]{40})(?: (\S+) (\S+)(?: (.*))?)?$/i;
// A name begins at a blank that no comma or plus stands before (those join the parts of one name).
const nameStart = /(?<![,+]) (?=(?:[A-Z]{1,12}|OID\.[\d.]+|\d+(?:\.\d+)+)=)/g;
const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/;

function splitNames(text: string): { readonly subject: string; readonly issuer: string } {
  const starts = [...text.matchAll(nameStart)].map((match) => match.index);
  const boundary = starts[0];
  return boundary === undefined
    ? { subject: text, issuer: '' }
    : { subject: text.slice(0, boundary), issuer: text.slice(boundary + 1) };
}

/** Names of an alternate name list, `;` between them. */
export function alternateNames(text: string): string[] {
  return text
    .split(';', 1000)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Reads the one-line certificate record of newer Exchange logs; undefined: it is none. */
export function readCertificateRecord(data: string): StatedCertificate | undefined {
  const match = record.exec(data.trim());
  if (match === null) {
    return undefined;
  }
  const [, names = '', , thumbprint = '', , notAfter = '', alternates = ''] = match;
  return {
    ...splitNames(names),
    thumbprint: thumbprint.toUpperCase(),
    names: alternateNames(alternates),
    ...(isoTime.test(notAfter) && { notAfter }),
  };
}
