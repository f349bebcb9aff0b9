import assert from 'node:assert/strict';
import test from 'node:test';
import { captureHtml } from '../../src/report/html.js';
import { captureMarkdown } from '../../src/report/markdown.js';
import { markup } from '../../src/report/markup.js';
import { messageHtml } from '../../src/report/page.js';
import { printable } from '../../src/text/printable.js';
import { analysisOf, captureOf, completableHere, complete, hostile, hostileText, leafOnly } from './samples.js';
import { assertWellFormed } from './wellFormed.js';

const samples = { leafOnly, completableHere, complete, hostile };
for (const [name, { capture, analysis }] of Object.entries(samples)) {
  test(`the page is whole and runs nothing: ${name}`, () => {
    const text = assertWellFormed(captureHtml('mail.contoso.com:25', capture, analysis));
    assert.doesNotMatch(text, /</);
    assert.doesNotMatch(text, /url\((?!#hatch)|@import/);
  });
}

test('hostile text is shown as it is, in every place', () => {
  const page = captureHtml(hostileText, hostile.capture, hostile.analysis);
  assertWellFormed(page);
  assert.doesNotMatch(page, /<img|[\u0000-\u0009\u000b-\u001f\u202e]/);
  const shown = printable(hostileText).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const escaped = shown.replaceAll('"', '&quot;').replaceAll("'", '&#39;');
  assert.ok(page.split(escaped).length > 8);
});

test('a page that says why there is no report is as safe as the report', () => {
  const text = assertWellFormed(messageHtml(hostileText, hostileText, { nonce: 'r4nd0m' }));
  assert.doesNotMatch(text, /</);
});

test('the policy admits the style and nothing else, by nonce where there is one', () => {
  const policy = (page: string) =>
    /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
  const { capture, analysis } = leafOnly;
  const page = captureHtml('x', capture, analysis, { nonce: 'r4nd0m' });
  assert.equal(policy(page), "default-src 'none'; style-src 'nonce-r4nd0m'");
  assert.match(page, /<style nonce="r4nd0m">/);
  assert.equal(policy(captureHtml('x', capture, analysis)), "default-src 'none'; style-src 'unsafe-inline'");
});

test('the gap is drawn as a gap, and said in words', () => {
  const count = (page: string, text: string) => page.split(text).length - 1;
  for (const [sample, gaps] of [
    [leafOnly, 1],
    [completableHere, 1],
    [complete, 0],
  ] as const) {
    const page = captureHtml('x', sample.capture, sample.analysis);
    assert.equal(count(page, '<g class="gap">'), gaps);
    assert.equal(count(page, '<g class="hole">'), gaps);
    assert.equal(count(page, '>NOT SENT<'), gaps);
  }
  const described = /<desc[^>]*>([^<]*)</.exec(captureHtml('x', leafOnly.capture, leafOnly.analysis))?.[1];
  assert.equal(
    described,
    'Intermediate not sent: Example TLS CA 2026. Sent: 1 mail.contoso.com. Path: mail.contoso.com (presented as 1), ' +
      'Example TLS CA 2026 (NOT SENT, offered at http://ca.example/tls2026.crt).',
  );
});

test('it says what to do, most severe first, or that nothing is to be done', () => {
  const page = captureHtml('x', leafOnly.capture, leafOnly.analysis);
  assert.ok(page.indexOf('Import it on the server.') < page.indexOf('It ends soon. Renew it.'));
  assert.match(captureHtml('x', complete.capture, complete.analysis), /Nothing: no fault was found\./);
  assert.match(page, /S: 220 mail\.contoso\.com ESMTP\n/);
});

test('an empty capture and one of thousands are one page', () => {
  const empty = analysisOf({});
  for (const render of [captureHtml, captureMarkdown]) {
    assert.match(render('x', { ...captureOf([]), transcript: [] }, empty), /Presented: 0 certificates/);
    const many = Array(5000).fill(hostile.capture.presented[1]);
    const page = render('x', captureOf(many), empty);
    assert.ok(page.length < 30_000);
    assert.match(page, /and 4980 more/);
  }
});

test('a template escapes what is put in, once', () => {
  assert.equal(
    markup`<b a="${'"x" & <y>'}">${['a', 'b'].map((each) => markup`<i>${each}</i>`)}</b>${undefined}${1}`.text,
    '<b a="&quot;x&quot; &amp; &lt;y&gt;"><i>a</i><i>b</i></b>1',
  );
});

test('nothing in the Markdown has a meaning that comes from outside', () => {
  const page = captureMarkdown(hostileText, hostile.capture, hostile.analysis);
  const withoutCode = page.replace(/^(`{3,})text\n.*?^\1$/gms, '').replace(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
  assert.doesNotMatch(withoutCode, /(^|[^\\])[[\]<>|~&@]/);
  assert.doesNotMatch(withoutCode, /\]\(/);
  assert.doesNotMatch(page, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('the Markdown draws the gap and says what to do', () => {
  const page = captureMarkdown('mail.contoso.com:25', completableHere.capture, completableHere.analysis);
  assert.match(page, /^# mail\.contoso\.com\\:25\n\n\*\*Intermediate not sent\\: Example TLS CA 2026\*\*\n/);
  assert.match(
    page,
    /\n1 mail\.contoso\.com {18} {2}mail\.contoso\.com \(1\)\n- - - - - - - {23} {2}\[ Example TLS CA 2026 \] NOT SENT\n/,
  );
  assert.match(page, /Import it on the server\./);
  assert.match(page, /- Offered at: `http:\/\/ca\.example\/tls2026\.crt`/);
});
