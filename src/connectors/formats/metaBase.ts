// MetaBase.xml of IIS 6 management compatibility: each SMTP virtual server is an element, each setting an attribute
// (https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms525719(v=vs.90)).

import type { SourceText, Stated } from '../../text/source.js';
import { decodeEntities } from '../../text/xml.js';
import { readXmlTape, type XmlTape } from '../../text/xmlTape.js';
import type { Connector, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { isSecret } from '../properties.js';
import { PlacedConnector } from '../values.js';
import { stopped } from './clixml.js';

export const metaBase: Format = {
  name: 'iis-metabase',
  fileNames: /metabase[\w.-]*\.xml$/i,
  comments: ['<!--'],
  read,
};

const attribute = /([A-Za-z_]\w*)\s*=\s*"([^"<]*)"/g;

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!text.includes('<IIsSmtpServer') || !/^[\s\ufeff]*</.test(text)) {
    return undefined;
  }
  const tape = readXmlTape(text);
  const connectors: Connector[] = [];
  let service: Attributes = new Map();
  for (let element = 0; element < tape.length; element++) {
    if (tape.isNamed(element, 'IIsSmtpService')) {
      service = attributes(source, tape, element);
    } else if (tape.isNamed(element, 'IIsSmtpServer')) {
      connectors.push(connector(source, tape, element, service));
    }
  }
  const findings = stopped(source, tape);
  return connectors.length === 0 && findings.length === 0
    ? undefined
    : { format: 'iis-metabase', source, connectors, findings };
}

type Attributes = Map<string, Stated<PropertyValue>>;

function attributes(source: SourceText, tape: XmlTape, element: number): Attributes {
  const start = tape.start(element);
  const found: Attributes = new Map();
  for (const match of tape.text.slice(start, tape.contentStart(element)).matchAll(attribute)) {
    const [whole, name = '', raw = ''] = match;
    const end = start + match.index + whole.length - 1;
    if (!isSecret(name)) {
      found.set(name, source.state(decodeEntities(raw), end - raw.length, end));
    }
  }
  return found;
}

/** A virtual server; the certificate may be that of the service above it, whose settings are inherited. */
function connector(source: SourceText, tape: XmlTape, element: number, service: Attributes): Connector {
  const start = tape.start(element);
  const properties = attributes(source, tape, element);
  const inherited = service.get('SSLCertHash');
  if (inherited !== undefined && !properties.has('SSLCertHash')) {
    properties.set('SSLCertHash', inherited);
  }
  const location = properties.get('Location');
  const identity: Stated<string> =
    typeof location?.value === 'string'
      ? { value: location.value, range: location.range }
      : source.state('', start, start);
  return new PlacedConnector(source, { start, end: tape.end(element) }, 'send', false, identity, properties, 'IisSmtp');
}
