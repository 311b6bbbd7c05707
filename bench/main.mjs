// Measures what the project promises, as ratios within one run. `node bench/main.mjs [part …]`; all without a name.
import { fanOut } from './parts/fan-out.mjs';
import { governor } from './parts/governor.mjs';
import { firstRow, scan } from './parts/scan.mjs';
import { signIn } from './parts/sign-in.mjs';
import { startUp } from './parts/start-up.mjs';
import { batches, stream } from './parts/stream.mjs';

const parts = {
  'start-up': startUp,
  scan,
  'first-row': firstRow,
  'fan-out': fanOut,
  governor,
  'sign-in': signIn,
  batches,
  stream,
};
const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

/** One line of the table. What has a bound and could not be measured does not hold either. */
function report({ name, measured, bound, unit }) {
  const holds = bound === undefined || (measured !== undefined && measured <= bound);
  const verdict = measured === undefined ? 'NOT MEASURED' : holds ? 'ok' : 'BROKEN';
  const limit = bound === undefined ? '' : `${verdict}, at most ${bound} ${unit}`;
  const value = measured === undefined ? '–' : measured.toFixed(2);
  console.log(`  ${name.padEnd(78)} ${value.padStart(8)} ${unit.padEnd(2)}  ${limit}`.trimEnd());
  return holds;
}

let broken = 0;
for (const name of named.length > 0 ? named : Object.keys(parts)) {
  console.log(`\n${name}`);
  for (const figure of await parts[name]()) if (!report(figure)) broken++;
}
process.exitCode = broken > 0 ? 1 : 0;
