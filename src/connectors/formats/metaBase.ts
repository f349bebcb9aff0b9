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
  for (let element = 0; element < tape.length; element++) {
    if (tape.isNamed(element, 'IIsSmtpServer')) {
      connectors.push(connector(source, tape, element));
    }
  }
  const findings = stopped(source, tape);
  return connectors.length === 0 && findings.length === 0
    ? undefined
    : { format: 'iis-metabase', source, connectors, findings };
}

function connector(source: SourceText, tape: XmlTape, element: number): Connector {
  const start = tape.start(element);
  const properties = new Map<string, Stated<PropertyValue>>();
  for (const match of tape.text.slice(start, tape.contentStart(element)).matchAll(attribute)) {
    const [whole, name = '', raw = ''] = match;
    const end = start + match.index + whole.length - 1;
    if (!isSecret(name)) {
      properties.set(name, source.state(decodeEntities(raw), end - raw.length, end));
    }
  }
  const location = properties.get('Location');
  const identity: Stated<string> =
    typeof location?.value === 'string'
      ? { value: location.value, range: location.range }
      : source.state('', start, start);
  return new PlacedConnector(source, { start, end: tape.end(element) }, 'send', false, identity, properties, 'IisSmtp');
}
