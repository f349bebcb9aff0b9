import { decodeEntities } from '../text/xml.js';

interface Piece {
  /** Where the piece begins in the mapped text. */
  readonly at: number;
  /** What of the source it stands for. */
  readonly start: number;
  readonly end: number;
  /** Character for character the same as the source. */
  readonly verbatim: boolean;
}

/** A text made from another one by decoding, that still knows where each character came from. */
export class MappedText {
  #text = '';
  readonly #pieces: Piece[] = [];

  /** The text as it stands. */
  static of(text: string): MappedText {
    const mapped = new MappedText();
    mapped.copy(text, 0, text.length);
    return mapped;
  }

  get text(): string {
    return this.#text;
  }

  /** Appends `source` from `start` to `end` unchanged. */
  copy(source: string, start: number, end: number): void {
    if (end > start) {
      this.#pieces.push({ at: this.#text.length, start, end, verbatim: true });
      this.#text += source.slice(start, end);
    }
  }

  /** Appends a text that stands for the source from `start` to `end`. */
  replace(text: string, start: number, end: number): void {
    if (text !== '') {
      this.#pieces.push({ at: this.#text.length, start, end, verbatim: false });
      this.#text += text;
    }
  }

  /** Appends this text to another one whose source has this one's at `offset`. */
  appendTo(result: MappedText, offset: number): void {
    for (const piece of this.#pieces) {
      const at = result.#text.length + piece.at;
      result.#pieces.push({ ...piece, at, start: piece.start + offset, end: piece.end + offset });
    }
    result.#text += this.#text;
  }

  /** The source's offsets for a part of this text, which is not empty. */
  source(from: number, to: number): { readonly start: number; readonly end: number } {
    const first = this.#pieceAt(from);
    const last = this.#pieceAt(to - 1);
    return {
      start: first === undefined ? 0 : first.start + (first.verbatim ? from - first.at : 0),
      end: last === undefined ? 0 : last.verbatim ? last.start + to - last.at : last.end,
    };
  }

  /** Rewrites every match of a pattern; what `rewrite` returns stands for the whole match, `undefined` leaves it. */
  rewrite(pattern: RegExp, rewrite: (match: RegExpExecArray) => string | undefined): MappedText {
    const result = new MappedText();
    let from = 0;
    for (const match of this.#text.matchAll(pattern)) {
      const text = rewrite(match);
      if (text !== undefined && match[0] !== '') {
        this.#copyTo(result, from, match.index);
        const { start, end } = this.source(match.index, match.index + match[0].length);
        result.replace(text, start, end);
        from = match.index + match[0].length;
      }
    }
    this.#copyTo(result, from, this.#text.length);
    return result;
  }

  #copyTo(result: MappedText, from: number, to: number): void {
    for (let i = this.#indexAt(from); i < this.#pieces.length && from < to; i++) {
      const piece = this.#pieces[i];
      const stop = Math.min(to, this.#pieces[i + 1]?.at ?? this.#text.length);
      if (piece !== undefined && stop > from) {
        const { start, end } = this.source(from, stop);
        result.#pieces.push({ at: result.#text.length, start, end, verbatim: piece.verbatim });
        result.#text += this.#text.slice(from, stop);
        from = stop;
      }
    }
  }

  #pieceAt(offset: number): Piece | undefined {
    return this.#pieces[this.#indexAt(offset)];
  }

  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.at ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(0, low);
  }
}

// Only known tags: a bounce also writes `<mail.contoso.com #5.7.64 smtp;550 …>` and `<someone@fabrikam.com>`.
const htmlTag =
  /<\/?(a|abbr|address|b|blockquote|body|br|center|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|li|link|meta|o:p|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul)(?:\s[^<>]*)?\/?>|&(?:nbsp|#160|#xa0);|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi;
const blockTag =
  /^(?:address|blockquote|body|br|dd|div|dl|dt|h[1-6]|head|hr|html|li|ol|p|pre|table|td|th|title|tr|ul)$/i;
const softBreak = /=[ \t]*\r?\n/;
const quotedPrintable = /=[ \t]*(?:\r\n|\n|\r)|((?:=[0-9A-Fa-f]{2})+)/g;

function fromBytes(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Undoes quoted-printable (RFC 2045 section 6.7). */
export function withoutQuotedPrintable(text: MappedText): MappedText {
  return text.rewrite(quotedPrintable, (match) => {
    const digits = match[1];
    return digits === undefined
      ? ''
      : fromBytes(Uint8Array.from(digits.slice(1).split('='), (pair) => Number.parseInt(pair, 16)));
  });
}

/** Whether a text without header fields looks quoted-printable. */
export function hasSoftBreaks(text: string): boolean {
  return softBreak.test(text);
}

/** Undoes HTML: tags become blanks or line breaks, the common entities their characters. */
export function withoutHtml(text: MappedText): MappedText {
  return text.rewrite(htmlTag, (match) => {
    const [all, tag] = match;
    if (all.startsWith('&')) {
      return /^&(?:nbsp|#160|#xa0);$/i.test(all) ? ' ' : decodeEntities(all);
    }
    return blockTag.test(tag ?? '') ? '\n' : '';
  });
}

/** The text of a base64 block (RFC 2045 section 6.8); undefined: it is none. */
export function fromBase64(text: string): string | undefined {
  const digits = text.replace(/[^A-Za-z0-9+/]/g, '');
  try {
    return fromBytes(
      Uint8Array.from(atob(digits.slice(0, digits.length - (digits.length % 4 === 1 ? 1 : 0))), (unit) =>
        unit.charCodeAt(0),
      ),
    );
  } catch {
    return undefined;
  }
}
