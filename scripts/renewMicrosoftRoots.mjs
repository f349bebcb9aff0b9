// Renews src/x509/microsoftRoots.ts from the report on Microsoft's root program that the public CA database (CCADB)
// publishes at https://ccadb.my.salesforce-sites.com/microsoft/IncludedCACertificateReportForMSFTCSV
//   node scripts/renewMicrosoftRoots.mjs REPORT.csv YYYY-MM-DD     the date on which the report was published
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The rows of a CSV text (RFC 4180), quoted fields and line breaks inside them included. */
export function readCsv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      if (row.some((field) => field !== '')) {
        rows.push(row);
      }
      row = [];
    }
  }
  return rows;
}

// A NotBefore root counts as blocked: what it has issued since then, so whatever is in use now, is not trusted.
// https://learn.microsoft.com/en-us/security/trusted-root/deprecation
const groups = {
  included: 'trusted',
  trusted: 'trusted',
  disabled: 'blocked',
  notbefore: 'blocked',
  blocked: 'blocked',
};

/** `trusted` and `blocked` roots of the report, fingerprint to name; `skipped` counts those of another status. */
export function readReport(text) {
  const [header = [], ...rows] = readCsv(text.replace(/^\ufeff/, ''));
  const column = (pattern) => {
    const at = header.findIndex((title) => pattern.test(title.trim()));
    if (at === -1) {
      throw new Error(`the report has no column like ${pattern}; its columns are: ${header.join(', ')}`);
    }
    return at;
  };
  const status = column(/^(microsoft )?status$/i);
  const sha256 = column(/^sha-?256( fingerprint)?$/i);
  const name = column(/^(ca common name or certificate name|name)$/i);
  const roots = { trusted: new Map(), blocked: new Map(), skipped: 0 };
  for (const row of rows) {
    const fingerprint = row[sha256]?.replace(/[^0-9a-f]/gi, '').toUpperCase() ?? '';
    if (fingerprint.length !== 64) {
      throw new Error(`not a SHA-256 fingerprint: ${row.join(',')}`);
    }
    const group = groups[(row[status] ?? '').toLowerCase()];
    if (group) {
      roots[group].set(fingerprint, row[name] ?? '');
    } else {
      roots.skipped += 1;
    }
  }
  return roots;
}

/** A root a line. Some reports write letters beyond ASCII as escapes; in a template they must not be one. */
function lines(group) {
  return [...group]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sha256, name]) => `${sha256} ${plainName(name)}`)
    .join('\n');
}

function plainName(name) {
  return name
    .replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (_, long, short) =>
      String.fromCharCode(Number.parseInt(long ?? short, 16)),
    )
    .replace(/[\s`$\\]+/g, ' ')
    .trim();
}

/** The module's text. */
export function moduleText({ trusted, blocked }, date) {
  return `// Written by scripts/renewMicrosoftRoots.mjs; do not edit.
// Source: the public CA database's report on Microsoft's root program, published ${date}.

/**
 * The roots that Microsoft's root program trusts or has disabled, one a line: SHA-256 fingerprint (upper-case hex,
 * sorted) and name, which is the common name or, where a root has none, the last organizational unit. Each list is one
 * text, since hundreds of them would take time whenever the program starts.
 */
export const microsoftRoots = {
  published: '${date}',
  trusted: \`
${lines(trusted)}
\`,
  blocked: \`
${lines(blocked)}
\`,
};
`;
}

if (process.argv[1] === import.meta.filename) {
  const [file, date] = process.argv.slice(2);
  if (!file || !/^\d{4}-\d\d-\d\d$/.test(date ?? '')) {
    process.stderr.write('usage: node scripts/renewMicrosoftRoots.mjs REPORT.csv YYYY-MM-DD\n');
    process.exit(2);
  }
  const roots = readReport(readFileSync(file, 'utf8'));
  if (roots.trusted.size < 100) {
    throw new Error(`only ${roots.trusted.size} trusted roots: this is hardly the whole report`);
  }
  writeFileSync(path.resolve(import.meta.dirname, '../src/x509/microsoftRoots.ts'), moduleText(roots, date));
  process.stdout.write(
    `${roots.trusted.size} trusted, ${roots.blocked.size} blocked, ${roots.skipped} of another status\n`,
  );
}
