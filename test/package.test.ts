import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');

interface Manifest {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
}

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder = '';
let tarball = '';
let packed: Packed;
let manifest: Manifest;

/** Runs a program in the folder that has the package installed. */
function node(...args: readonly string[]) {
  return run(process.execPath, args, { cwd: folder });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-package-'));
  // Not its scripts: they would build anew, under the feet of other tests.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  [packed] = JSON.parse((await run('npm', pack, { cwd: root })).stdout);
  tarball = path.join(folder, packed.filename);
  manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  await writeFile(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  // From npm's own cache where it has what is needed, else from the registry.
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
}, 300_000);

afterAll(() => rm(folder, { recursive: true }));

describe('the package', () => {
  it('holds what was compiled, its schema, and what people read: no tests, no sources', () => {
    const files = packed.files.map((file) => file.path);
    const kinds = new Set(
      files.map((file) => (file.startsWith('dist/') ? file.replace(/^[^.]+/, '*') : file)),
    );
    const compiled = ['*.d.ts', '*.js', '*.schema.json'];
    expect([...kinds].sort()).toEqual([...compiled, 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    expect(files).toContain('dist/schema/rest-tables.schema.json');
    expect(packed.unpackedSize).toBeLessThan(2_000_000);
  });

  it('runs nothing when it is installed', () => {
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  });

  it('brings the packages that docs/dependencies.md defends, and no other', async () => {
    const installed = await readdir(path.join(folder, 'node_modules'));
    const direct = ['@duckdb', '@napi-rs', 'commander', 'oauth4webapi', 'open', 'sqluice', 'undici'];
    const ofEngine = ['detect-libc'];
    const ofOpen = [
      ...[
        'bundle-name',
        'default-browser',
        'default-browser-id',
        'define-lazy-prop',
        'is-docker',
        'is-in-ssh',
      ],
      ...['is-inside-container', 'is-wsl', 'powershell-utils', 'run-applescript', 'wsl-utils'],
    ];
    const expected = [...direct, ...ofEngine, ...ofOpen].sort();
    expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual(expected);
    const engine = await readdir(path.join(folder, 'node_modules', '@duckdb'));
    expect(engine.filter((name) => !name.startsWith('node-bindings-')).sort()).toEqual([
      'node-api',
      'node-bindings',
    ]);
  });

  it('answers a query where it is installed', async () => {
    const program = `
      import { connect } from 'sqluice';
      const connection = await connect('okta:Domain=sandbox');
      const { rows, stats } = await connection.query('SELECT count(*) AS n FROM Users');
      console.log(JSON.stringify({ rows, sandbox: stats.sandbox, fallbacks: stats.fallbacks }));
      await connection.close();`;
    await writeFile(path.join(folder, 'query.js'), program);
    const { stdout, stderr } = await node('query.js');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ rows: [{ n: 5000 }], sandbox: true, fallbacks: 0 });
  });

  it('answers a query on the command line, and tells its version', async () => {
    const bin = path.join(folder, 'node_modules', '.bin', 'sqluice');
    const sql = "SELECT Status FROM Users WHERE Status = 'Staged' LIMIT 1";
    const { stdout } = await run(bin, ['query', sql, '-c', 'okta:Domain=sandbox', '--format', 'ndjson']);
    expect(stdout).toBe('{"Status":"STAGED"}\n');
    expect((await run(bin, ['--version'])).stdout).toBe(`${manifest.version}\n`);
  });

  it('gives the JSON Schema of declarations to whoever asks', async () => {
    await writeFile(
      path.join(folder, 'schema.js'),
      `import { readFileSync } from 'node:fs';
       import { fileURLToPath } from 'node:url';
       const file = fileURLToPath(import.meta.resolve('sqluice/schema/rest-tables.schema.json'));
       console.log(JSON.parse(readFileSync(file, 'utf8')).$schema);`,
    );
    expect((await node('schema.js')).stdout).toContain('json-schema.org');
  });
});

