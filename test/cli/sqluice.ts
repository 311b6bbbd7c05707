/** The command line as a program of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');
const main = path.join(root, 'dist', 'cli', 'main.js');

/** What a finished command wrote, and its exit code. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Where a command runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Builds the command line where it is not built. */
export function buildSqluice(): void {
  if (!existsSync(main)) execFileSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')]);
}

/** Starts a command; its standard input is open. */
export function startSqluice(args: readonly string[], { cwd, env }: Surroundings): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd, env });
}

/** Reads all that a command writes, until it ends. */
export function finish(child: ChildProcess): Promise<Finished> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output, errors })));
}
