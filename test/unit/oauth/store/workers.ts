import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..', '..', '..', '..');

/** A worker that runs, or ran. */
export interface Worker {
  readonly process: ChildProcess;
  /** Successes so far. */
  readonly dots: () => number;
  /** What it said of failures. */
  readonly complaints: () => string;
  /** Resolves at its first success. */
  readonly started: Promise<void>;
  /** Resolves when all it wrote is read. */
  readonly ended: Promise<void>;
}

/** Compiles worker.ts to a folder, and gives what starts one. */
export async function workersIn(
  folder: string,
): Promise<(task: string, at: string, name?: string, times?: number) => Worker> {
  const tsconfig = path.join(folder, 'tsconfig.json');
  const options = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      outDir: path.join(folder, 'js'),
      rootDir: root,
      typeRoots: [path.join(root, 'node_modules', '@types')],
    },
    files: [path.join(import.meta.dirname, 'worker.ts')],
    include: [],
  };
  await writeFile(tsconfig, JSON.stringify(options));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  const require = createRequire(import.meta.url);
  const compiler = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', tsconfig]);
  const script = path.join(folder, 'js', path.relative(root, import.meta.dirname), 'worker.js');
  return (task, at, name = '', times = Number.POSITIVE_INFINITY) => {
    const child = spawn(process.execPath, [script, task, at, name, String(times)]);
    let output = '';
    let complaints = '';
    const started = new Promise<void>((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        output += data;
        resolve();
      });
    });
    child.stderr.on('data', (data: Buffer) => {
      complaints += data;
    });
    return {
      process: child,
      dots: () => output.length,
      complaints: () => complaints,
      started,
      ended: once(child, 'close').then(() => {}),
    };
  };
}
