// What the sender sent, or did not send, and what Windows said of it.
import * as l10n from '@vscode/l10n';
import type { CaptureOrigin } from '../../chain/capture.js';
import type { Finding } from '../../finding.js';
import type { Evidence } from '../evidence.js';
import { type Cause, cause, type Likelihood } from './cause.js';
import type { Clues, JudgedCapture } from './clues.js';
import { refersToSent } from './sentCertificate.js';
import type { CauseCode } from './texts.js';

const brokenRules: readonly Finding['code'][] = [
  'chain.signature-invalid',
  'chain.constraint-violated',
  'certificate.unreadable',
];

function originName(origin: CaptureOrigin): string {
  switch (origin.kind) {
    case 'server':
      return origin.host;
    case 'client':
      return origin.heloName ?? origin.address;
    default:
      return origin.path;
  }
}

/** The causes that captures, certificates named in logs and Windows' events speak for. */
export function chainCauses(clues: Clues): readonly Cause[] {
  if (!clues.concernsChain) {
    return [];
  }
  return [
    ...clues.own.flatMap((judged) => captureCauses(judged, clues)),
    ...clues.refusals.flatMap((evidence) => sessionCauses(evidence, clues)),
    ...clues.windows.flatMap((evidence) => windowsCauses(evidence, clues)),
  ];
}

function captureCauses(judged: JudgedCapture, clues: Clues): readonly Cause[] {
  const { capture, analysis } = judged;
  const has = (code: Finding['code']) => analysis.findings.some((each) => each.code === code);
  // What a server shows to those who come need not be what it sends when it goes out itself.
  const sure: Likelihood = clues.isConclusive(judged) ? 'certain' : 'likely';
  const evidence = clues.sentBy(analysis.leaf?.thumbprint);
  const grounds = { capture, evidence };
  const name = originName(capture.origin);
  if (has('capture.no-client-certificate')) {
    return [withoutCertificate(judged, clues)];
  }
  const found: Cause[] = [];
  const say = (code: CauseCode, likelihood: Likelihood, why: string) =>
    found.push(cause(code, likelihood, why, grounds));
  // Windows sends what its stores hold, whatever a file holds.
  const isBeside = capture.origin.kind === 'file' && clues.sendsFile === false;
  if (has('certificate.expired')) {
    say('cause.certificate-expired', sure, l10n.t('A certificate that {0} presented has expired.', name));
  }
  if (has('chain.self-signed')) {
    say(
      'cause.self-signed',
      sure,
      l10n.t('{0} presented a self-signed certificate, which Exchange Online does not accept.', name),
    );
  } else if (isWrongPath(judged) && clues.showsChain(judged)) {
    say(
      'cause.wrong-path',
      sure,
      l10n.t('{0} presented a path that does not end in a trusted root, though another one would.', name),
    );
  } else if (has('chain.intermediate-missing') && !isBeside) {
    found.push(intermediateMissing(judged, clues, sure));
  } else if (has('chain.root-unknown')) {
    say(
      'cause.private-ca',
      sure,
      l10n.t('The chain that {0} presented is whole, but it ends in a root that Exchange Online does not know.', name),
    );
  }
  if (has('certificate.purpose-missing') && capture.origin.kind !== 'client') {
    say(
      'cause.client-auth-missing',
      'possible',
      l10n.t('The certificate of {0} does not allow client authentication.', name),
    );
  }
  if (brokenRules.some(has)) {
    say('cause.chain-invalid', sure, l10n.t('A certificate that {0} presented breaks a rule of its authority.', name));
  }
  return found;
}

function withoutCertificate(judged: JudgedCapture, { own }: Clues): Cause {
  const grounds = { capture: judged.capture };
  const name = originName(judged.capture.origin);
  const unfit = own.some(({ analysis }) => analysis.leaf?.extendedKeyUsage?.includes('clientAuth') === false);
  return unfit
    ? cause(
        'cause.client-auth-missing',
        'certain',
        l10n.t(
          '{0} was asked for its certificate and sent none; the certificate that it has does not allow client authentication.',
          name,
        ),
        grounds,
      )
    : cause(
        'cause.no-certificate-sent',
        'certain',
        l10n.t('{0} completed TLS, was asked for its certificate and sent none.', name),
        grounds,
      );
}

