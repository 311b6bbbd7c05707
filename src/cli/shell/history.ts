import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Terminal } from '../terminal.ts';

/** The lines typed before, newest first; none where there is no file. */
export async function readHistory(terminal: Terminal): Promise<string[]> {
  const text = await readFile(historyFile(terminal), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .reverse();
}

/** Keeps lines, newest first, for the next shell. A home that cannot be written to is no reason to fail. */
export async function writeHistory(lines: readonly string[], terminal: Terminal): Promise<void> {
  const text = lines.toReversed().map((line) => `${line}\n`);
  await writeFile(historyFile(terminal), text.join(''), { mode: 0o600 }).catch(() => {});
}

/** `SQLUICE_HISTORY`, or a file in the home folder as other shells have. */
function historyFile({ env, home }: Terminal): string {
  return env.SQLUICE_HISTORY || path.join(home, '.sqluice_history');
}
