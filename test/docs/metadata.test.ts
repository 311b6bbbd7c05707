import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { informationSchemaTables } from '../../src/driver/metadata/information-schema.ts';
import { systemTables } from '../../src/driver/metadata/metadata.ts';
import { root } from './program.ts';

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
