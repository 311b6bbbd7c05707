/** Random SELECTs over the world: joins, common tables, subqueries, windows, set operations. */
import { pick } from './world.ts';

type Kind = 'text' | 'status' | 'int' | 'decimal' | 'double' | 'bool' | 'time' | 'date' | 'other';

interface Field {
  readonly name: string;
  readonly kind: Kind;
}

interface Source {
  /** What stands in FROM, with `alias`. */
  readonly sql: string;
  readonly alias: string;
  readonly fields: readonly Field[];
}

/** A statement, and how two of its results may be compared. */
export interface RandomStatement {
  readonly sql: string;
  /** True when which rows come is left to chance: only their number is fixed. */
  readonly countOnly: boolean;
}

const tables: readonly { readonly name: string; readonly fields: readonly Field[] }[] = [
  {
    name: 'Users',
    fields: [
      { name: 'Id', kind: 'text' },
      { name: 'Login', kind: 'text' },
      { name: 'Status', kind: 'status' },
      { name: 'Age', kind: 'int' },
      { name: 'Score', kind: 'decimal' },
      { name: 'Visits', kind: 'int' },
      { name: 'Ratio', kind: 'double' },
      { name: 'Active', kind: 'bool' },
      { name: 'Created', kind: 'time' },
      { name: 'Birthday', kind: 'date' },
      { name: 'ManagerId', kind: 'text' },
    ],
  },
  {
    name: 'okta.Groups',
    fields: [
      { name: 'Id', kind: 'text' },
      { name: 'Name', kind: 'text' },
      { name: 'Type', kind: 'status' },
      { name: 'Size', kind: 'int' },
    ],
  },
  {
    name: 'GroupMembers',
    fields: [
      { name: 'GroupId', kind: 'text' },
      { name: 'UserId', kind: 'text' },
      { name: 'Since', kind: 'time' },
    ],
  },
  {
    name: 'hr.Staff',
    fields: [
      { name: 'Number', kind: 'int' },
      { name: 'Login', kind: 'text' },
      { name: 'Salary', kind: 'decimal' },
      { name: 'Hired', kind: 'date' },
    ],
  },
];

const literals: Readonly<Record<Kind, readonly string[]>> = {
  text: ["'eve'", "'E'", "'u3'", "'g1'", "'F'", "''", "'zz'", "'Ops'"],
  status: ["'active'", "'ACTIVE'", "'Staged'", "'okta_group'", "'none'"],
  int: ['0', '1', '3', '-1', '2.0', '2.5', '7'],
  decimal: ['1.5', '0.5', '1.23', '100', '-2', '1.23450', '30.00'],
  double: ['0.5', '2', '-1', "'NaN'::DOUBLE", '1e9'],
  bool: ['true', 'false'],
  time: [
    "'2024-01-02'",
    "TIMESTAMPTZ '2024-01-03 12:00:00+00'",
    "DATE '2024-01-04'",
    'now()',
    "now() - INTERVAL '160 days'",
  ],
  date: ["'2024-01-02'", "DATE '2024-01-03'", "TIMESTAMP '2024-01-02 10:00:00'", 'current_date'],
  other: ['NULL'],
};

/** A random statement; the same for the same numbers. */
export function randomStatement(random: () => number): RandomStatement {
  return generator(random).statement();
}

/** A random WHERE condition over `Users`, whose columns it names without table. */
export function randomFilter(random: () => number): string {
  return generator(random).filter();
}