/**
 * An issuer was presented, the path leads nowhere, and a good path is known that uses none of what was presented but
 * the leaf: Windows prefers the path that it scores best (KB 2831004), which cross-signing can make the wrong one.
 */
function isWrongPath({ analysis: { complete, leaf, links, paths } }: JudgedCapture): boolean {
  const [good] = paths;
  const presentsIssuer = links.some((link) => link.role === 'leaf' && link.issuerIndex !== undefined);
  const usesPresented = good?.sources.some((source, i) => i > 0 && source === 'presented') ?? true;
  return complete === false && leaf !== undefined && presentsIssuer && !usesPresented;
}

function intermediateMissing(judged: JudgedCapture, clues: Clues, sure: Likelihood): Cause {
  const { capture, analysis } = judged;
  const evidence = clues.sentBy(analysis.leaf?.thumbprint);
  const [missing] = analysis.missing;
  const name = originName(capture.origin);
  const what = missing?.subject.text ?? l10n.t('the certificate of its issuer');
  // Above an intermediate an unknown root may stand just as well.
  const mayBeRoot = missing?.certificate === undefined && missing?.neededBy.basicConstraints?.ca === true;
  const seen = mayBeRoot
    ? l10n.t(
        '{0} presented its certificates without {1}, which no chosen trust store holds. If that is an intermediate certificate, Exchange Online needs it and does not fetch it; a root need not be sent, but Exchange Online must trust it.',
        name,
        what,
      )
    : l10n.t(
        '{0} presented its own certificate without {1}, which Exchange Online needs and does not fetch.',
        name,
        what,
      );
  const why =
    evidence === undefined
      ? seen
      : l10n.t('The refused session sent the certificate {0}. {1}', evidence.thumbprints[0] ?? '', seen);
  const code = sendsFile(judged, clues) ? 'cause.leaf-only-file' : 'cause.intermediate-missing';
  // A file that a mail server is configured with is what it sends.
  const isSent = capture.origin.kind === 'file' && clues.refusals.length > 0;
  const seenAs = mayBeRoot ? 'likely' : isSent ? 'certain' : sure;
  const likelihood = clues.showsChain(judged) ? seenAs : 'possible';
  return cause(code, likelihood, why, { capture, evidence, actions: [{ kind: 'generateScripts', capture }] });
}

/** Whether the sender sends what a file holds, where Windows builds the chain itself. */
function sendsFile({ capture }: JudgedCapture, clues: Clues): boolean {
  return clues.sendsFile ?? capture.origin.kind === 'file';
}

/** What the log of a refused session tells of its certificate. */
function sessionCauses(evidence: Evidence, clues: Clues): readonly Cause[] {
  const { certificate, secured } = evidence;
  if (secured === false) {
    return [
      cause('cause.no-tls', 'likely', l10n.t('The session never became TLS, so no certificate could be sent.'), {
        evidence,
      }),
    ];
  }
  if (certificate === undefined || certificate.subject === '') {
    // Exchange logs each certificate that it sends; the others do not.
    return secured === true && evidence.software === 'exchange'
      ? [
          cause(
            'cause.no-certificate-sent',
            'likely',
            l10n.t('The session was TLS, but the log tells of no certificate that was sent.'),
            { evidence },
          ),
        ]
      : [];
  }
  const found: Cause[] = [];
  const other = clues.send.find((connector) => refersToSent(connector, evidence) === false);
  if (other !== undefined) {
    const why = l10n.t(
      'The session sent {0} ({1}), but the Send connector “{2}” names another certificate.',
      certificate.subject,
      certificate.thumbprint,
      other.identity.value,
    );
    found.push(
      cause('cause.wrong-certificate', 'certain', why, {
        evidence,
        connector: other,
        actions: [{ kind: 'openConnector', connector: other }],
      }),
    );
  } else if (certificate.subject === certificate.issuer) {
    const why = l10n.t(
      'The session sent the self-signed certificate {0}, which Exchange Online does not accept.',
      certificate.subject,
    );
    found.push(cause('cause.self-signed', 'certain', why, { evidence }));
  }
  const when = evidence.at ?? clues.question.now.toISOString();
  if (certificate.notAfter !== undefined && Date.parse(certificate.notAfter) < Date.parse(when)) {
    found.push(
      cause(
        'cause.certificate-expired',
        'certain',
        l10n.t('The session sent the certificate {0}, which had expired.', certificate.subject),
        { evidence },
      ),
    );
  }
  return found;
}

