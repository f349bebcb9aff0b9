// The reader of PowerShell beside PowerShell's own parser: a table of differences.
import { compareWithPowerShell } from '../test/support/commandComparison.js';

const rows = compareWithPowerShell(20_261_125, 400);
console.table(
  Object.fromEntries(
    rows.map(({ group, scripts, commands, missed, invented, different }) => [
      group,
      { scripts, commands, missed, invented, different },
    ]),
  ),
);