describe('importing the package', () => {
  it('opens nothing, and loads neither the engine, nor an HTTP client, nor a connector', async () => {
    const coverage = path.join(folder, 'coverage');
    const program = `
      import 'sqluice';
      setTimeout(() => {
        console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => !/TTY|Pipe/.test(name))));
      }, 50);`;
    await writeFile(path.join(folder, 'import.js'), program);
    // V8 lists every script that was loaded.
    const env = { ...process.env, NODE_V8_COVERAGE: coverage };
    const { stdout } = await run(process.execPath, ['import.js'], { cwd: folder, env });
    // The program's own timer is all.
    expect(JSON.parse(stdout)).toEqual(['Timeout']);
    const [report] = await readdir(coverage);
    const scripts: readonly { readonly url: string }[] = JSON.parse(
      await readFile(path.join(coverage, report ?? ''), 'utf8'),
    ).result;
    const loaded = scripts
      .filter(({ url }) => url.startsWith('file:'))
      .map(({ url }) => path.relative(folder, fileURLToPath(url)));
    expect(loaded).toContain(path.join('node_modules', 'sqluice', 'dist', 'index.js'));
    const own = path.join('node_modules', 'sqluice', 'dist');
    const foreign = loaded.filter((file) => file !== 'import.js' && !file.startsWith(own));
    expect(foreign).toEqual([]);
    const lazy = loaded.filter((file) =>
      /[/\\](?:duckdb-engine|sandbox|okta|rest|cli)(?:[/\\]|\.js$)/.test(file.slice(own.length)),
    );
    expect(lazy).toEqual([]);
  });
});

describe('the types of the package', () => {
  const program = `
    import { connect, DriverError, type QueryResult, type Row } from 'sqluice';
    export async function ask(): Promise<QueryResult<{ Id: string }>> {
      const connection = await connect('okta:Domain=sandbox', { onEvent: (event) => event.source.trim() });
      try {
        for await (const row of await connection.stream('SELECT 1')) { const any: Row = row; void any; }
        return await connection.query<{ Id: string }>('SELECT Id FROM Users WHERE Status = $1', ['ACTIVE']);
      } catch (error) {
        if (error instanceof DriverError && error.reason === 'unknown_table') throw new Error(error.code);
        throw error;
      } finally {
        await connection.close();
      }
    }
    // @ts-expect-error: reasons are a closed list
    export const wrong = (error: DriverError) => error.reason === 'no_such_reason';`;

  beforeAll(async () => {
    await writeFile(path.join(folder, 'typed.ts'), program);
    const types = path.join(folder, 'node_modules', '@types');
    await mkdir(types, { recursive: true });
    await symlink(path.join(modules, '@types', 'node'), path.join(types, 'node'), 'junction');
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
    ['preserve', 'bundler'],
  ])('hold with module %s and resolution %s, the declarations checked too', async (module, resolution) => {
    const settings = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022'];
    const strict = ['--strict', '--skipLibCheck', 'false', '--types', 'node', '--noEmit', '--ignoreConfig'];
    const compiler = path.join(modules, 'typescript', 'bin', 'tsc');
    const { stdout } = await node(compiler, ...settings, ...strict, 'typed.ts').catch((error) => error);
    expect(stdout).toBe('');
  });

  it('resolve wherever ES modules do', async () => {
    const attw = path.join(modules, '@arethetypeswrong', 'cli', 'dist', 'index.js');
    const { stdout } = await node(attw, '--format', 'json', tarball).catch((error) => error);
    const report = JSON.parse(stdout);
    expect(report.analysis.types).toEqual({ kind: 'included' });
    const problems = Object.values<{ readonly resolutionKind?: string }[]>(report.problems).flat();
    const withoutModules = ['node10', 'node16-cjs'];
    expect(problems.filter(({ resolutionKind = '' }) => !withoutModules.includes(resolutionKind))).toEqual(
      [],
    );
  });
});

it('publint finds nothing to say', async () => {
  const tar = await readFile(tarball);
  const bytes = tar.buffer.slice(tar.byteOffset, tar.byteOffset + tar.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

it('the lock file holds the optional packages of every platform, whatever machine wrote it', async () => {
  const lock: {
    readonly packages: Readonly<
      Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
    >;
  } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const wanted = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ from, name })),
  );
  expect(wanted.map(({ name }) => name)).toContain('@duckdb/node-bindings-win32-x64');
  const missing = wanted.filter(
    ({ from, name }) =>
      !(`node_modules/${name}` in lock.packages) && !(`${from}/node_modules/${name}` in lock.packages),
  );
  expect(missing).toEqual([]);
});
