import { defaultSeverities, type Finding, type FindingCode, type Severity } from '../finding.js';

/** What the settings say about single codes: another weight, or silence. */
export type SeverityOverrides = ReadonlyMap<FindingCode, Severity | 'off'>;

const levels: readonly string[] = ['error', 'warning', 'information', 'off'] satisfies (Severity | 'off')[];

function isLevel(value: unknown): value is Severity | 'off' {
  return typeof value === 'string' && levels.includes(value);
}

function isCode(key: string): key is FindingCode {
  return Object.hasOwn(defaultSeverities, key);
}

/** Reads the setting `chainmail.severity`; entries that mean nothing are left out. */
export function readOverrides(setting: unknown): SeverityOverrides {
  const overrides = new Map<FindingCode, Severity | 'off'>();
  if (typeof setting === 'object' && setting !== null) {
    for (const [code, level] of Object.entries(setting)) {
      if (isCode(code) && isLevel(level)) {
        overrides.set(code, level);
      }
    }
  }
  return overrides;
}

/** The findings with the weights that the user wants, without the silenced ones. */
export function applyOverrides(findings: readonly Finding[], overrides: SeverityOverrides): readonly Finding[] {
  if (overrides.size === 0) {
    return findings;
  }
  return findings.flatMap((each) => {
    const level = overrides.get(each.code) ?? each.severity;
    return level === 'off' ? [] : [{ ...each, severity: level }];
  });
}
