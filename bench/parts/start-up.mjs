// `sqluice query "SELECT 1"` beside bare Node with DuckDB.
import { fileURLToPath } from 'node:url';
import { inTurn, timeProcess } from '../measure.mjs';

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const bare = fileURLToPath(new URL('../bare.mjs', import.meta.url));

export async function startUp() {
  const ratio = await inTurn(11, {
    ours: () => timeProcess(cli, 'query', 'SELECT 1'),
    bare: () => timeProcess(bare),
  });
  return [
    {
      name: 'sqluice query "SELECT 1": bare Node with DuckDB = 1',
      measured: ratio.bare,
      bound: 1.4,
      unit: '×',
    },
  ];
}
