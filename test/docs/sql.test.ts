import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect, type ParameterValues } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import { dateLiterals } from '../../src/sql/dialect/date-literal.ts';
import { codeBlocks } from './code-blocks.ts';
import { root } from './program.ts';

const page = readFileSync(path.join(root, 'docs', 'sql.md'), 'utf8');

/** The blocks of SQL; a list of values for their parameters stands behind them as a comment. */
const statements = ['sql.md', 'metadata.md'].flatMap((name) =>
  codeBlocks(readFileSync(path.join(root, 'docs', name), 'utf8'), 'sql').map((block) => {
    const values = /\s+-- ([[{].*[\]}])\s*$/.exec(block);
    const params: ParameterValues = values ? JSON.parse(values[1]!) : [];
    return [block.slice(0, values?.index).trim(), params] as const;
  }),
);

/** The cells of the rows of a section's tables. */
function cellsOf(title: string): readonly (readonly string[])[] {
  const from = page.indexOf(`\n## ${title}\n`);
  const to = page.indexOf('\n## ', from + 1);
  const lines = page.slice(from, to < 0 ? undefined : to).match(/^\| `.*\|$/gm) ?? [];
  return lines.map((line) =>
    line
      .slice(2, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const codeOf = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
const dialects = cellsOf('Other dialects').map(([written]) => codeOf(written)[0]!);
const refusals = cellsOf('What is refused').map(
  ([sql, code, reason]) => [codeOf(sql)[0]!, code, codeOf(reason)[0]] as const,
);
const literals = cellsOf('Literals').flatMap(([literal]) => codeOf(literal));

let folder: string;
let sandbox: OktaSandbox;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-sql-'));
  const [views = ''] = codeBlocks(page, 'json');
  await writeFile(path.join(folder, 'views.json'), views);
  sandbox = await startOktaSandbox({ users: 60, groups: 8, apps: 4, logs: 200, latency: 0, rate: 1_000_000 });
  connection = await connect(
    `${sandbox.connectionStrings.APIToken};UserDefinedViews=${path.join(folder, 'views.json')}`,
  );
});

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
  await rm(folder, { recursive: true });
});

describe('the page on SQL', () => {
  it.each(statements)('shows a statement that runs: %s', async (sql, params) => {
    const { stats } = await connection.query(sql, params);
    expect(stats.fallbacks).toBe(0);
  });

  it.each(dialects)('knows other dialects: %s', async (sql) => {
    const { rows: found, stats } = await connection.query(sql);
    expect(found.length).toBeGreaterThan(0);
    expect(stats.fallbacks).toBe(0);
  });

  it.each(refusals)('says how %s is refused: %s %s', async (sql, code, reason) => {
    await expect(connection.query(sql)).rejects.toMatchObject({ code, reason });
  });

  it.each(literals)('shows a literal that is read: %s', async (literal) => {
    expect((await connection.query(`SELECT ${literal} AS value`)).rows).toHaveLength(1);
  });

  it('names every date literal', () => {
    const missing = [...dateLiterals.keys()].filter((name) => !page.includes(`\`${name.toUpperCase()}(`));
    expect(missing).toEqual([]);
  });

  it('has enough of all', () => {
    expect(statements.length).toBeGreaterThan(30);
    expect(dialects.length).toBeGreaterThanOrEqual(10);
    expect(refusals.length).toBeGreaterThan(18);
    expect(literals.length).toBeGreaterThan(12);
  });
});

it('calls of procedures on the page on SQL are the same four ways', async () => {
  const calls = (codeBlocks(page, '').find((block) => block.startsWith('EXEC')) ?? '').trim().split('\n');
  expect(calls).toHaveLength(4);
  await using signedOut = await connect(
    'okta:Domain=dev-1.okta.com;AuthScheme=OAuth;OAuthClientId=id;OAuthClientSecret=secret;InitiateOAuth=OFF',
  );
  for (const call of calls) {
    const { rows: found } = await signedOut.query<{ URL: string }>(call);
    const url = new URL(found[0]!.URL);
    expect(url.searchParams.get('state')).toBe('x');
    expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:33333');
  }
});