function generator(random: () => number) {
  let aliases = 0;
  let countOnly = false;
  const chance = (probability: number) => random() < probability;
  const int = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const alias = () => `t${++aliases}`;
  const common: string[] = [];

  const column = (source: Source, kinds?: readonly Kind[]) => {
    const fitting =
      kinds === undefined ? source.fields : source.fields.filter((field) => kinds.includes(field.kind));
    const field = fitting.length === 0 ? undefined : pick(random, fitting);
    return field && { ...field, sql: `${source.alias}."${field.name}"` };
  };

  function table(): Source {
    const chosen = pick(random, tables);
    const name = alias();
    return { sql: `${chosen.name} ${name}`, alias: name, fields: chosen.fields };
  }

  function source(depth: number): Source {
    if (depth <= 0 || chance(0.55)) return table();
    const body = subquery(depth - 1);
    const name = alias();
    if (!chance(0.35)) return { sql: `(${body.sql}) AS ${name}`, alias: name, fields: body.fields };
    const shared = `c${common.length + 1}`;
    common.push(`${shared} AS ${pick(random, ['', 'MATERIALIZED ', 'NOT MATERIALIZED '])}(${body.sql})`);
    return { sql: `${shared} AS ${name}`, alias: name, fields: body.fields };
  }

  /** A derived table with columns k0, k1 … */
  function subquery(depth: number): { readonly sql: string; readonly fields: readonly Field[] } {
    const from = source(depth);
    const chosen = Array.from({ length: int(1, 3) }, () => column(from)!);
    const list = chosen.map((one, index) => `${one.sql} AS k${index}`);
    const fields: Field[] = chosen.map((one, index) => ({ name: `k${index}`, kind: one.kind }));
    const where = chance(0.6) ? ` WHERE ${condition(from, depth)}` : '';
    const all = from.fields.map((field) => `${from.alias}."${field.name}"`).join(', ');
    switch (int(0, 5)) {
      case 0: {
        const groups = chosen.map((one) => one.sql).join(', ');
        const having = chance(0.3) ? ' HAVING count(*) > 1' : '';
        return {
          sql: `SELECT ${list.join(', ')}, count(*) AS n, ${aggregate(from)} AS m FROM ${from.sql}${where} GROUP BY ${groups}${having}`,
          fields: [...fields, { name: 'n', kind: 'int' }],
        };
      }
      case 1:
        return {
          sql: `SELECT ${list.join(', ')}, row_number() OVER (PARTITION BY ${chosen[0]!.sql} ORDER BY ${all}) AS n FROM ${from.sql}${where}`,
          fields: [...fields, { name: 'n', kind: 'int' }],
        };
      case 2:
        return { sql: `SELECT DISTINCT ${list.join(', ')} FROM ${from.sql}${where}`, fields };
      case 3: {
        const order = chosen
          .map((_, index) => `${index + 1}${pick(random, ['', ' DESC', ' NULLS FIRST'])}`)
          .join(', ');
        const offset = chance(0.3) ? ` OFFSET ${int(0, 3)}` : '';
        return {
          sql: `SELECT ${list.join(', ')} FROM ${from.sql}${where} ORDER BY ${order} LIMIT ${int(1, 8)}${offset}`,
          fields,
        };
      }
      case 4: {
        const one = column(from)!;
        const other = table();
        const two = column(other, [one.kind]);
        if (two === undefined) return { sql: `SELECT ${list.join(', ')} FROM ${from.sql}${where}`, fields };
        const operator = pick(random, [
          'UNION',
          'UNION ALL',
          'EXCEPT',
          'INTERSECT',
          'EXCEPT ALL',
          'INTERSECT ALL',
        ]);
        return {
          sql: `SELECT ${one.sql} AS k0 FROM ${from.sql}${where} ${operator} SELECT ${two.sql} FROM ${other.sql}`,
          fields: [{ name: 'k0', kind: one.kind }],
        };
      }
      default:
        return { sql: `SELECT ${list.join(', ')} FROM ${from.sql}${where}`, fields };
    }
  }

  function aggregate(from: Source): string {
    const one = column(from, ['int', 'decimal']);
    const any = column(from)!;
    if (one === undefined || chance(0.4)) {
      return pick(random, [`max(${any.sql})`, `count(${any.sql})`, `count(DISTINCT ${any.sql})`]);
    }
    return pick(random, [
      `sum(${one.sql})`,
      `min(${one.sql})`,
      `sum(${one.sql}) FILTER (WHERE ${simple(from)})`,
      `string_agg(${any.sql}::VARCHAR, ',' ORDER BY ${any.sql}::VARCHAR)`,
    ]);
  }

  function simple(from: Source): string {
    const one = column(from)!;
    const { sql, kind } = one;
    const literal = () => pick(random, literals[kind]);
    if (kind === 'other') return `${sql} IS NOT NULL`;
    const comparison = () => `${sql} ${pick(random, ['=', '<>', '<', '<=', '>', '>='])} ${literal()}`;
    const textual = [
      () =>
        `${sql} LIKE ${pick(random, ["'E%'", "'%e'", "'%v%'", "'E_e'", "'%'", "'eve'", "'E%x'", "'E\\%%' ESCAPE '\\'"])}`,
      () => `${sql} NOT LIKE ${pick(random, ["'E%'", "'%v%'"])}`,
      () => `${sql} ILIKE ${pick(random, ["'e%'", "'%E'", "'EVE'", "'%V%'"])}`,
      () => `lower(${sql}) = ${pick(random, ["'eve'", "'EVE'", "'e'"])}`,
      () => `starts_with(${sql}, 'E')`,
      () => `length(${sql}) > 1`,
    ];
    const common_ = [
      comparison,
      comparison,
      comparison,
      () => `${sql} IN (${Array.from({ length: int(1, 7) }, literal).join(', ')})`,
      () => `${sql} NOT IN (${literal()}, ${literal()})`,
      () => `${sql} IN (${literal()}, NULL)`,
      () => `${sql} BETWEEN ${literal()} AND ${literal()}`,
      () => `${sql} IS ${pick(random, ['NULL', 'NOT NULL'])}`,
      () => `${sql} IS ${pick(random, ['', 'NOT '])}DISTINCT FROM ${literal()}`,
      () => `coalesce(${sql}, ${literal()}) = ${literal()}`,
    ];
    if (kind === 'bool')
      common_.push(
        () => sql,
        () => `NOT ${sql}`,
      );
    if (kind === 'int')
      common_.push(
        () => `${sql} + 1 = 3`,
        () => `${sql} * 2 > 4`,
        () => `${sql} % 2 = 1`,
      );
    if (kind === 'time')
      common_.push(
        () => `${sql}::DATE = DATE '2024-01-02'`,
        () => `date_trunc('day', ${sql}) = '2024-01-03'`,
      );
    return pick(random, kind === 'text' || kind === 'status' ? [...common_, ...textual] : common_)();
  }

  function condition(from: Source, depth: number): string {
    switch (int(0, depth > 0 ? 9 : 6)) {
      case 0:
        return `(${condition(from, 0)} OR ${condition(from, 0)})`;
      case 1:
        return `${condition(from, depth - 1)} AND ${condition(from, 0)}`;
      case 2:
        return `NOT (${condition(from, 0)} ${pick(random, ['AND', 'OR'])} ${simple(from)})`;
      case 7:
      case 8:
        return exists(from, depth);
      case 9: {
        const one = column(from, ['int', 'decimal']);
        const inner = table();
        const link = column(inner, ['text']);
        const outer = column(from, ['text']);
        const measured = column(inner, ['int', 'decimal']);
        if (one === undefined || measured === undefined) return simple(from);
        const where =
          link !== undefined && outer !== undefined && chance(0.7) ? ` WHERE ${link.sql} = ${outer.sql}` : '';
        return `${one.sql} ${pick(random, ['=', '>', '<='])} (SELECT max(${measured.sql}) FROM ${inner.sql}${where})`;
      }
      default:
        return simple(from);
    }
  }

  function exists(from: Source, depth: number): string {
    const inner = source(depth - 1);
    const outer = column(from);
    const link = outer && column(inner, [outer.kind]);
    if (outer === undefined || link === undefined) return simple(from);
    const extra = chance(0.4) ? ` AND ${simple(inner)}` : '';
    switch (int(0, 3)) {
      case 0:
        return `${pick(random, ['', 'NOT '])}EXISTS (SELECT 1 FROM ${inner.sql} WHERE ${link.sql} = ${outer.sql}${extra})`;
      case 1:
        return `EXISTS (SELECT 1 FROM ${inner.sql} WHERE ${link.sql} ${pick(random, ['<>', '<'])} ${outer.sql}${extra})`;
      default:
        return `${outer.sql} ${pick(random, ['IN', 'IN', 'NOT IN'])} (SELECT ${link.sql} FROM ${inner.sql} WHERE true${extra})`;
    }
  }

  function from(): { readonly sql: string; readonly sources: readonly Source[] } {
    const sources = [source(2)];
    let sql = sources[0]!.sql;
    for (let joins = int(0, 3); joins > 0 && sources.length < 4; joins--) {
      const next = source(1);
      const outer = column(pick(random, sources), ['text', 'int', 'time', 'status']);
      const inner = outer && column(next, [outer.kind]);
      if (outer === undefined || inner === undefined) continue;
      const extra = chance(0.25)
        ? ` AND ${simple(next)}`
        : chance(0.1)
          ? ` AND ${simple(pick(random, sources))}`
          : '';
      const join = pick(random, [
        'JOIN',
        'JOIN',
        'LEFT JOIN',
        'LEFT JOIN',
        'RIGHT JOIN',
        'FULL JOIN',
        'SEMI JOIN',
        'ANTI JOIN',
      ]);
      sql += ` ${join} ${next.sql} ON ${inner.sql} = ${outer.sql}${extra}`;
      if (join !== 'SEMI JOIN' && join !== 'ANTI JOIN') sources.push(next);
    }
    return { sql, sources };
  }

  /** AND, OR and NOT over conditions of one table. */
  function logic(from: Source, depth: number): string {
    if (depth === 0 || chance(0.3)) return simple(from);
    const sides = [logic(from, depth - 1), logic(from, depth - 1)];
    return `${pick(random, ['', '', 'NOT '])}(${sides.join(pick(random, [' AND ', ' OR ']))})`;
  }

  function filter(): string {
    const { fields } = tables[0]!;
    return logic({ sql: 'Users', alias: 'Users', fields }, 3);
  }

  function statement(): RandomStatement {
    const body = from();
    const any = () => column(pick(random, body.sources))!.sql;
    const filters = Array.from({ length: int(0, 2) }, () => condition(pick(random, body.sources), 1));
    const where = filters.length === 0 ? '' : ` WHERE ${filters.join(' AND ')}`;
    const columns = Array.from({ length: int(1, 4) }, any);
    let sql: string;
    switch (int(0, 5)) {
      case 0:
        sql = `SELECT ${columns.join(', ')}, count(*), ${aggregate(pick(random, body.sources))} FROM ${body.sql}${where} GROUP BY ${pick(random, [columns.join(', '), `ROLLUP (${columns.join(', ')})`])}`;
        break;
      case 1:
        sql = `SELECT count(*), ${aggregate(pick(random, body.sources))} FROM ${body.sql}${where}`;
        break;
      case 2:
        sql = `SELECT DISTINCT ${columns.join(', ')} FROM ${body.sql}${where}`;
        break;
      case 3:
        sql = `SELECT ${columns.join(', ')}, count(*) OVER (PARTITION BY ${columns[0]}) FROM ${body.sql}${where}`;
        break;
      case 4:
        sql = `SELECT * FROM ${body.sql}${where}`;
        break;
      default:
        sql = `SELECT ${columns.join(', ')} FROM ${body.sql}${where}`;
    }
    if (chance(0.3)) {
      const ordered = !sql.startsWith('SELECT *') && chance(0.6);
      if (ordered)
        sql += ` ORDER BY ${sql.startsWith('SELECT count') ? '1, 2' : columns.map((_, index) => index + 1).join(', ')}`;
      if (chance(0.6)) {
        sql += ` LIMIT ${int(0, 6)}`;
        countOnly = true;
      }
    }
    const prefix = common.length === 0 ? '' : `WITH ${common.join(', ')} `;
    return { sql: prefix + sql, countOnly };
  }

  return { statement, filter };
}
