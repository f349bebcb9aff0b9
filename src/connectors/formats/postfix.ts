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
const maxDepth = 10;

interface Parameter {
  value: string;
  readonly start: number;
  end: number;
}

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!telling.test(text)) {
    return undefined;
  }
  const parameters = readParameters(text);
  const properties = new Map(
    [...parameters].map(([name, each]) => [name, source.state(expanded(each.value, parameters), each.start, each.end)]),
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
        current.value = `${current.value} ${content.trim()}`.trim();
        current.end = start + content.length;
      }
    } else if (head !== undefined && name !== undefined && !isSecret(name)) {
      current = { value: content.slice(head.length), start: start + head.length, end: start + content.length };
      found.set(name, current);
    } else {
      current = undefined;
    }
    start += line.length + 1;
  }
  return found;
}

/** The value with what it refers to; dynamic where that is a default or a condition. */
function expanded(value: string, parameters: ReadonlyMap<string, Parameter>, depth = 0): PropertyValue {
  if (!value.includes('$')) {
    return value;
  }
  let known = depth < maxDepth;
  const result = value.replace(reference, (_all, braced: string, bracketed: string, bare: string) => {
    const other = known ? parameters.get(braced ?? bracketed ?? bare) : undefined;
    const inner = other && expanded(other.value, parameters, depth + 1);
    known &&= typeof inner === 'string';
    return typeof inner === 'string' ? inner : '';
  });
  return known && !result.includes('$') ? result : dynamic(value);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
