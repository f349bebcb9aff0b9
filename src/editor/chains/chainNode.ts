import * as l10n from '@vscode/l10n';
import type { FindingCode, Severity } from '../../finding.js';
import type { Certificate } from '../../x509/certificate.js';

/** What a row of the chains view is; menus are bound to these words (`viewItem`). */
export type ChainNodeType =
  | 'server'
  | 'client'
  | 'file'
  | 'unreached-server'
  | 'pending-server'
  | 'failed-client'
  | 'listener'
  | 'presented'
  | 'path'
  | 'findings'
  | 'certificate'
  | 'unreadable'
  | 'missing-certificate'
  | 'missing-issuer'
  | 'finding'
  | 'failure'
  | 'line';

/** A row of the chains view, apart from the editor. All its text is neutralized. */
export interface ChainNode {
  readonly type: ChainNodeType;
  /** Unique in the view and stable over refreshes. */
  readonly id: string;
  /** The inspection it belongs to. */
  readonly inspectionId: string;
  readonly label: string;
  readonly description: string;
  /** A product icon's name. */
  readonly icon: string;
  /** Colours the icon; the words say the same. */
  readonly severity?: Severity;
  /** Markdown, escaped. */
  readonly tooltip: string;
  readonly expanded: boolean;
  readonly children: readonly ChainNode[];
  readonly certificate?: Certificate;
  readonly code?: FindingCode;
}

/** How dates are written. The time zone is stated by tests only. */
export interface Look {
  readonly now: Date;
  readonly locale: string;
  readonly timeZone?: string;
}

/** `1 Mar 2027`, as the locale writes it. */
export function formatDay(date: Date, { locale, timeZone }: Look): string {
  if (Number.isNaN(date.getTime())) {
    return l10n.t('unknown date');
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(date);
}

/** The time alone for today, else the day: what a row needs to say how fresh it is. */
export function formatMoment(date: Date, look: Look): string {
  const { locale, timeZone, now } = look;
  const day = formatDay(date, look);
  return day === formatDay(now, look)
    ? new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(date)
    : day;
}
