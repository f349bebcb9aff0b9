// npm run fuzz [FACTOR]: the fuzz tests with many more rounds than in the suite; default 50 times as many.
import { runSuite } from './runTests.mjs';

process.env.CHAINMAIL_FUZZ_FACTOR = process.argv[2] ?? '50';
const { passed, failed } = await runSuite('.test.ts', ['fuzz.test.ts']);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
