import * as vscode from 'vscode';
import {
  connectorNameProblem,
  hostNameProblem,
  senderCertificateNameProblem,
} from '../../powershell/scripts/connectorValues.js';
import { shortName } from '../../report/summary.js';
import { printable } from '../../text/printable.js';
import type { Certificate } from '../../x509/certificate.js';
import { askChoice, askInTurn, askText, type Choice, type Outcome, type Place, type Question } from '../steps.js';
import { askThumbprint, type ConnectorAnswers, readList, senderNames } from './connectorAnswers.js';

/** What is proposed: leaves of captures, and names of the workspace's connectors. */
export interface Proposals {
  readonly certificates: readonly { readonly certificate: Certificate; readonly from: string }[];
  readonly names: (kind: 'inbound' | 'send') => readonly string[];
}

type Ask = Question<ConnectorAnswers>;

/** Asks for what a connector script needs and `known` does not say. Resolves to `undefined` when the user left. */
export function askConnector(known: ConnectorAnswers, proposals: Proposals): Promise<ConnectorAnswers | undefined> {
  const title = vscode.l10n.t('Generate Connector Script');
  return askInTurn(title, known, (answers) => questionsFor(answers, proposals, known));
}

function questionsFor(
  { kind, action }: ConnectorAnswers,
  proposals: Proposals,
  known: ConnectorAnswers,
): readonly Ask[] {
  const all: readonly (readonly [keyof ConnectorAnswers, Ask])[] = [
    ['kind', askKind],
    ['name', askName(proposals)],
    ...(kind === 'send'
      ? ([['thumbprint', askCertificate(proposals)]] as const)
      : ([['certificateName', askCertificateName(proposals)]] as const)),
    ...(action === 'set' ? [] : kind === 'send' ? newSend : newInbound),
  ];
  return all.filter(([key]) => known[key] === undefined).map(([, ask]) => ask);
}

async function answerWith<T>(
  asked: Promise<Outcome<T>>,
  merge: (answer: T) => ConnectorAnswers,
): Promise<Outcome<ConnectorAnswers>> {
  const outcome = await asked;
  return typeof outcome === 'string' ? outcome : { answer: merge(outcome.answer) };
}

const askKind: Ask = (answers, place) => {
  const inbound = vscode.l10n.t('Exchange Online recognises the sending server by its certificate');
  const send = vscode.l10n.t('The Exchange server presents its certificate to Exchange Online');
  const choices: readonly Choice<Pick<ConnectorAnswers, 'kind' | 'action'>>[] = [
    { label: vscode.l10n.t('New inbound connector'), detail: inbound, answer: { kind: 'inbound', action: 'new' } },
    {
      label: vscode.l10n.t('Change an inbound connector'),
      detail: inbound,
      answer: { kind: 'inbound', action: 'set' },
    },
    { label: vscode.l10n.t('New Send connector'), detail: send, answer: { kind: 'send', action: 'new' } },
    { label: vscode.l10n.t('Change a Send connector'), detail: send, answer: { kind: 'send', action: 'set' } },
  ];
  const placeholder = vscode.l10n.t('What is the script to do?');
  return answerWith(askChoice(place, { placeholder, choices }), (picked) => ({ ...answers, ...picked }));
};

const askName =
  ({ names }: Proposals): Ask =>
  (answers, place) => {
    const { kind = 'inbound', action, name } = answers;
    const merge = (given: string): ConnectorAnswers => ({ ...answers, name: given });
    const existing = action === 'set' ? names(kind) : [];
    if (existing.length > 0) {
      const choices = existing.map((each) => ({ label: printable(each), answer: each }));
      const placeholder = vscode.l10n.t('Name of the connector: one of the workspace, or type another');
      return answerWith(askChoice(place, { placeholder, choices, typed: typedIf(connectorNameProblem) }), merge);
    }
    const proposal = kind === 'send' ? 'To Exchange Online' : 'From on-premises';
    const prompt =
      action === 'set' ? vscode.l10n.t('Name of the existing connector') : vscode.l10n.t('Name of the connector');
    const value = name ?? (action === 'set' ? '' : proposal);
    return answerWith(askText(place, { prompt, value, problem: connectorNameProblem }), merge);
  };

