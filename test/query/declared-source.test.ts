import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../../src/index.ts';

/** An invented personnel system: contracts by page number, offices by a link in the body, and the desks of each office. */
const declaration = {
  name: 'hr',
  tables: [
    {
      name: 'Contracts',
      description: 'Contracts of people.',
      columns: [
        { name: 'Number', type: 'bigint', path: 'no', nullable: false },
        { name: 'Login', type: 'text', path: 'person.login' },
        { name: 'Hours', type: 'double', path: 'weekly_hours' },
        { name: 'Since', type: 'date', path: 'since' },
      ],
      primaryKey: ['Number'],
      reads: [
        {
          name: 'list',
          path: '/contracts',
          rows: 'items',
          paging: {
            style: 'page',
            parameter: 'page',
            start: 1,
            size: { parameter: 'per_page', default: 7, maximum: 50 },
            total: 'total',
          },
        },
      ],
    },
    {
      name: 'Offices',
      description: 'Offices.',
      columns: [
        { name: 'Code', type: 'text', path: 'code', nullable: false },
        { name: 'City', type: 'text', path: 'address.city' },
      ],
      primaryKey: ['Code'],
      reads: [
        {
          name: 'list',
          path: '/offices',
          rows: 'data.offices',
          paging: { style: 'body-link', next: 'links.next' },
        },
      ],
    },
    {
      name: 'Desks',
      description: 'Desks of an office.',
      columns: [
        { name: 'Office', type: 'text', fromKey: 'Office', nullable: false },
        { name: 'Desk', type: 'bigint', path: 'desk', nullable: false },
        { name: 'Contract', type: 'bigint', path: 'contract' },
      ],
      primaryKey: ['Office', 'Desk'],
      requiredKeys: [{ column: 'Office', table: 'Offices', references: 'Code' }],
      reads: [{ name: 'list', path: '/offices/{Office}/desks', rows: '' }],
    },
  ],
};

const offices = ['B/1', 'L 2', 'P?3', 'T#4', 'ü5'].map((code, index) => ({
  code,
  address: { city: `City ${index}` },
}));
const desksOf = (code: string) => {
  const office = offices.findIndex((candidate) => candidate.code === code);
  return Array.from({ length: office * 2 }, (_, desk) => ({
    desk,
    contract: desk % 2 === 0 ? office * 10 + desk : null,
  }));
};

