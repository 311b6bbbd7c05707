// Measures what the project promises, as ratios within one run. `node bench/main.mjs [part …]`; all without a name.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fanOut } from './parts/fan-out.mjs';
import { governor } from './parts/governor.mjs';
import { firstRow, scan } from './parts/scan.mjs';
import { startUp } from './parts/start-up.mjs';
import { batches, stream } from './parts/stream.mjs';

const parts = {
  'start-up': startUp,
  scan,
  'first-row': firstRow,
  'fan-out': fanOut,
  governor,
  batches,
  stream,
};
const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const folder = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(new URL('node_modules/@okta', import.meta.url))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

let broken = 0;
for (const name of named.length > 0 ? named : Object.keys(parts)) {
  console.log(`\n${name}`);
  for (const { name: figure, measured, bound, unit } of await parts[name]()) {
    const holds = bound === undefined || measured <= bound;
    if (!holds) broken++;
    const limit = bound === undefined ? '' : `${holds ? 'ok' : 'BROKEN'}, at most ${bound} ${unit}`;
    console.log(`  ${figure.padEnd(78)} ${measured.toFixed(2).padStart(8)} ${unit.padEnd(2)}  ${limit}`);
  }
}
process.exitCode = broken > 0 ? 1 : 0;
