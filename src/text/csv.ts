// Comma-separated values as RFC 4180 has them, and as Excel and Export-Csv write them: other delimiters, a `#TYPE` line,
// a `sep=` line. Fields are offsets until somebody asks for their value.

import { Offsets } from './offsets.js';

const quote = 34;

/** The records of a text. Fields and records are numbered from 0; the header is record 0. */
export class CsvTable {
  /** Start and end of each field, quotes included, one after the other. */
  private readonly fields: Offsets;
  /** The number of the first field of each record. */
  private readonly records: Offsets;

  constructor(
    readonly text: string,
    readonly delimiter: string,
  ) {
    this.fields = new Offsets(text.length >> 2);
    this.records = new Offsets(text.length >> 8);
  }

  get length(): number {
    return this.records.length;
  }

  /** How many fields a record has. */
  width(record: number): number {
    const next = record + 1 < this.records.length ? this.records.at(record + 1) : this.fields.length / 2;
    return next - this.records.at(record);
  }

  /** The offset of a field's first character. */
  start(record: number, field: number): number {
    return this.fields.at(2 * (this.records.at(record) + field));
  }

  /** The offset behind a field's last character. */
  end(record: number, field: number): number {
    return this.fields.at(2 * (this.records.at(record) + field) + 1);
  }

  /** A field's value; undefined where its closing quote is missing. */
  value(record: number, field: number): string | undefined {
    const { text } = this;
    const start = this.start(record, field);
    const end = this.end(record, field);
    if (text.charCodeAt(start) !== quote || end === start) {
      return text.slice(start, end);
    }
    if (text.indexOf('"', start + 1) === end - 1) {
      return text.slice(start + 1, end - 1);
    }
    const raw = text.slice(start, end);
    const inner = raw.slice(1, -1);
    return raw.length > 1 && raw.endsWith('"') && !inner.replaceAll('""', '').includes('"')
      ? inner.replaceAll('""', '"')
      : undefined;
  }

  beginRecord(): void {
    this.records.push(this.fields.length / 2);
  }

  addField(start: number, end: number): void {
    this.fields.push(start);
    this.fields.push(end);
  }
}

const delimiters = [',', ';', '\t', '|'];

/** The first line that is a header: behind a byte order mark, blank lines, `#TYPE …` and `sep=…`. */
export function csvHeader(text: string): { readonly start: number; readonly end: number } {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    const end = lineEnd(text, start);
    const skipped = /^\s*(?:#[^\n]*|"?sep=[^\n]*)?$/i.test(text.slice(start, Math.min(end, start + 500)));
    if (!skipped || end >= text.length) {
      return { start, end };
    }
    start = end + 1;
  }
}

/** The delimiter that occurs most in a header outside its quotes. */
export function csvDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return delimiters.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Reads all records from the header on. Linear, whatever the text. */
export function readCsv(text: string): CsvTable {
  const { start, end } = csvHeader(text);
  const delimiter = csvDelimiter(text.slice(start, end));
  const table = new CsvTable(text, delimiter);
  const separator = delimiter.charCodeAt(0);
  for (let at = start; at < text.length; ) {
    at = readRecord(table, text, at, separator);
  }
  return table;
}

/** Reads one record, or skips a blank line; returns the offset behind its line end. */
function readRecord(table: CsvTable, text: string, from: number, separator: number): number {
  if (isLineEnd(text.charCodeAt(from))) {
    return from + 1;
  }
  table.beginRecord();
  for (let at = from; ; at++) {
    const end = text.charCodeAt(at) === quote ? quotedEnd(text, at, separator) : bareEnd(text, at, separator);
    table.addField(at, end);
    at = end;
    if (text.charCodeAt(at) !== separator) {
      return at + 1;
    }
  }
}

function bareEnd(text: string, from: number, separator: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) !== separator && !isLineEnd(text.charCodeAt(i))) {
    i++;
  }
  return i;
}

/** Behind the closing quote and whatever stands before the next delimiter. */
function quotedEnd(text: string, from: number, separator: number): number {
  let close = text.indexOf('"', from + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === quote) {
    close = text.indexOf('"', close + 2);
  }
  return close < 0 ? text.length : bareEnd(text, close + 1, separator);
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
