import type { Connector } from '../../connectors/connector.js';
import { text } from '../../connectors/values.js';
import type { Evidence } from '../evidence.js';

const issuerAndSubject = /^\s*<I>\s*(.*?)\s*<S>\s*(.*?)\s*(?:<\/S>)?\s*$/is;

/** Names as Exchange and its logs print them, apart from blanks, quotes and case. */
function plain(name: string): string {
  return name.replace(/["\s]/g, '').toLowerCase();
}

/** Whether a Send connector names the certificate that a session sent; undefined when it cannot be told. */
export function refersToSent(connector: Connector, evidence: Evidence): boolean | undefined {
  const match = issuerAndSubject.exec(text(connector, 'TlsCertificateName')?.value ?? '');
  const { certificate } = evidence;
  if (match === null || certificate === undefined || certificate.issuer === '') {
    return undefined;
  }
  if (evidence.connector !== undefined && plain(evidence.connector) !== plain(connector.identity.value)) {
    return undefined;
  }
  return plain(match[1] ?? '') === plain(certificate.issuer) && plain(match[2] ?? '') === plain(certificate.subject);
}
