// Writes the documentation that has its truth in the code: docs/errors.md, docs/properties/ and docs/tables/.
// With --check it writes nothing, names what is stale and fails. Needs a build.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { oktaDeclaration } from '../dist/connectors/okta/declaration.js';
import { reasons, sourceNames, sourceProperties } from '../dist/index.js';
import { errorsPage } from './docs/errors.mjs';
import { propertiesPage } from './docs/properties.mjs';
import { tableIndexPage, tablePage } from './docs/tables.mjs';

const docs = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'docs');
const check = process.argv.includes('--check');

const pages = new Map([['errors.md', errorsPage(reasons)]]);
for (const name of sourceNames) {
  pages.set(`properties/${name}.md`, propertiesPage(name, await sourceProperties(name)));
}
pages.set('tables/okta/README.md', tableIndexPage(oktaDeclaration));
for (const table of oktaDeclaration.tables) {
  pages.set(`tables/okta/${table.name}.md`, tablePage(oktaDeclaration, table));
}

const stale = [...pages].filter(([name, text]) => read(name) !== text).map(([name]) => name);
const orphans = ['properties', 'tables/okta'].flatMap(list).filter((name) => !pages.has(name));
if (check) {
  for (const name of [...stale, ...orphans]) console.error(`docs/${name} is stale: run npm run docs`);
  process.exitCode = stale.length + orphans.length > 0 ? 1 : 0;
} else {
  for (const name of orphans) rmSync(path.join(docs, name));
  for (const name of stale) {
    mkdirSync(path.dirname(path.join(docs, name)), { recursive: true });
    writeFileSync(path.join(docs, name), pages.get(name));
    console.log(`docs/${name}`);
  }
}

function read(name) {
  try {
    return readFileSync(path.join(docs, name), 'utf8');
  } catch {
    return undefined;
  }
}

function list(folder) {
  try {
    return readdirSync(path.join(docs, folder)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
