// Replies that name their cause themselves.
import type { EvidenceCode } from '../evidence.js';
import { isExchangeOnline } from '../exchangeOnline.js';
import { meaningOf } from '../meanings.js';
import { type Cause, type CauseAction, cause, type Likelihood } from './cause.js';
import { attemptedServer, type Clues } from './clues.js';
import type { CauseCode } from './texts.js';

const direct: { readonly [code in EvidenceCode]?: readonly [CauseCode, Likelihood] } = {
  'evidence.remote-certificate': ['cause.remote-chain', 'certain'],
  'evidence.certificate-not-found': ['cause.certificate-not-found', 'certain'],
  'evidence.not-bound-to-smtp': ['cause.not-bound-to-smtp', 'certain'],
  'evidence.private-key-missing': ['cause.private-key-missing', 'certain'],
  'evidence.inbound-certificate': ['cause.inbound-certificate', 'certain'],
  'evidence.inbound-starttls': ['cause.inbound-starttls', 'certain'],
  'evidence.partner-connector': ['cause.partner-restriction', 'certain'],
  'evidence.wrong-region': ['cause.wrong-endpoint', 'likely'],
  'evidence.downstream-relay': ['cause.downstream-relay', 'certain'],
  'evidence.tenant-threshold': ['cause.tenant-standing', 'certain'],
  'evidence.address-reputation': ['cause.tenant-standing', 'certain'],
  'evidence.domain-unregistered': ['cause.domain-not-accepted', 'certain'],
  'evidence.outdated-server': ['cause.outdated-server', 'certain'],
  'evidence.recipient-rejected': ['cause.recipient', 'certain'],
  'evidence.not-authenticated': ['cause.authentication', 'certain'],
  'evidence.relay-denied': ['cause.local-relay', 'likely'],
  'evidence.proxy-session': ['cause.proxy-certificate', 'likely'],
  'evidence.tls-failed': ['cause.tls-failed', 'likely'],
  'evidence.starttls-not-offered': ['cause.no-tls', 'certain'],
  'evidence.temporary-attribution': ['cause.temporary', 'likely'],
};

/** Looking at the server that distrust is about. */
function inspections(code: CauseCode, peer: string | undefined, reply: string | undefined): readonly CauseAction[] {
  if (code === 'cause.inbound-certificate' || code === 'cause.inbound-starttls') {
    const own = attemptedServer(reply);
    return own === undefined || isExchangeOnline(own) ? [] : [{ kind: 'inspect', host: own, port: 25 }];
  }
  const host = peer?.replace(/:\d+$/, '');
  const looksOutward = code === 'cause.remote-chain' || code === 'cause.tls-failed';
  return looksOutward && host !== undefined ? [{ kind: 'inspect', host, port: 25 }] : [];
}

/** Whether a reply is a status code without words. */
function isBare(reply: string | undefined): boolean {
  return reply !== undefined && /^(?:Status: ?)?[^A-Za-z]*$/.test(reply);
}

/** The causes that the evidence states. */
export function replyCauses({ question }: Clues): readonly Cause[] {
  return question.evidence.flatMap((evidence) => {
    const [code, likelihood] = direct[evidence.code] ?? [];
    if (code === undefined || likelihood === undefined) {
      return [];
    }
    const actions = inspections(code, evidence.peer, evidence.reply);
    // Other servers may mean another thing by the same number.
    const sure = likelihood === 'certain' && isBare(evidence.reply) ? 'likely' : likelihood;
    return [cause(code, sure, meaningOf(evidence.code).meaning, { evidence, actions })];
  });
}
