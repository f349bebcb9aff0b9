// Postfix's main.cf (postconf(5)): `name = value`, continued by lines that begin with a blank, `$name` for other values.
import type { SourceText, Stated } from '../../text/source.js';
import type { PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { isSecret } from '../properties.js';
import { dynamic, PlacedConnector } from '../values.js';

export const postfix: Format = {
  name: 'postfix',
  fileNames: /(?:^|[\\/.-])main\.cf$/i,
  comments: ['#'],
  read,
};

const telling = /^(?:relayhost|smtp_tls_\w+|smtp_use_tls|smtp_enforce_tls)[ \t]*=/m;
const assignment = /^([A-Za-z_]\w*)[ \t]*=[ \t]*/;
const reference = /\$(?:\{(\w+)\}|\((\w+)\)|(\w+))/g;
const maxDepth = 100;
const maxLength = 10_000;

interface Parameter {
  /** The value line by line. */
  readonly lines: string[];
  readonly start: number;
  end: number;
}

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!telling.test(text)) {
    return undefined;
  }
  const parameters = readParameters(text);
  const values = new Values(parameters);
  const properties = new Map(
    [...parameters].map(([name, { start, end }]) => [name, source.state(values.of(name), start, end)]),
  );
  const [first] = parameters.values();
  const last = [...parameters.values()].at(-1);
  const place = { start: lineStart(text, first?.start ?? 0), end: last?.end ?? 0 };
  const relayhost = properties.get('relayhost');
  const identity: Stated<string> =
    typeof relayhost?.value === 'string'
      ? { value: relayhost.value, range: relayhost.range }
      : source.state('', place.start, place.start);
  const connector = new PlacedConnector(source, place, 'send', false, identity, properties, 'Postfix');
  return { format: 'postfix', source, connectors: [connector], findings: [] };
}

/** The parameters of a file, the last of each name. Comment and blank lines end no value; a blank in front continues one. */
function readParameters(text: string): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>();
  let current: Parameter | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    const content = line.trimEnd();
    const [head, name] = assignment.exec(content) ?? [];
    if (/^\s*(?:#|$)/.test(content)) {
      // Neither a value nor its end.
    } else if (/^\s/.test(content)) {
      if (current !== undefined) {
        current.lines.push(content.trim());
        current.end = start + content.length;
      }
    } else if (head !== undefined && name !== undefined && !isSecret(name)) {
      current = { lines: [content.slice(head.length)], start: start + head.length, end: start + content.length };
      found.set(name, current);
    } else {
      current = undefined;
    }
    start += line.length + 1;
  }
  return found;
}

/** The values of parameters with what they refer to, each found out once: a short file can refer without end. */
class Values {
  private readonly known = new Map<string, PropertyValue>();

  constructor(private readonly parameters: ReadonlyMap<string, Parameter>) {}

  /** Dynamic where a value refers to a default, a condition or itself. */
  of(name: string, depth = 0): PropertyValue {
    const known = this.known.get(name);
    const written = this.parameters.get(name)?.lines.join(' ').trim() ?? '';
    if (known !== undefined || !this.parameters.has(name) || depth > maxDepth) {
      return known ?? dynamic(written);
    }
    this.known.set(name, dynamic(written));
    const value = written.includes('$') ? this.expanded(written, depth) : written;
    this.known.set(name, value);
    return value;
  }

  private expanded(written: string, depth: number): PropertyValue {
    let length = 0;
    let isKnown = true;
    const result = written.replace(reference, (_all, braced: string, bracketed: string, bare: string) => {
      const inner = isKnown ? this.of(braced ?? bracketed ?? bare, depth + 1) : undefined;
      const text = typeof inner === 'string' ? inner : '';
      length += text.length;
      isKnown &&= typeof inner === 'string' && length <= maxLength;
      return isKnown ? text : '';
    });
    return isKnown && !result.includes('$') ? result : dynamic(written);
  }
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
