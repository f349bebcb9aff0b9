import type { Certificate } from '../../x509/certificate.js';

// Certificate, connector and host names come from strangers, and Windows PowerShell 5.1 reads a script without byte
// order mark in the ANSI code page, where bytes of UTF-8 may turn into quotes (U+2018 in cp1252 is the byte 91).
// Whatever stands in a script is therefore printable ASCII, in every code page the same.

/** A PowerShell expression of printable ASCII whose value is exactly `text`: a quoted string, or a sum in parentheses. */
export function literal(text: string): string {
  const terms: string[] = [];
  let quoted = '';
  for (const unit of units(text)) {
    if (isPrintableAscii(unit)) {
      quoted += unit === 0x27 ? "''" : String.fromCharCode(unit);
      continue;
    }
    // The sum begins with a string, so that every `+` joins strings.
    if (quoted !== '' || terms.length === 0) {
      terms.push(`'${quoted}'`);
      quoted = '';
    }
    terms.push(`[char]0x${unit.toString(16).toUpperCase().padStart(4, '0')}`);
  }
  if (quoted !== '' || terms.length === 0) {
    terms.push(`'${quoted}'`);
  }
  return terms.length === 1 ? (terms[0] ?? "''") : `(${terms.join(' + ')})`;
}

/** An array expression of literals, e.g. `@('a', 'b')`. */
export function literalList(texts: readonly string[]): string {
  return `@(${texts.map(literal).join(', ')})`;
}

/**
 * At most 200 characters of plain text for a comment or a README. Everything but printable ASCII becomes `?`, and `#`,
 * `<` and `>` too, so that it neither ends a block comment nor reads as `#Requires` or as a signature block
 * (about_Signing: `# SIG # Begin signature block`).
 */
export function plainText(text: string): string {
  let clean = '';
  for (const unit of units(text.slice(0, 200))) {
    clean += isPrintableAscii(unit) && !'#<>'.includes(String.fromCharCode(unit)) ? String.fromCharCode(unit) : '?';
  }
  return clean;
}

/** Letters, digits and hyphens only, at most 40: harmless in a file name everywhere. */
export function slug(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
}

/**
 * `NN_slug_16hex.cer`: the position keeps the order, the hash keeps equal names apart, and the digits at the start
 * keep reserved device names (CON, NUL) out.
 */
export function certificateFileName(position: number, certificate: Certificate): string {
  const number = String(position).padStart(2, '0');
  const name = slug(certificate.subject.commonName ?? certificate.subject.text);
  return `${number}_${name}_${certificate.sha256.slice(0, 16).toLowerCase()}.cer`;
}

/** A here-string with the bytes as Base64, whose alphabet can neither end it nor be anything but text. */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  const lines = btoa(binary).match(/.{1,100}/g) ?? [];
  return `@'\n${lines.join('\n')}\n'@`;
}

function* units(text: string): Generator<number> {
  for (let i = 0; i < text.length; i++) {
    yield text.charCodeAt(i);
  }
}

function isPrintableAscii(unit: number): boolean {
  return unit >= 0x20 && unit <= 0x7e;
}
