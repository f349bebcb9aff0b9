// What the connectors of Exchange Online have in common, and the rules of each kind.
import * as l10n from '@vscode/l10n';
import { elements, peek, stated } from '../values.js';
import { inboundReference, inboundRules } from './inbound.js';
import { outboundRules } from './outbound.js';
import type { Rule } from './rule.js';

// "You can't embed the wildcard character (for example, domain.*.contoso.com isn't valid)."
const domainSyntax: Rule = {
  code: 'connector.domain-syntax',
  kinds: ['inbound', 'outbound'],
  source: inboundReference,
  check(connector, context) {
    const names = connector.kind === 'inbound' ? inboundDomains : outboundDomains;
    for (const name of names) {
      for (const domain of elements(connector, name)) {
        if (!domainText.test(domain.value)) {
          context.report(
            this.code,
            l10n.t('{0} is not a domain: a wildcard stands alone or in front, as in *.contoso.com.', domain.value),
            { range: domain.range },
          );
        }
      }
    }
  },
};

// Accepted domains are listed by their names, which need not be domains.
const inboundDomains = ['SenderDomains'];
const outboundDomains = ['RecipientDomains', 'TlsDomain'];
// Exports print `smtp:contoso.com;1`.
const domainText = /^\s*(?:smtp:)?(?:\*|(?:\*\.)?[^\s*@;:,/\\]+)(?:;\d+)?\s*$/i;

// "$false: The connector is disabled" (Enabled). Not wrong, but often what is looked for.
const disabled: Rule = {
  code: 'connector.disabled',
  kinds: ['inbound', 'outbound', 'send', 'receive'],
  source: inboundReference,
  check(connector, context) {
    const enabled = peek(connector, 'Enabled') === false ? stated(connector, 'Enabled') : undefined;
    if (enabled !== undefined) {
      context.report(
        this.code,
        l10n.t('This connector is disabled: no mail uses it. Enable it if that is not meant.'),
        { range: enabled.range },
      );
    }
  },
};

/** The rules about inbound and outbound connectors, and what concerns every kind. */
export const exchangeOnlineRules: readonly Rule[] = [domainSyntax, ...inboundRules, ...outboundRules, disabled];
