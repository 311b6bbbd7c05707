/** Programs of the tests that need processes of their own: Node 20 runs no TypeScript. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..', '..');

/** A program with all that it imports, as JavaScript. */
export interface CompiledProgram {
  /** What node runs. */
  readonly script: string;
  remove(): Promise<void>;
}

/** Compiles the program of a file, without checking its types, to a folder of its own. */
export async function compileProgram(file: string): Promise<CompiledProgram> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-program-'));
  const tsconfig = path.join(folder, 'tsconfig.json');
  const compilerOptions = {
    ...{ noEmit: false, noCheck: true },
    ...{ outDir: path.join(folder, 'js'), rootDir: root },
    typeRoots: [path.join(root, 'node_modules', '@types')],
  };
  const extended = path.join(root, 'tsconfig.json');
  await writeFile(
    tsconfig,
    JSON.stringify({ extends: extended, compilerOptions, files: [file], include: [] }),
  );
  await writeFile(path.join(folder, 'package.json'), '{"type":"module","version":"0.0.0"}');
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const require = createRequire(import.meta.url);
  const compiler = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', tsconfig]);
  const relative = path.relative(root, file).replace(/\.ts$/, '.js');
  return {
    script: path.join(folder, 'js', relative),
    remove: () => rm(folder, { recursive: true }),
  };
}
