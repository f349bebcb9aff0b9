// Sendmail's m4 configuration: define(`NAME', `value')dnl (cf/README of the sendmail distribution, "STARTTLS").
import type { SourceText, Stated } from '../../text/source.js';
import type { PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { PlacedConnector } from '../values.js';

export const sendmail: Format = {
  name: 'sendmail',
  fileNames: /\.mc$/i,
  comments: ['#', 'dnl'],
  read,
};

const telling = /define\(`(?:SMART_HOST|confCLIENT_CERT|confCLIENT_KEY)'/;
const elsewhere = /^[ \t]*(include|FEATURE)\(`([^'\n]*)'/gm;
const define = /^[ \t]*define\(`(\w+)'[ \t]*,[ \t]*(`([^'\n]*)'|[^,)\n]*)\)/gm;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!telling.test(text)) {
    return undefined;
  }
  const properties = new Map<string, Stated<PropertyValue>>();
  let start = -1;
  let end = 0;
  for (const match of text.matchAll(define)) {
    const [whole, name = '', written = '', quoted] = match;
    const at = match.index + whole.length - 1 - written.length;
    properties.set(name, source.state(quoted ?? written.trim(), at, at + written.length));
    start = start < 0 ? match.index : start;
    end = match.index + whole.length;
  }
  if (!['SMART_HOST', 'confCLIENT_CERT', 'confCLIENT_KEY'].some((name) => properties.has(name))) {
    return undefined;
  }
  for (const { 0: whole, 1: macro, 2: name = '', index } of text.matchAll(elsewhere)) {
    const property = macro === 'FEATURE' ? name : 'include';
    const at = index + whole.length - 1 - name.length;
    // The distribution's own macros define nothing of this.
    if (property === 'authinfo' || (property === 'include' && !name.endsWith('/m4/cf.m4'))) {
      properties.set(property, source.state(name, at, at + name.length));
    }
  }
  const host = properties.get('SMART_HOST');
  const identity: Stated<string> =
    typeof host?.value === 'string' ? { value: host.value, range: host.range } : source.state('', start, start);
  const connector = new PlacedConnector(source, { start, end }, 'send', false, identity, properties, 'Sendmail');
  return { format: 'sendmail', source, connectors: [connector], findings: [] };
}