const askCertificateName =
  ({ certificates }: Proposals): Ask =>
  (answers, place) => {
    const choices = senderNames(certificates.map(({ certificate }) => certificate)).map((each) => ({
      label: each,
      description: vscode.l10n.t('by a captured certificate'),
      answer: each,
    }));
    const placeholder = vscode.l10n.t('Domain name in the sender’s certificate, like *.contoso.com');
    const typed = typedIf(senderCertificateNameProblem);
    return answerWith(askChoice(place, { placeholder, choices, typed }), (certificateName) => ({
      ...answers,
      certificateName,
    }));
  };

const askCertificate =
  ({ certificates }: Proposals): Ask =>
  (answers, place) => {
    const choices = [
      ...certificates.map(({ certificate, from }) => ({
        label: printable(shortName(certificate)),
        description: certificate.thumbprint,
        detail: printable(from),
        answer: certificate.thumbprint,
      })),
      { label: vscode.l10n.t('Let the script ask for the thumbprint'), answer: askThumbprint },
    ];
    const placeholder = vscode.l10n.t('Certificate that the server presents: pick one, or type its thumbprint');
    return answerWith(askChoice(place, { placeholder, choices, typed: typedThumbprint }), (thumbprint) => ({
      ...answers,
      thumbprint,
    }));
  };

const newInbound: readonly (readonly [keyof ConnectorAnswers, Ask])[] = [
  [
    'senderDomains',
    (answers, place) =>
      askList(
        place,
        vscode.l10n.t('Domains that the sender sends for; * is every one'),
        answers.senderDomains ?? ['*'],
        {
          merge: (senderDomains) => ({ ...answers, senderDomains }),
          problem: (each) => (each === '*' ? undefined : senderCertificateNameProblem(each)),
        },
      ),
  ],
];

const newSend: readonly (readonly [keyof ConnectorAnswers, Ask])[] = [
  [
    'smartHosts',
    (answers, place) =>
      askList(place, vscode.l10n.t('Smart host: the tenant’s MX host'), answers.smartHosts ?? [], {
        placeholder: 'contoso-com.mail.protection.outlook.com',
        merge: (smartHosts) => ({ ...answers, smartHosts }),
        problem: hostNameProblem,
      }),
  ],
  [
    'fqdn',
    (answers, place) => {
      const prompt = vscode.l10n.t('Name that the server gives in EHLO, as in its certificate; may be left empty');
      const problem = (text: string) => (text === '' ? undefined : hostNameProblem(text));
      return answerWith(askText(place, { prompt, value: answers.fqdn ?? '', problem }), (fqdn) => ({
        ...answers,
        fqdn,
      }));
    },
  ],
];

interface ListOf {
  readonly placeholder?: string;
  readonly merge: (elements: readonly string[]) => ConnectorAnswers;
  /** Of one element. */
  readonly problem: (element: string) => string | undefined;
}

function askList(
  place: Place,
  prompt: string,
  proposed: readonly string[],
  { placeholder, merge, problem }: ListOf,
): Promise<Outcome<ConnectorAnswers>> {
  const problemOf = (typed: string): string | undefined => {
    const elements = readList(typed);
    return elements.length === 0
      ? vscode.l10n.t('At least one is needed.')
      : elements.map(problem).find((each) => each !== undefined);
  };
  const question = { prompt, value: proposed.join(', '), problem: problemOf, ...(placeholder ? { placeholder } : {}) };
  return answerWith(askText(place, question), (typed) => merge(readList(typed)));
}

function typedIf(problemOf: (text: string) => string | undefined) {
  return (text: string): { readonly answer: string } | { readonly problem: string } => {
    const problem = problemOf(text);
    return problem === undefined ? { answer: text } : { problem };
  };
}

function typedThumbprint(text: string): { readonly answer: string } | { readonly problem: string } {
  // As Windows shows it: with blanks, or an invisible mark in front.
  const digits = text.replace(/[\s:\u200e\u200f]/g, '').toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits)
    ? { answer: digits }
    : { problem: vscode.l10n.t('A thumbprint has 40 hexadecimal digits.') };
}
