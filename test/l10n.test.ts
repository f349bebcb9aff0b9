// The second language: package.nls.de.json for the manifest, l10n/bundle.l10n.de.json for everything else. A string
// without a translation is shown in English.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as l10n from '@vscode/l10n';
import { findingTitle } from '../src/report/summary.js';

function readTexts(file: string): ReadonlyMap<string, string> {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(typeof value === 'object' && value !== null);
  return new Map(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

/** The messages that the sources of a folder hand to `l10n.t`. */
function messagesIn(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Set(files.flatMap((file) => messagesOf(readFileSync(path.join(folder, file), 'utf8'))));
}

function messagesOf(source: string): readonly string[] {
  const calls = source.matchAll(/\bl10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`$\\]*)`)/g);
  return [...calls].map(([, single, double, plain]) => (single ?? double ?? plain ?? '').replace(/\\(.)/g, '$1'));
}

function placeholders(text: string): readonly string[] {
  return [...new Set(text.match(/\{\d+\}|\]\(command:[^)]*\)|`[^`]+`/g))].sort();
}

const bundle = readTexts('l10n/bundle.l10n.de.json');
const manifest = { english: readTexts('package.nls.json'), german: readTexts('package.nls.de.json') };

test('no translation of the manifest outlives its string', (t) => {
  assert.deepEqual(
    [...manifest.german.keys()].filter((key) => !manifest.english.has(key)),
    [],
  );
  for (const key of manifest.english.keys()) {
    if (!manifest.german.has(key)) {
      t.diagnostic(`not translated yet: ${key}`);
    }
  }
});

test('every string that the manifest refers to is there, and none in vain', () => {
  const used = readFileSync('package.json', 'utf8').matchAll(/"%([^"%]+)%"/g);
  assert.deepEqual([...new Set([...used].map(([, key]) => key))].sort(), [...manifest.english.keys()].sort());
});

test('a translation has the placeholders, commands and code words of its string', () => {
  for (const [key, text] of manifest.german) {
    assert.deepEqual(placeholders(text), placeholders(manifest.english.get(key) ?? ''), key);
  }
  for (const [message, text] of bundle) {
    assert.deepEqual(placeholders(text), placeholders(message), message);
  }
});

test('no translation outlives its string', (t) => {
  const used = messagesIn('src');
  const stale = [...bundle.keys()].filter((message) => !used.has(message));
  assert.deepEqual(stale, [], 'change or remove these in l10n/bundle.l10n.de.json');
  for (const message of used) {
    if (!bundle.has(message)) {
      t.diagnostic(`not translated yet: ${message}`);
    }
  }
});

test('the core speaks the language that the editor hands it', () => {
  assert.equal(findingTitle('chain.intermediate-missing'), 'Intermediate not sent');
  l10n.config({ contents: Object.fromEntries(bundle) });
  assert.equal(findingTitle('chain.intermediate-missing'), 'Zwischenzertifikat nicht gesendet');
  assert.equal(l10n.t('trusted by {0}', 'Microsoft'), 'vertraut von Microsoft');
});
