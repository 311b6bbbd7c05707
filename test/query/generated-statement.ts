/** Statements over any catalog, for fast-check: conditions on values that the tables have, and joins along their keys. */
import fc from 'fast-check';
import type { Value } from '../../src/catalog/data-type.ts';
import type { Column, Table } from '../../src/catalog/table.ts';
import { isoTimestamp } from '../../src/driver/node-value.ts';
import { quoteIdentifier, quoteLiteral } from '../../src/sql/quote.ts';
import type { Shape } from './shapes.ts';

/** Tables with the rows that they have. */
export interface World {
  readonly tables: readonly Table[];
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;
}

/** A SELECT over `table`, alone or joined with a table that it refers to. */
export function statementOver(world: World, table: Table): fc.Arbitrary<Shape> {
  const partners = [...table.foreignKeys, ...table.requiredKeys.map(asForeignKey)].flatMap((key) => {
    const target = world.tables.find(({ name }) => name === key.table);
    return target ? [{ ...key, target }] : [];
  });
  const joins = partners.flatMap(({ columns, references, target }) => {
    const pairs = columns
      .map((column, at) => `${ref('t', column)} = ${ref('p', references[at]!)}`)
      .join(' AND ');
    return joinKinds.map((kind) => ({ kind, target, pairs }));
  });
  const from = quoteIdentifier(table.name);
  return fc
    .record({
      columns: columnsOf(table),
      where: fc.option(conditionOn(world, table, 't'), { freq: 3, nil: undefined }),
      join:
        joins.length > 0
          ? fc.option(fc.constantFrom(...joins), { freq: 1, nil: undefined })
          : fc.constant(undefined),
      parentWhere: fc.nat(),
      ending: fc.constantFrom('rows', 'rows', 'count', 'group', 'order', 'limit'),
      limit: fc.integer({ min: 0, max: 7 }),
    })
    .chain((parts) => {
      const { join } = parts;
      const above = join
        ? fc.option(conditionOn(world, join.target, 'p'), { freq: 1, nil: undefined })
        : fc.constant(undefined);
      return above.map((onParent) => ({ ...parts, onParent }));
    })
    .map(({ columns, where, join, onParent, ending, limit }) => {
      const conditions = where === undefined ? [] : [where];
      let source = `${from} t`;
      if (join) {
        const parent = `${quoteIdentifier(join.target.name)} p`;
        const inner = [join.pairs, ...(onParent === undefined ? [] : [onParent])].join(' AND ');
        if (join.kind === 'JOIN' || join.kind === 'LEFT JOIN')
          source += ` ${join.kind} ${parent} ON ${inner}`;
        else conditions.push(`${join.kind} (SELECT 1 FROM ${parent} WHERE ${inner})`);
      }
      const filter =
        conditions.length > 0 ? ` WHERE ${conditions.map((part) => `(${part})`).join(' AND ')}` : '';
      return ended({ table, columns, body: ` FROM ${source}${filter}`, ending, limit });
    });
}

const joinKinds = ['JOIN', 'LEFT JOIN', 'EXISTS', 'NOT EXISTS'] as const;

function asForeignKey({ column, table, references }: Table['requiredKeys'][number]) {
  return { columns: [column], table, references: [references] };
}

function ref(alias: string, column: string): string {
  return `${alias}.${quoteIdentifier(column)}`;
}

function columnsOf(table: Table): fc.Arbitrary<readonly Column[]> {
  return fc.subarray([...table.columns], { minLength: 1, maxLength: Math.min(5, table.columns.length) });
}

interface Parts {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly body: string;
  readonly ending: string;
  readonly limit: number;
}

