import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readViews } from '../../../../src/driver/views/view-definition.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-views-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

const read = (place: string) =>
  readViews(
    new Map([
      ['UserDefinedViews', place],
      ['UserViewsSchemaName', 'Mine'],
    ]),
  );

describe('the files of views', () => {
  it('are none where no property names them', async () => {
    expect(await readViews(new Map([['UserViewsSchemaName', 'Mine']]))).toEqual([]);
  });

  it('may be one of JSON', async () => {
    const file = await write(
      'views.json',
      '{ "A": { "query": "SELECT 1" }, "B": { "query": "SELECT TOP 1 * FROM A" } }',
    );
    expect(await read(file)).toEqual([
      { schema: 'Mine', name: 'A', sql: 'SELECT 1', file },
      { schema: 'Mine', name: 'B', sql: 'SELECT TOP 1 * FROM A', file },
    ]);
  });

  it('may be a folder, with a file for each', async () => {
    const file = await write(
      'queries/Active users.sql',
      "SELECT * FROM Users -- all\nWHERE Status = 'ACTIVE';\n",
    );
    await write('queries/readme.txt', 'no view');
    expect(await read(path.join(folder, 'queries'))).toEqual([
      {
        schema: 'Mine',
        name: 'Active users',
        sql: "SELECT * FROM Users -- all\nWHERE Status = 'ACTIVE';\n",
        file,
      },
    ]);
  });

  it.each([
    ['{', 'no JSON'],
    ['[]', 'another form'],
    ['{ "A": "SELECT 1" }', 'Its entry A'],
    ['{ "A": { "query": "DELETE FROM Users" } }', 'is no SELECT'],
    ['{ "A": { "query": "SELECT * FROM Users WHERE Id = ?" } }', 'has parameters'],
    [`{ "A": { "query": "SELECT 'open" } }`, 'never closed'],
    ['{ "A": { "query": "SELECT 1; SELECT 2" } }', 'several statements'],
    ['{ "A": { "query": "" } }', 'no statement'],
    ['{ "A": { "query": "SELECT 1 INTO x" } }', 'INTO'],
  ])('that hold %s are refused, by name', async (text, words) => {
    const file = await write('bad.json', text);
    await expect(read(file)).rejects.toMatchObject({ message: expect.stringContaining(words) });
    await expect(read(file)).rejects.toMatchObject({ message: expect.stringContaining(file) });
  });

  it('that are not there are named', async () => {
    const file = path.join(folder, 'nowhere.json');
    await expect(read(file)).rejects.toMatchObject({
      reason: 'bad_property_value',
      message: `UserDefinedViews names ${file}, which cannot be read.`,
    });
  });
});
