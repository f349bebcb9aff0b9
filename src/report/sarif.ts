// Findings for code scanning: SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/
import * as l10n from '@vscode/l10n';
import { defaultSeverities, type Finding, type Fix, type Severity } from '../finding.js';
import { printable } from '../text/printable.js';
import type { Range } from '../text/source.js';

/** One document and what was found in it. `file`: a path in any system's notation, or `-` for standard input. */
export interface CheckedFile {
  readonly file: string;
  readonly findings: readonly Finding[];
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
};

/** A SARIF log of one run, ready for `JSON.stringify`. */
export function sarif(checked: readonly CheckedFile[]): object {
  const codes = [...new Set(checked.flatMap(({ findings }) => findings.map(({ code }) => code)))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Chainmail',
            rules: codes.map((code) => ({
              id: code,
              defaultConfiguration: { level: levels[defaultSeverities[code]] },
              help: { text: l10n.t('The heading {0} in docs/findings.md says what it means and what to do.', code) },
            })),
          },
        },
        // SARIF counts bytes or code points unless told otherwise (section 3.14.17).
        columnKind: 'utf16CodeUnits',
        artifacts: checked.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: checked.flatMap(({ file, findings }) => findings.map((each) => resultOf(each, uriOf(file), codes))),
      },
    ],
  };
}

function resultOf(each: Finding, uri: string, codes: readonly string[]): object {
  const related = (each.related ?? []).flatMap(({ message, range }) => (range ? [{ message, range }] : []));
  return {
    ruleId: each.code,
    ruleIndex: codes.indexOf(each.code),
    level: levels[each.severity],
    message: { text: printable(each.message) },
    locations: [{ physicalLocation: placeOf(uri, each.range) }],
    ...(related.length > 0
      ? {
          relatedLocations: related.map(({ message, range }, id) => ({
            id,
            message: { text: printable(message) },
            physicalLocation: placeOf(uri, range),
          })),
        }
      : {}),
    ...(each.fixes && each.fixes.length > 0 ? { fixes: each.fixes.map((fix) => fixOf(fix, uri)) } : {}),
  };
}

function fixOf({ title, edits }: Fix, uri: string): object {
  return {
    description: { text: printable(title) },
    artifactChanges: [
      {
        artifactLocation: { uri },
        replacements: edits.map(({ range, newText }) => ({
          deletedRegion: regionOf(range),
          ...(newText === '' ? {} : { insertedContent: { text: newText } }),
        })),
      },
    ],
  };
}

function placeOf(uri: string, range: Range | undefined): object {
  return { artifactLocation: { uri }, ...(range ? { region: regionOf(range) } : {}) };
}

// Lines and columns count from 1, and the end column is exclusive (section 3.30).
function regionOf({ start, end }: Range): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A relative or absolute URI reference (RFC 3986) for a path. */
function uriOf(file: string): string {
  if (file === '-') {
    return 'stdin';
  }
  const path = file
    .replaceAll('\\', '/')
    .split('/')
    .map((segment) => encodeURIComponent(printable(segment)))
    .join('/');
  const drive = path.replace(/^([A-Za-z])%3A\//, '/$1:/');
  if (path.startsWith('//')) {
    return `file:${path}`;
  }
  return drive.startsWith('/') ? `file://${drive}` : path;
}