let folder: string;
let server: Server;
let connection: Connection;
let contracts: readonly {
  readonly no: number;
  readonly person: { readonly login: string };
  readonly weekly_hours: number | undefined;
  readonly since: string;
}[];
const requests: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sqluice-declared-'));
  const file = path.join(folder, 'hr.json');
  writeFileSync(file, JSON.stringify(declaration));
  server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://hr');
    requests.push(url.pathname);
    const reply = (body: unknown) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    const desks = /^\/offices\/([^/]+)\/desks$/.exec(url.pathname);
    if (desks) return reply(desksOf(decodeURIComponent(desks[1]!)));
    if (url.pathname === '/contracts') {
      const size = Number(url.searchParams.get('per_page'));
      const from = (Number(url.searchParams.get('page')) - 1) * size;
      return reply({ items: contracts.slice(from, from + size), total: contracts.length });
    }
    if (url.pathname === '/offices') {
      const at = Number(url.searchParams.get('at') ?? 0);
      const next = at + 2 < offices.length ? `/offices?at=${at + 2}` : null;
      return reply({ data: { offices: offices.slice(at, at + 2) }, links: { next } });
    }
    return response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hr = `rest:Declaration=${file};URL=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  connection = await connect({ okta: 'okta:Domain=sandbox', hr });
  const { rows } = await connection.query<{ login: string }>(
    'SELECT ProfileLogin AS login FROM Users ORDER BY Id LIMIT 40',
  );
  contracts = rows.map(({ login }, index) => ({
    no: index,
    person: { login },
    weekly_hours: index % 5 === 0 ? undefined : 20 + index / 2,
    since: `202${index % 5}-0${(index % 9) + 1}-15`,
  }));
});

afterAll(async () => {
  await connection?.close();
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a source that is declared in one JSON file', () => {
  it('gives its tables by page number and by a link in the body, to their ends', async () => {
    requests.length = 0;
    const found = await connection.query('SELECT * FROM Contracts ORDER BY Number');
    expect(found.rows).toEqual(
      contracts.map((row) => ({
        Number: row.no,
        Login: row.person.login,
        Hours: row.weekly_hours ?? null,
        Since: row.since,
      })),
    );
    expect(requests).toHaveLength(Math.ceil(contracts.length / 7));
    expect((await connection.query('SELECT Code FROM Offices')).rows.map(({ Code }) => Code)).toEqual(
      offices.map(({ code }) => code),
    );
  });

  it('gives no row twice when rows move to a later page while they are read', async () => {
    const before = contracts;
    const seen: number[] = [];
    try {
      for await (const { Number: number } of await connection.stream<{ Number: number }>(
        'SELECT Number FROM Contracts',
      )) {
        seen.push(number);
        // A contract that is put before all others pushes the last row of this page onto the next one.
        if (seen.length === 3) contracts = [{ ...before[0]!, no: 1000 }, ...before];
      }
    } finally {
      contracts = before;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(before.map(({ no }) => no)));
  });

  it('lists a child table for the parents that a statement asks for, or for all', async () => {
    requests.length = 0;
    const one = await connection.query("SELECT count(*) AS n FROM Desks WHERE Office = 'P?3'");
    expect(one.rows).toEqual([{ n: 4 }]);
    expect(requests).toEqual(['/offices/P%3F3/desks']);
    const all = await connection.query(
      'SELECT Office, count(*) AS n FROM Desks GROUP BY Office ORDER BY Office',
    );
    const expected = offices
      .map(({ code }) => ({ Office: code, n: desksOf(code).length }))
      .filter(({ n }) => n > 0);
    expect(all.rows).toEqual(
      expected.sort((left, right) => Buffer.compare(Buffer.from(left.Office), Buffer.from(right.Office))),
    );
  });

  it('is joined with Okta in one statement, without code', async () => {
    const { rows, stats } = await connection.query<{ login: string; city: string; status: string }>(
      `SELECT u.ProfileLogin AS login, o.City AS city, u.Status AS status
       FROM hr.Desks d
       JOIN hr.Offices o ON o.Code = d.Office
       JOIN hr.Contracts c ON c.Number = d.Contract
       JOIN okta.Users u ON u.ProfileLogin = c.Login
       WHERE c.Hours > 21
       ORDER BY login`,
    );
    const expected = offices
      .flatMap(({ code, address }) => desksOf(code).map(({ contract }) => ({ contract, city: address.city })))
      .flatMap(({ contract, city }) => {
        const found = contracts.find(({ no, weekly_hours }) => no === contract && (weekly_hours ?? 0) > 21);
        return found ? [`${found.person.login} ${city}`] : [];
      })
      .sort();
    expect(expected.length).toBeGreaterThanOrEqual(3);
    expect(rows.map(({ login, city }) => `${login} ${city}`)).toEqual(expected);
    expect(rows.every(({ status }) => status.length > 0)).toBe(true);
    expect(new Set(stats.scans.map(({ source }) => source))).toEqual(new Set(['okta', 'hr']));
    expect(stats.scans.find(({ table }) => table === 'Users')!.requests).toBe(1);
  });

  it('answers set operations over both sources', async () => {
    const both = await connection.query(
      'SELECT Login FROM Contracts EXCEPT SELECT ProfileLogin FROM Users UNION ALL SELECT Code FROM Offices',
    );
    expect(both.rows).toHaveLength(offices.length);
  });

  it('says that a name in two sources is ambiguous, and names both', async () => {
    const hr = `rest:Declaration=${path.join(folder, 'hr.json')};URL=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using twins = await connect({ north: hr, south: hr });
    await expect(twins.query('SELECT * FROM Offices')).rejects.toMatchObject({
      code: '42P09',
      message: expect.stringMatching(/north.*south/s),
    });
    expect(
      (await twins.query('SELECT count(*) AS n FROM north.Offices JOIN south.Offices USING (Code)')).rows,
    ).toEqual([{ n: 5 }]);
  });

  it('is refused with every fault of its file, and where the file is missing', async () => {
    const bad = path.join(folder, 'bad.json');
    writeFileSync(bad, JSON.stringify({ ...declaration, tables: [{ name: 'X' }] }));
    await expect(connect(`rest:Declaration=${bad};URL=http://127.0.0.1:1`)).rejects.toMatchObject({
      reason: 'bad_declaration',
    });
    await expect(connect('rest:Declaration=/nowhere.json;URL=http://127.0.0.1:1')).rejects.toMatchObject({
      reason: 'bad_property_value',
    });
  });
});
