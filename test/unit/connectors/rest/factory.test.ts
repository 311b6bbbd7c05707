import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../../src/catalog/data-type.ts';
import { restFactory } from '../../../../src/connectors/rest/factory.ts';
import { none } from '../../../../src/oauth/authorization.ts';
import type { Connector, Scan } from '../../../../src/spi/connector.ts';
import { directNetwork } from '../../network/direct-network.ts';
import { type ServedAnswer, serve } from '../../rest/http-server.ts';
import { contextOf, hurriedTime } from '../../rest/virtual-time.ts';

const declaration = {
  name: 'hr',
  headers: { accept: 'application/vnd.hr+json' },
  tables: [
    {
      name: 'People',
      description: 'People.',
      columns: [{ name: 'Id', type: 'bigint', path: 'id', nullable: false }],
      primaryKey: ['Id'],
      reads: [{ name: 'list', path: '/v2/people', rows: 'people' }],
    },
  ],
};

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sqluice-rest-'));
  file = path.join(folder, 'hr.json');
  writeFileSync(file, JSON.stringify(declaration));
});

const network = directNetwork();

afterAll(async () => {
  await network.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(properties: Readonly<Record<string, string | number>>): Promise<Connector> {
  const values = new Map(Object.entries({ Declaration: file, AuthScheme: 'None', ...properties }));
  return restFactory.open(values, { ...hurriedTime(), network, authorization: none });
}

async function idsOf(connector: Connector): Promise<readonly Value[]> {
  const scan: Scan = { table: 'People', columns: ['Id'], filters: [] };
  const ids: Value[] = [];
  for await (const { batch } of connector.scan(scan, contextOf([]))) ids.push(...batch.columns[0]!);
  return ids;
}

describe('a source declared in a file', () => {
  it('sends the headers of its declaration, and no token unless one is given', async () => {
    await using server = await serve(() => ({ body: { people: [{ id: 1 }, { id: 2 }] } }));
    const anonymous = await open({ URL: server.origin });
    expect(await idsOf(anonymous)).toEqual([1, 2]);
    expect(server.requests[0]).toMatchObject({
      target: '/v2/people',
      headers: { accept: 'application/vnd.hr+json' },
    });
    expect(server.requests[0]!.headers).not.toHaveProperty('authorization');
    const signedIn = await open({
      URL: `${server.origin}/`,
      AuthScheme: 'Token',
      TokenType: 'Key',
      Token: 's3',
    });
    expect(await idsOf(signedIn)).toEqual([1, 2]);
    expect(server.requests[1]!.headers.authorization).toBe('Key s3');
    await Promise.all([anonymous.close(), signedIn.close()]);
  });

  it('shows its tables and where it is, without asking', async () => {
    const connector = await open({ URL: 'https://hr.example.com' });
    const { tables } = await connector.discover(contextOf([]));
    expect(tables).toMatchObject([{ name: 'People', columns: [{ name: 'Id', nullable: false }] }]);
    expect(await connector.identify(contextOf([]))).toMatchObject({ server: 'https://hr.example.com' });
    expect(connector.offer({ table: 'People', columns: ['Id'], filters: [] })).toMatchObject({
      requests: [{ method: 'GET', url: '/v2/people' }],
      calls: { count: 1, atLeast: false },
    });
    await connector.close();
  });

  it.each<[number, string, string]>([
    [401, '28000', 'sign_in_failed'],
    [403, '42501', 'missing_scope'],
    [404, 'HV000', 'source_error'],
    [400, 'HV000', 'source_error'],
  ])('says what a status of %i means', async (status, code, reason) => {
    const answer: ServedAnswer = { status, body: { message: 'no' } };
    await using server = await serve(() => answer);
    const connector = await open({ URL: server.origin });
    await expect(idsOf(connector)).rejects.toMatchObject({
      ...{ code, reason, message: expect.stringContaining(String(status)) },
      source: { connector: 'hr', table: 'People', status },
    });
    expect(server.requests).toHaveLength(1);
    await connector.close();
  });

  it.each([
    'https://hr.example.com/v2',
    'https://hr.example.com/?tenant=7',
    'https://eve:s3cret@hr.example.com',
    'ftp://hr.example.com',
  ])('is not opened at %s, part of which would be lost', async (URL) => {
    const error = await open({ URL }).catch((cause: Error) => cause);
    expect(error).toMatchObject({ reason: 'bad_property_value', hint: expect.stringContaining('https://') });
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('s3cret');
  });

  it('is not opened over plain http to another machine', async () => {
    await expect(open({ URL: 'http://hr.example.com' })).rejects.toMatchObject({ reason: 'insecure_url' });
  });

  it('is not opened from a file that is missing, is not JSON, or is no declaration', async () => {
    const at = (name: string, text: string) => {
      const other = path.join(folder, name);
      writeFileSync(other, text);
      return open({ URL: 'https://hr.example.com', Declaration: other });
    };
    await expect(open({ URL: 'https://hr.example.com', Declaration: '/nowhere' })).rejects.toMatchObject({
      ...{ reason: 'bad_property_value', message: expect.stringContaining('/nowhere') },
    });
    await expect(at('torn.json', '{')).rejects.toMatchObject({ reason: 'bad_property_value' });
    await expect(at('empty.json', '{}')).rejects.toMatchObject({ reason: 'bad_declaration' });
  });
});
