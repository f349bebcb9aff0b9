import * as l10n from '@vscode/l10n';
import { certificateFacts, shortName } from '../../report/summary.js';
import { printable } from '../../text/printable.js';
import type { Certificate } from '../../x509/certificate.js';
import { factsToMarkdown } from '../markdown.js';
import { formatDay, type Look } from './chainNode.js';

/** What people call a certificate, fit for a row. */
export function certificateLabel(certificate: Certificate): string {
  return printable(shortName(certificate), 200) || l10n.t('(no name)');
}

/** Everything about a certificate that an administrator compares, as an escaped Markdown tooltip. */
export function certificateTooltip(certificate: Certificate): string {
  return factsToMarkdown(certificateFacts(certificate));
}

/** How long a certificate is valid, or since when it is not. */
export function validityWords({ notBefore, notAfter }: Certificate, look: Look): string {
  if (notAfter < look.now) {
    return l10n.t('expired {0}', formatDay(notAfter, look));
  }
  if (notBefore > look.now) {
    return l10n.t('valid from {0}', formatDay(notBefore, look));
  }
  return l10n.t('until {0}', formatDay(notAfter, look));
}
