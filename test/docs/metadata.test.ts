import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { informationSchemaTables } from '../../src/driver/metadata/information-schema.ts';
import { systemTables } from '../../src/driver/metadata/metadata.ts';
import { RequestLog } from '../../src/driver/metadata/request-log.ts';
import { root } from './program.ts';

it('sys_sqlinfo names only functions that the page on functions has', async () => {
  const { table, read } = systemTables.find((one) => one.table.name === 'sys_sqlinfo')!;
  const page = readFileSync(path.join(root, 'docs', 'functions.md'), 'utf8');
  const context = { admit: () => {}, observe: () => {} };
  const subject = {
    sources: [],
    requests: new RequestLog(),
    viewSchemas: [],
    catalog: async () => ({ schemas: [] }),
  };
  let functions: string[] = [];
  for await (const { columns } of read(
    table.columns.map(({ name }) => name),
    subject,
    context,
    [],
  ))
    functions = columns[1]!
      .filter((_, row) => /FUNCTIONS$/.test(String(columns[0]![row])))
      .flatMap((value) => String(value).split(','));
  expect(functions.length).toBeGreaterThan(60);
  expect(functions.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});

it('the page on metadata lists every table with its columns, in their order', () => {
  const page = readFileSync(path.join(root, 'docs', 'metadata.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \|$/gm)].map(([, name, columns, rows]) => ({
    name,
    columns: columns?.split(', '),
    rows,
  }));
  expect(listed).toEqual(
    [...systemTables, ...informationSchemaTables].map(({ table }) => ({
      name: table.name,
      columns: table.columns.map(({ name }) => name),
      rows: table.description,
    })),
  );
});