// CERT_E_UNTRUSTEDTESTROOT and CERT_E_UNTRUSTEDCA: the chain was processed up to what is not trusted.
const rootReached = /^800B01(?:0D|12)\b/;

/** Whether Windows reached a root, where the status of the chain or the result tells. */
function endsInRoot({ trustErrors = [], reply = '' }: Evidence): boolean {
  const isPartial = trustErrors.includes('CERT_TRUST_IS_PARTIAL_CHAIN');
  return !isPartial && (trustErrors.includes('CERT_TRUST_IS_UNTRUSTED_ROOT') || rootReached.test(reply));
}

// TLS in Windows, Exchange, IIS SMTP, and what administrators look at their certificates with.
const mailPrograms =
  /^(?:lsass|EdgeTransport|inetinfo|(?:MS|Microsoft\.)Exchange.*|certutil|mmc|powershell|pwsh)\.exe$/i;

/** Whether it was another program's question, about a certificate that no refused session is known to have sent. */
function asksForOthers({ program, thumbprints: [thumbprint] }: Evidence, clues: Clues): boolean {
  const isSent = clues.refusals.some((each) => thumbprint !== undefined && each.thumbprints[0] === thumbprint);
  return program !== undefined && !mailPrograms.test(program) && !isSent;
}

function ofStranger({ program = '' }: Evidence, why: string): string {
  return l10n.t('{0} It was {1} that asked, which need not have to do with mail.', why, program);
}

/** Windows gives 800B0109 for a missing intermediate, an unknown root and a wrong Root store alike (KB 3212877, KB 2795828). */
function windowsCauses(evidence: Evidence, clues: Clues): readonly Cause[] {
  const [thumbprint] = evidence.thumbprints;
  if (
    clues.question.evidence.some(
      (each) => thumbprint !== undefined && each.remoteCertificate?.thumbprint === thumbprint,
    )
  ) {
    return [
      cause('cause.remote-chain', 'likely', l10n.t('Windows distrusts the certificate of the other side, not yours.'), {
        evidence,
      }),
    ];
  }
  const inspected = clues.own.find(
    (each) =>
      thumbprint !== undefined && each.analysis.leaf?.thumbprint === thumbprint && each.capture.origin.kind !== 'file',
  );
  const isStranger = inspected === undefined && asksForOthers(evidence, clues);
  const say = (code: CauseCode, likelihood: Likelihood, why: string) => [
    cause(code, isStranger ? 'possible' : likelihood, isStranger ? ofStranger(evidence, why) : why, {
      evidence,
      capture: inspected?.capture,
      actions: [{ kind: 'export', ...(thumbprint && { thumbprint }) }],
    }),
  ];
  switch (evidence.code) {
    case 'evidence.chain-untrusted':
    case 'evidence.chain-incomplete':
      if (inspected?.analysis.complete === true) {
        return say(
          'cause.root-store',
          'likely',
          l10n.t(
            'Windows distrusts a chain that is whole: a certificate that is not self-signed in its Root store does that.',
          ),
        );
      }
      // What was inspected says more than Windows does.
      if (inspected?.analysis.complete === false) {
        return [];
      }
      return endsInRoot(evidence)
        ? [
            ...say(
              'cause.private-ca',
              'likely',
              l10n.t(
                'Windows built the chain up to a root that it does not trust: one of a private authority, or one that this machine has not learnt of.',
              ),
            ),
            ...say('cause.intermediate-missing', 'possible', evidence.summary),
          ]
        : say('cause.intermediate-missing', 'likely', evidence.summary);
    case 'evidence.retrieval-failed':
      return say('cause.intermediate-missing', 'possible', evidence.summary);
    case 'evidence.chain-expired':
      return say('cause.certificate-expired', 'likely', evidence.summary);
    case 'evidence.chain-revoked':
      return say('cause.certificate-revoked', 'likely', evidence.summary);
    case 'evidence.chain-name':
      return say('cause.name-not-covered', 'possible', evidence.summary);
    case 'evidence.chain-usage':
      return say('cause.client-auth-missing', 'likely', evidence.summary);
    case 'evidence.chain-invalid':
      return say('cause.chain-invalid', 'likely', evidence.summary);
    default:
      return [];
  }
}
