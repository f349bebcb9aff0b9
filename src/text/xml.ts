// A tolerant reader of XML for exports and event logs, with the offsets of everything. Hostile input: no document type,
// no entities but the five of XML and numeric ones (XML 1.0 section 4.6), bounded depth, linear time, never throws.

/** One attribute; `start` and `end` enclose its value without the quotes. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One step of the reader. Names come without their namespace prefix. A `problem` is always the last token. */
export type XmlToken =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: readonly XmlAttribute[];
      readonly empty: boolean;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'problem'; readonly problem: XmlProblem; readonly start: number; readonly end: number };

/** Why reading stopped. */
export type XmlProblem = 'document-type' | 'too-deep';

/** An element with its content. Offsets are UTF-16 units of the text that was read. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The element's own text, without that of its children. */
  readonly text: string;
  /** From `<` of the opening tag to behind `>` of the closing one, or to where the text broke off. */
  readonly start: number;
  readonly end: number;
  /** What stands between the tags. */
  readonly contentStart: number;
  readonly contentEnd: number;
  /** False when the closing tag is missing. */
  readonly closed: boolean;
}

/** What could be read; with `problem`, up to the place where reading stopped. */
export interface XmlDocument {
  readonly roots: readonly XmlElement[];
  readonly problem?: XmlProblem;
}

const maxDepth = 200;
const namedEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const nameAt = /[A-Za-z_:\u0080-\uffff][-\w:.\u0080-\uffff]*/y;
const signAt = /[<>]/g;
const attributeAt = /\s*([A-Za-z_:\u0080-\uffff][-\w:.\u0080-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/** Replaces the five named and the numeric entities; anything else stays as it stands. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) {
    return text;
  }
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) {
      return namedEntities[name] ?? all;
    }
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Behind the next `>`; at the next `<` where that comes first, since the tag was cut off there. */
function tagEnd(text: string, from: number): number {
  const sign = matchAt(signAt, text, from);
  if (sign === null) {
    return text.length;
  }
  return sign[0] === '<' ? sign.index : sign.index + 1;
}

/** Reads an opening tag whose name ends at `from`. */
function readOpen(text: string, start: number, name: string, from: number): XmlToken & { kind: 'open' } {
  const attributes: XmlAttribute[] = [];
  let at = from;
  for (let match = matchAt(attributeAt, text, at); match !== null; match = matchAt(attributeAt, text, at)) {
    at += match[0].length;
    const raw = match[2] ?? match[3] ?? '';
    attributes.push({
      name: localName(match[1] ?? ''),
      value: decodeEntities(raw),
      start: at - 1 - raw.length,
      end: at - 1,
    });
  }
  const end = tagEnd(text, at);
  const empty = text[end - 1] === '>' && text[end - 2] === '/';
  return { kind: 'open', name: localName(name), attributes, empty, start, end };
}

/** Where a comment, a CDATA section or a processing instruction that begins at `at` ends; undefined: it is none. */
function skipped(text: string, at: number): { readonly end: number; readonly text: string } | undefined {
  for (const [open, close] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (text.startsWith(open, at)) {
      const found = text.indexOf(close, at + open.length);
      const inner = found < 0 ? text.length : found;
      const content = open === '<![CDATA[' ? text.slice(at + open.length, inner) : '';
      return { end: found < 0 ? text.length : found + close.length, text: content };
    }
  }
  return undefined;
}

/** Reads the markup at a `<`; undefined: it is no markup but text. */
function readMarkup(text: string, at: number): XmlToken | undefined {
  const other = skipped(text, at);
  if (other !== undefined) {
    return { kind: 'text', text: other.text, start: at, end: other.end };
  }
  if (text.startsWith('<!', at)) {
    return { kind: 'problem', problem: 'document-type', start: at, end: at + 2 };
  }
  const closing = text[at + 1] === '/';
  const name = matchAt(nameAt, text, at + (closing ? 2 : 1));
  if (name === null) {
    return undefined;
  }
  const behind = name.index + name[0].length;
  if (!closing) {
    return readOpen(text, at, name[0], behind);
  }
  return { kind: 'close', name: localName(name[0]), start: at, end: tagEnd(text, behind) };
}

/** The tokens of a text from `from` on. Comments and processing instructions are empty texts. */
export function* readXml(text: string, from = 0): Generator<XmlToken, void> {
  let at = from;
  let textStart = from;
  while (at < text.length) {
    const markup = text.indexOf('<', at);
    const start = markup < 0 ? text.length : markup;
    const token = markup < 0 ? undefined : readMarkup(text, start);
    if (token === undefined && markup >= 0) {
      at = start + 1;
      continue;
    }
    if (start > textStart) {
      yield { kind: 'text', text: decodeEntities(text.slice(textStart, start)), start: textStart, end: start };
    }
    if (token === undefined) {
      return;
    }
    yield token;
    if (token.kind === 'problem') {
      return;
    }
    at = token.end;
    textStart = at;
  }
  if (at > textStart) {
    yield { kind: 'text', text: decodeEntities(text.slice(textStart)), start: textStart, end: text.length };
  }
}

interface OpenElement {
  readonly token: XmlToken & { kind: 'open' };
  readonly children: XmlElement[];
  readonly text: string[];
}

function finish(open: OpenElement, contentEnd: number, end: number, closed: boolean): XmlElement {
  const { name, attributes, start, end: contentStart } = open.token;
  return {
    name,
    attributes,
    children: open.children,
    text: open.text.join(''),
    start,
    end,
    contentStart,
    contentEnd,
    closed,
  };
}

/** The elements of a text, with several roots or text around them if need be. Missing closing tags are supplied. */
export function parseXml(text: string, from = 0): XmlDocument {
  const roots: XmlElement[] = [];
  const stack: OpenElement[] = [];
  const settle = (contentEnd: number, end: number, closed: boolean) => {
    const open = stack.pop();
    if (open !== undefined) {
      (stack.at(-1)?.children ?? roots).push(finish(open, contentEnd, end, closed));
    }
  };
  let problem: XmlProblem | undefined;
  let reached = from;
  for (const token of readXml(text, from)) {
    reached = token.end;
    if (token.kind === 'text') {
      stack.at(-1)?.text.push(token.text);
    } else if (token.kind === 'open') {
      if (stack.length >= maxDepth) {
        problem = 'too-deep';
        break;
      }
      stack.push({ token, children: [], text: [] });
      if (token.empty) {
        settle(token.end, token.end, true);
      }
    } else if (token.kind === 'close') {
      if (stack.some((open) => open.token.name === token.name)) {
        while (stack.at(-1)?.token.name !== token.name) {
          settle(token.start, token.start, false);
        }
        settle(token.start, token.end, true);
      }
    } else {
      problem = token.problem;
    }
  }
  while (stack.length > 0) {
    settle(reached, reached, false);
  }
  return problem === undefined ? { roots } : { roots, problem };
}

/** The first element reached by the names, one level each. */
export function descend(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  let current = element;
  for (const name of names) {
    current = current?.children.find((child) => child.name === name);
  }
  return current;
}

/** An attribute by its name. */
export function attribute(element: XmlElement | undefined, name: string): XmlAttribute | undefined {
  return element?.attributes.find((each) => each.name === name);
}
