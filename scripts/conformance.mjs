// Prints how the analysis answers a collection of chain cases, as a table.
//   npm run conformance -- PATH     PATH: a folder with chain-cases.json, or that file
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, root } from './bundle.mjs';

// Rules of the Web PKI's profile that mail software does not enforce. A certificate that breaks them works.
const profileRules = {
  'rfc5280::ca-empty-subject': 'an anchor is known by its key; nobody checks that it has a name',
  'rfc5280::root-missing-basic-constraints': 'anchors need not say that they are a CA (RFC 5280 section 6.1.1)',
  'rfc5280::root-non-critical-basic-constraints': 'whether basic constraints are critical decides nothing',
  'rfc5280::leaf-ku-keycertsign': 'a key usage that the leaf does not use harms nobody',
  'webpki::cn::': 'a common name beside the alternative names is not looked at',
  'webpki::san::no-san': 'mail software falls back on the common name (RFC 6125 section 6.4.4)',
  'webpki::san::san-critical-with-nonempty-subject': 'whether the alternative name is critical decides nothing',
  'webpki::forbidden-p192-root': 'key sizes are the business of certificate.weak-key, a warning',
  'webpki::forbidden-dsa-root': 'key kinds are the business of the root programs',
  'webpki::forbidden-weak-rsa-key-in-root': 'key sizes are the business of certificate.weak-key, a warning',
  'webpki::forbidden-rsa-not-divisible-by-8-in-root': 'a modulus of 2052 bits is as good as one of 2048',
};

const timeLimit = 1000;

async function loadProduct() {
  const outdir = path.join(root, 'build', 'conformance');
  const parts = { analyze: 'src/chain/analyze.ts', container: 'src/x509/container.ts', trust: 'src/x509/trust.ts' };
  await bundle(parts, outdir);
  const loaded = Object.keys(parts).map((part) => import(pathToFileURL(path.join(outdir, `${part}.js`)).href));
  return Object.assign({}, ...(await Promise.all(loaded)));
}

async function question({ readCertificates, certificateStore }, one) {
  const read = async (pems) => {
    const result = await readCertificates(Buffer.from(pems.join('\n')));
    return result.ok ? result.presented : [];
  };
  const roots = (await read(one.roots)).map(({ der }) => der);
  const name = typeof one.peer === 'string' ? one.peer : one.peer?.value;
  return {
    presented: await read([one.leaf, ...one.sent]),
    purpose: one.kind === 'CLIENT' ? 'clientAuth' : 'serverAuth',
    leafFirst: true,
    expectedNames: name && one.peer.kind !== 'RFC822' ? [name] : [],
    trustStores: [certificateStore('roots', 'Roots', roots)],
    available: [],
    now: new Date(one.time ?? '2027-01-01T00:00:00Z'),
  };
}

// Warnings that tell an administrator of a risk; the cases count them as refusals.
const refusals = ['certificate.purpose-missing', 'certificate.weak-signature'];

/** What the analysis says, in the words of the cases. */
function verdictOf(analysis) {
  const wrong = analysis.findings.some(({ severity, code }) => severity === 'error' || refusals.includes(code));
  return analysis.complete === true && !wrong ? 'valid' : 'invalid';
}

function structureOf(analysis) {
  const has = (code) => analysis.findings.some((each) => each.code === code);
  if (analysis.complete !== true) {
    return 'incomplete';
  }
  if (has('chain.misordered')) {
    return 'misordered';
  }
  return has('chain.duplicate') ? 'duplicate' : has('chain.unrelated') ? 'extra' : 'complete';
}

function ruleOf(id) {
  return Object.entries(profileRules).find(([part]) => id.includes(part))?.[1];
}

async function judge(product, one) {
  const asked = await question(product, one);
  const start = performance.now();
  const analysis = product.analyzeChain(asked);
  const time = performance.now() - start;
  const verdict = verdictOf(analysis);
  const structure = structureOf(analysis);
  const right =
    one.subset === 'perf_no_hang'
      ? time < timeLimit
      : verdict === (one.expected === 'valid' ? 'valid' : 'invalid') && (!one.structure || one.structure === structure);
  return { one, analysis, verdict, structure, time, right, rule: right ? undefined : ruleOf(one.id) };
}

function printDifference({ one, analysis, verdict, structure, time, rule }) {
  const said = one.structure ? `${verdict}, ${structure}` : verdict;
  const wanted = one.structure ? `${one.expected}, ${one.structure}` : one.expected;
  const codes = analysis.findings.map(({ code }) => code).join(' ');
  const reason = rule ? `  by design: ${rule}` : '';
  console.log(`  ${one.id}: ${said} instead of ${wanted} (${codes || 'no findings'}, ${time.toFixed(0)} ms)${reason}`);
}

const [given] = process.argv.slice(2);
if (given === undefined) {
  console.error('Say where the cases are: npm run conformance -- PATH');
  process.exitCode = 2;
} else {
  const file = statSync(given).isDirectory() ? path.join(given, 'chain-cases.json') : given;
  const product = await loadProduct();
  const { cases } = JSON.parse(readFileSync(file, 'utf8'));
  const rows = [];
  for (const subset of new Set(cases.map((one) => one.subset))) {
    const results = [];
    for (const one of cases.filter((each) => each.subset === subset)) {
      results.push(await judge(product, one));
    }
    const different = results.filter(({ right }) => !right);
    const unexplained = different.filter(({ rule }) => rule === undefined);
    console.log(`${subset}`);
    different.forEach(printDifference);
    rows.push({
      subset,
      right: results.length - different.length,
      'by design': different.length - unexplained.length,
      wrong: unexplained.length,
      of: results.length,
      'slowest (ms)': Math.round(Math.max(...results.map(({ time }) => time))),
    });
    if (subset !== 'informational' && unexplained.length > 0) {
      process.exitCode = 1;
    }
  }
  console.table(rows);
}
