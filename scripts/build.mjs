// Compiles src/ to dist/, copies what is data beside it, and writes the JSON Schema that is published.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const typescript = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
execFileSync(process.execPath, [typescript, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
cpSync(path.join(root, 'src'), path.join(root, 'dist'), {
  recursive: true,
  filter: (source) => !path.extname(source) || source.endsWith('.json'),
});
const { declarationSchema } = await import('../dist/rest/declaration-shape.js');
mkdirSync(path.join(root, 'dist', 'schema'), { recursive: true });
writeFileSync(
  path.join(root, 'dist', 'schema', 'rest-tables.schema.json'),
  `${JSON.stringify(declarationSchema, null, 2)}\n`,
);
// So that `npx sqluice` runs what was built in this folder.
chmodSync(path.join(root, 'dist', 'cli', 'main.js'), 0o755);