function ended({ table, columns, body, ending, limit }: Parts): Shape {
  const family = table.name;
  const list = columns.map(({ name }) => ref('t', name)).join(', ');
  const plain: Shape = { family, sql: `SELECT ${list}${body}`, compare: 'rows' };
  switch (ending) {
    case 'count':
      return { family, sql: `SELECT count(*)${body}`, compare: 'rows' };
    case 'group': {
      const by = columns.find(({ type }) => type !== 'json');
      if (!by) return plain;
      const column = ref('t', by.name);
      // Of texts that compare as equal, any may stand for the group.
      const key = by.enumeration ? `lower(${column})` : column;
      return { family, sql: `SELECT ${key}, count(*)${body} GROUP BY ${key}`, compare: 'rows' };
    }
    case 'order': {
      const keys = table.primaryKey.map((name) => ref('t', name));
      if (keys.length === 0) return plain;
      return {
        family,
        sql: `SELECT ${keys.join(', ')}${body} ORDER BY ${keys.join(', ')} LIMIT ${limit}`,
        compare: 'order',
      };
    }
    case 'limit':
      return { family, sql: `${plain.sql} LIMIT ${limit}`, compare: 'some', without: plain.sql };
    default:
      return plain;
  }
}

function conditionOn(world: World, table: Table, alias: string): fc.Arbitrary<string> {
  const single = fc.constantFrom(...table.columns).chain((column) => {
    const found = (world.rows[table.name] ?? []).map((row) => row[column.name] ?? null);
    return comparison(
      column,
      ref(alias, column.name),
      found.filter((value) => value !== null),
    );
  });
  return fc.oneof(
    { weight: 4, arbitrary: single },
    { weight: 2, arbitrary: fc.tuple(single, single).map((parts) => parts.join(' AND ')) },
    { weight: 1, arbitrary: fc.tuple(single, single).map((parts) => parts.join(' OR ')) },
    { weight: 1, arbitrary: single.map((part) => `NOT (${part})`) },
  );
}

function comparison(column: Column, name: string, values: readonly Value[]): fc.Arbitrary<string> {
  const presence = fc.constantFrom(`${name} IS NULL`, `${name} IS NOT NULL`);
  if (column.type === 'json' || column.type.endsWith('[]')) return presence;
  if (column.type === 'boolean')
    return fc.oneof(fc.constantFrom(name, `NOT ${name}`, `${name} = true`), presence);
  const value = fc.constantFrom(...(values.length > 0 ? values : ['nothing']));
  if (values.length === 0) return presence;
  const literal = value.map((one) => literalOf(column, one));
  const list = fc
    .array(literal, { minLength: 1, maxLength: 4 })
    .map((all) => `${name} IN (${all.join(', ')})`);
  const compared = fc
    .tuple(fc.constantFrom('=', '=', '<>', '<', '<=', '>', '>='), literal)
    .map(([operator, text]) => `${name} ${operator} ${text}`);
  if (column.type !== 'text') return fc.oneof(compared, list, presence);
  const part = fc.tuple(value.map(String), fc.nat(6), fc.integer({ min: 1, max: 8 }));
  const like = fc
    .tuple(part, fc.constantFrom('starts', 'ends', 'contains'))
    .map(([[text, from, length], kind]) => {
      const wanted =
        kind === 'starts'
          ? text.slice(0, length)
          : kind === 'ends'
            ? text.slice(-length)
            : text.slice(from, from + length);
      // What LIKE and JavaScript take for one character differs where a pair is cut.
      const sought = wanted.replace(/[\ud800-\udfff\\%_]/g, '');
      return `${name} LIKE ${quoteLiteral(kind === 'starts' ? `${sought}%` : kind === 'ends' ? `%${sought}` : `%${sought}%`)}`;
    });
  const folded = value.map((one) => `${name} = ${quoteLiteral(String(one).toLowerCase())}`);
  return fc.oneof(compared, list, like, folded, presence);
}

function literalOf({ type }: Column, value: Value): string {
  if (type === 'timestamp with time zone') return quoteLiteral(isoTimestamp(value, 'Z'));
  return type === 'text' ? quoteLiteral(String(value)) : String(value);
}
