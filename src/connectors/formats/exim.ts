// Exim's configuration: sections after `begin`, in them drivers as `name:` with options, and macros before
// (https://www.exim.org/exim-html-current/doc/html/spec_html/ch-the_exim_runtime_configuration_file.html).
import type { SourceText, Stated } from '../../text/source.js';
import type { Connector, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { isSecret } from '../properties.js';
import { dynamic, PlacedConnector } from '../values.js';

export const exim: Format = {
  name: 'exim',
  fileNames: /exim[\w.-]*\.conf(?:\.template)?$/i,
  comments: ['#'],
  read,
};

const telling = /^[ \t]*driver[ \t]*=[ \t]*smtp[ \t\r]*$/m;
const concerned =
  /tls_certificate|tls_privatekey|hosts_require_tls|hosts_avoid_tls|protection\.outlook\.com|mx\.microsoft|office365\.us|partner\.outlook\.cn/;
const option = /^\s*(hide\s+)?(\w+)\s*=\s*/;

interface Driver {
  readonly name: string;
  readonly start: number;
  readonly nameEnd: number;
  end: number;
  readonly options: Map<string, Stated<PropertyValue>>;
}

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!text.includes('driver') || !telling.test(text) || !concerned.test(text)) {
    return undefined;
  }
  const drivers = readDrivers(source);
  const connectors: Connector[] = [];
  for (const driver of drivers) {
    if (driver.options.get('driver')?.value === 'smtp') {
      connectors.push(connector(source, driver, drivers));
    }
  }
  return connectors.length === 0 ? undefined : { format: 'exim', source, connectors, findings: [] };
}

/** A transport, with the hosts that a router hands to it. */
function connector(source: SourceText, driver: Driver, drivers: readonly Driver[]): Connector {
  const properties = new Map(driver.options);
  const router = drivers.find((each) => each.options.get('transport')?.value === driver.name);
  for (const name of ['route_list', 'route_data']) {
    const route = router?.options.get(name);
    if (route !== undefined) {
      properties.set(name, route);
    }
  }
  const identity = source.state(driver.name, driver.start, driver.nameEnd);
  return new PlacedConnector(source, driver, 'send', false, identity, properties, 'Exim');
}

function readDrivers(source: SourceText): readonly Driver[] {
  const { text } = source;
  const drivers: Driver[] = [];
  const macros = new Map<string, string>();
  for (let start = 0; start < text.length; ) {
    const end = logicalEnd(text, start);
    const line = text.slice(start, end);
    const name = /^\s*([A-Za-z]\w*)\s*:\s*$/.exec(line)?.[1];
    if (/^begin\s/.test(line)) {
      drivers.push({ name: '', start, nameEnd: start, end, options: new Map() });
    } else if (name !== undefined) {
      const at = start + line.indexOf(name);
      drivers.push({ name, start: at, nameEnd: at + name.length, end, options: new Map() });
    } else {
      readOption(source, line, start, drivers.at(-1), macros);
    }
    start = end + 1;
  }
  return drivers;
}

/** The end of a line, with those that a backslash continues. */
function logicalEnd(text: string, from: number): number {
  let end = text.indexOf('\n', from);
  while (end > 0 && /\\[ \t\r]*$/.test(text.slice(Math.max(from, end - 50), end)) && text.charAt(from) !== '#') {
    end = text.indexOf('\n', end + 1);
  }
  return end < 0 ? text.length : end;
}

function readOption(
  source: SourceText,
  line: string,
  start: number,
  driver: Driver | undefined,
  macros: Map<string, string>,
): void {
  const found = option.exec(line);
  const [head = '', hidden, name = ''] = found ?? [];
  const raw = line.slice(head.length).trimEnd();
  const value = raw.replace(/\\[ \t\r]*\n[ \t]*/g, '').replace(/^"(.*)"$/, '$1');
  if (found === null) {
    return;
  }
  if (driver === undefined && /^[A-Z]/.test(name)) {
    macros.set(name, value);
  }
  // What `-bP` does not print is a password more often than not.
  if (driver !== undefined && !isSecret(name) && (hidden === undefined || name.startsWith('tls_'))) {
    const at = start + head.length;
    driver.end = at + raw.length;
    const known = macros.get(value) ?? value;
    driver.options.set(name, source.state(known.includes('${') ? dynamic(known) : known, at, driver.end));
  }
}
