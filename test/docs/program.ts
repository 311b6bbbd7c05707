import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the package under test. */
export const root = path.join(import.meta.dirname, '..', '..');

const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** What a finished program wrote. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of somebody who uses the package: `sqluice` and the types of Node are installed there. */
export interface ProgramFolder {
  readonly path: string;
  /** Copies a file of the repository to the same name, without its folders. */
  copy(file: string): Promise<void>;
  write(name: string, text: string): Promise<void>;
  /** Compiles every TypeScript file; rejects with the compiler's messages. */
  compile(): Promise<void>;
  /** Runs a JavaScript file with `node`, by default the Node of this process. */
  run(file: string, node?: string): Promise<Written>;
  /** Runs a line as a shell would. */
  shell(line: string): Promise<Written>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes such a folder. The package has to be built. */
export async function openProgramFolder(): Promise<ProgramFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-program-'));
  const modules = path.join(folder, 'node_modules');
  const bin = path.join(modules, '.bin');
  await mkdir(bin, { recursive: true });
  await symlink(root, path.join(modules, 'sqluice'), 'junction');
  await symlink(path.join(root, 'node_modules', '@types'), path.join(modules, '@types'), 'junction');
  await writeFile(
    path.join(bin, 'sqluice'),
    `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, 'dist', 'cli', 'main.js')}" "$@"\n`,
    { mode: 0o755 },
  );
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  const options = { cwd: folder, env: { ...process.env, HOME: folder, PATH: `${bin}:${process.env.PATH}` } };
  return {
    path: folder,
    copy: (file) => cp(path.join(root, file), path.join(folder, path.basename(file))),
    write: (name, text) => writeFile(path.join(folder, name), text),
    async compile() {
      const compilerOptions = {
        target: 'es2022',
        lib: ['es2023', 'esnext.disposable'],
        module: 'nodenext',
        strict: true,
        types: ['node'],
      };
      const settings = JSON.stringify({ compilerOptions, include: ['*.ts'] });
      await writeFile(path.join(folder, 'tsconfig.json'), settings);
      await run(process.execPath, [compiler, '-p', '.'], options).catch((error) => {
        throw new Error(`TypeScript refuses:\n${error.stdout}`);
      });
    },
    run: (file, node = process.execPath) => run(node, [file], options),
    shell: (line) => run('/bin/sh', ['-c', line], options),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
