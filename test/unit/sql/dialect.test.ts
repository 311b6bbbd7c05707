import { describe, expect, test } from 'vitest';
import { dateLiterals } from '../../../src/sql/dialect/date-literal.ts';
import { originalPosition, readStatement } from '../../../src/sql/statement.ts';

const rewritten = (sql: string) => readStatement(sql).sql.replaceAll(/\s+/g, ' ');

/** The character of the original that the error position of `part` in the new text points to, and what follows it. */
function pointsTo(sql: string, part: string): string {
  const text = readStatement(sql);
  return [...text.original].slice(originalPosition(text, text.sql.indexOf(part)) - 1).join('');
}

describe('TOP', () => {
  test.each([
    ['SELECT TOP 5 a FROM t', 'SELECT a FROM t LIMIT 5'],
    ['select top (5) a from t order by a', 'select a from t order by a LIMIT (5)'],
    ['SELECT DISTINCT TOP 5 a FROM t', 'SELECT DISTINCT a FROM t LIMIT 5'],
    ['SELECT TOP 5 DISTINCT a FROM t', 'SELECT DISTINCT a FROM t LIMIT 5'],
    ['SELECT TOP 5* FROM t;', 'SELECT * FROM t LIMIT 5'],
    ['SELECT TOP 5 a FROM [t] -- few', 'SELECT a FROM "t" LIMIT 5'],
    [
      'SELECT a FROM t WHERE b IN (SELECT TOP 3 c FROM u)',
      'SELECT a FROM t WHERE b IN (SELECT c FROM u LIMIT 3)',
    ],
    [
      'SELECT TOP 1 a FROM (SELECT TOP 2 b AS a FROM t) AS s',
      'SELECT a FROM (SELECT b AS a FROM t LIMIT 2) AS s LIMIT 1',
    ],
    ['WITH s AS (SELECT 1 AS a) SELECT TOP 1 a FROM s', 'WITH s AS (SELECT 1 AS a) SELECT a FROM s LIMIT 1'],
    ['SELECT TOP 5 a FROM t ORDER BY a OFFSET 2', 'SELECT a FROM t ORDER BY a OFFSET 2 LIMIT 5'],
    ['SELECT TOP 2 * EXCEPT (a) FROM t', 'SELECT * EXCEPT (a) FROM t LIMIT 2'],
    ['SELECT top FROM t', 'SELECT top FROM t'],
    ['SELECT TOP, a FROM t', 'SELECT TOP, a FROM t'],
    [
      'SELECT TOP 2 t.limit, t.order AS union FROM t ORDER BY a',
      'SELECT t.limit, t.order AS union FROM t ORDER BY a LIMIT 2',
    ],
    ['SELECT top AS a FROM t', 'SELECT top AS a FROM t'],
  ])('%s', (sql, expected) => {
    expect(rewritten(sql)).toBe(expected);
  });

  test('limits its own branch of a set operation, whose ORDER BY is for the whole', () => {
    expect(rewritten('SELECT TOP 2 a FROM t UNION ALL SELECT TOP 3 b FROM u ORDER BY 1')).toBe(
      '(SELECT a FROM t LIMIT 2) UNION ALL (SELECT b FROM u LIMIT 3) ORDER BY 1',
    );
  });

  test('takes its parameter along, with the number it had', () => {
    const { sql, parameters, parameterCount } = readStatement(
      'SELECT TOP (?) a FROM t WHERE b = ? AND c = ?',
    );
    expect(sql).toBe('SELECT a FROM t WHERE b = $2 AND c = $3 LIMIT ($1)');
    expect(parameterCount).toBe(3);
    expect(parameters.map(({ number, start, end }) => [number, sql.slice(start, end)])).toEqual([
      [2, '$2'],
      [3, '$3'],
      [1, '$1'],
    ]);
  });

  test.each([
    ['SELECT TOP 5 a FROM t LIMIT 3', '42601', 23],
    ['SELECT TOP 5 PERCENT a FROM t', '0A000', 14],
    ['SELECT TOP (5) WITH TIES a FROM t ORDER BY a', '0A000', 16],
  ])('%s is refused', (sql, code, position) => {
    expect(() => readStatement(sql)).toThrow(expect.objectContaining({ code, position }));
  });

  test('errors in what was moved point to where it stood', () => {
    expect(pointsTo("SELECT TOP ('x') [a] FROM t", "('x')")).toBe("('x') [a] FROM t");
    expect(pointsTo("SELECT TOP 5 [a] FROM t WHERE b = 'é'", 'WHERE')).toBe("WHERE b = 'é'");
  });
});

describe('LIMIT with a comma', () => {
  test.each([
    ['SELECT a FROM t LIMIT 3, 4', 'SELECT a FROM t OFFSET 3 LIMIT 4'],
    ['SELECT a FROM t LIMIT ?,?', 'SELECT a FROM t OFFSET $1 LIMIT$2'],
    ['SELECT (SELECT a FROM t LIMIT 1), b FROM u', 'SELECT (SELECT a FROM t LIMIT 1), b FROM u'],
    ['SELECT a FROM t LIMIT greatest(1, 2)', 'SELECT a FROM t LIMIT greatest(1, 2)'],
    ['SELECT a FROM t LIMIT 4 OFFSET 3', 'SELECT a FROM t LIMIT 4 OFFSET 3'],
    ['SELECT t.limit, b, c AS limit, d FROM t', 'SELECT t.limit, b, c AS limit, d FROM t'],
    ['SELECT limit, b FROM t', 'SELECT limit, b FROM t'],
  ])('%s', (sql, expected) => {
    expect(rewritten(sql)).toBe(expected);
  });
});

describe('CONTAINS', () => {
  test.each([
    ["WHERE a CONTAINS 'b'", "WHERE a LIKE '%b%'"],
    ["WHERE t.[a] NOT CONTAINS 'it''s'", `WHERE t."a" NOT LIKE '%it''s%'`],
    ["WHERE a CONTAINS '5%_\\'", String.raw`WHERE a LIKE '%5\%\_\\%' ESCAPE '\'`],
    ["WHERE lower(a) CONTAINS 'b' AND c", "WHERE lower(a) LIKE '%b%' AND c"],
    ["WHERE CONTAINS(a, 'b')", "WHERE CONTAINS(a, 'b')"],
    ["WHERE NOT CONTAINS(a, 'b')", "WHERE NOT CONTAINS(a, 'b')"],
    ['FROM t contains WHERE a', 'FROM t contains WHERE a'],
    ['FROM t AS contains', 'FROM t AS contains'],
  ])('%s', (part, expected) => {
    expect(rewritten(`SELECT 1 ${part}`)).toBe(`SELECT 1 ${expected}`);
  });

  test('takes parameters, columns and calls, whose wildcards stand for themselves', () => {
    const escaped = (text: string) =>
      String.raw`LIKE ('%' || replace(replace(replace(${text}, '\', '\\'), '%', '\%'), '_', '\_') || '%') ESCAPE '\'`;
    expect(rewritten('SELECT a CONTAINS ?, a CONTAINS t.b, a CONTAINS lower(b || c)')).toBe(
      `SELECT a ${escaped('$1')}, a ${escaped('t.b')}, a ${escaped('lower(b || c)')}`,
    );
  });
});

describe('date literals', () => {
  test('there are twenty-seven', () => {
    expect(dateLiterals.size).toBe(27);
  });

  test('stand for the bounds that a comparison needs', () => {
    const today = "(current_date + (0) * INTERVAL '1 day')";
    const end = "(current_date + (1) * INTERVAL '1 day' - INTERVAL '1 microsecond')";
    expect(rewritten('SELECT a=L_TODAY()')).toBe(`SELECT a BETWEEN ${today} AND ${end}`);
    expect(rewritten('SELECT a <> l_today()')).toBe(`SELECT a NOT BETWEEN ${today} AND ${end}`);
    expect(rewritten('SELECT a != L_TODAY( )')).toBe(`SELECT a NOT BETWEEN ${today} AND ${end}`);
    expect(rewritten('SELECT a < L_TODAY()')).toBe(`SELECT a < ${today}`);
    expect(rewritten('SELECT a >= L_TODAY()')).toBe(`SELECT a >= ${today}`);
    expect(rewritten('SELECT a > L_TODAY()')).toBe(`SELECT a > ${end}`);
    expect(rewritten('SELECT a <= L_TODAY()')).toBe(`SELECT a <= ${end}`);
    expect(rewritten('SELECT a NOT BETWEEN L_TODAY() AND L_TODAY() AND b')).toBe(
      `SELECT a NOT BETWEEN ${today} AND ${end} AND b`,
    );
  });

  test('keep their argument, once, also where it does not matter', () => {
    for (const operator of ['=', '<>', '<', '<=', '>', '>=']) {
      for (const name of dateLiterals.keys()) {
        if (!name.includes('_n_')) continue;
        const { parameters, parameterCount } = readStatement(`SELECT a ${operator} ${name}(?) AND b = ?`);
        expect(parameters.map(({ number }) => number)).toEqual([1, 2]);
        expect(parameterCount).toBe(2);
      }
    }
  });

  test('are names like others without brackets', () => {
    expect(rewritten('SELECT L_TODAY, "L_TODAY"(1) FROM t')).toBe('SELECT L_TODAY, "L_TODAY"(1) FROM t');
  });

  test.each([
    ['SELECT L_TODAY()', 8],
    ['SELECT * FROM t WHERE L_TODAY() = a', 23],
    ['SELECT * FROM t WHERE a IN (L_TODAY())', 29],
    ['SELECT * FROM t WHERE a = 1 AND L_TODAY()', 33],
    ['SELECT a = L_TODAY(1)', 12],
    ['SELECT a = L_LAST_N_DAYS()', 12],
  ])('%s is refused', (sql, position) => {
    expect(() => readStatement(sql)).toThrow(expect.objectContaining({ code: '42601', position }));
  });
});

describe('names', () => {
  test.each([
    ['FROM [CData].[Okta].[Users] u', 'FROM "Okta"."Users" u'],
    ['FROM sqluice.okta.Users', 'FROM okta.Users'],
    ['WHERE sqluice.okta.Users.Id = 1', 'WHERE okta.Users.Id = 1'],
    ['FROM cdata.Users', 'FROM cdata.Users'],
    ['FROM a.cdata.b.c', 'FROM a.cdata.b.c'],
    ['FROM information_schema.tables', 'FROM "information schema".tables'],
    ['FROM [INFORMATION_SCHEMA].[TABLES]', 'FROM "information schema"."TABLES"'],
    ['ORDER BY information_schema', 'ORDER BY information_schema'],
  ])('%s', (part, expected) => {
    expect(rewritten(`SELECT * ${part}`)).toBe(`SELECT * ${expected}`);
  });

  test.each([
    ['CHAR(65)', 'chr(65)'],
    ['CAST(a AS CHAR(3))', 'CAST(a AS CHAR(3))'],
    ['a::CHAR(3)', 'a::CHAR(3)'],
    ['COUNT_BIG(*)', 'count(*)'],
    ['STDEV(DISTINCT a) OVER ()', 'stddev_samp(DISTINCT a) OVER ()'],
    ['t.var(1)', 't.var(1)'],
    ['var', 'var'],
    ['CURRENT_TIMESTAMP()', 'CURRENT_TIMESTAMP'],
  ])('%s', (part, expected) => {
    expect(rewritten(`SELECT ${part}`)).toBe(`SELECT ${expected}`);
  });
});

describe('named parameters', () => {
  test('are numbered by first appearance, without regard to case', () => {
    const { sql, parameterCount, parameterNames } = readStatement(
      'SELECT @b, @A FROM t WHERE c>=@a AND d<@B',
    );
    expect(parameterNames).toEqual(['b', 'A']);
    expect(sql).toBe('SELECT $1, $2 FROM t WHERE c>=$2 AND d<$1');
    expect(parameterCount).toBe(2);
  });

  test.each(['SELECT a @> b', 'SELECT a <@ b', 'SELECT @ -1', "SELECT '@a'"])('%s has none', (sql) => {
    expect(readStatement(sql)).toMatchObject({ sql, parameterCount: 0 });
  });

  test('are none in a call', () => {
    expect(readStatement("EXEC p @a = 'b', @c = ?").parameterCount).toBe(1);
  });

  test.each(['SELECT @a, ?', 'SELECT $1, @a'])('%s is refused', (sql) => {
    expect(() => readStatement(sql)).toThrow(expect.objectContaining({ code: '42601' }));
  });
});

describe('SELECT INTO', () => {
  test.each([
    ['SELECT * INTO csv://C:/a.csv FROM t', 10],
    ['SELECT a, (SELECT 1) INTO b FROM t', 22],
    ['SELECT 1 FROM (SELECT a INTO b FROM t) AS s', 25],
  ])('%s is refused, and says how rows get into a file', (sql, position) => {
    expect(() => readStatement(sql)).toThrow(
      expect.objectContaining({ code: '0A000', position, hint: expect.stringContaining('--output') }),
    );
  });

  test.each(['SELECT a AS into, t.into FROM t', 'SELECT (SELECT 1) FROM t'])('%s has none', (sql) => {
    expect(readStatement(sql).sql).toBe(sql);
  });

  test('is not what INSERT does', () => {
    expect(readStatement('INSERT INTO t SELECT a FROM u').kind).toBe('insert');
  });
});

test.each([
  'SELECT DISTINCT TOP (?) [a b], `c` FROM [CData].[Okta].t WHERE x CONTAINS ? AND d = L_LAST_N_WEEKS(?) LIMIT_',
  'SELECT TOP 2 a FROM t UNION SELECT TOP @n b FROM information_schema.tables ORDER BY 1;',
  'SELECT a FROM t WHERE CHAR(a) = CURRENT_TIMESTAMP() LIMIT 3, 4 -- end',
])('what was rewritten is read as it is: %s', (sql) => {
  const once = readStatement(sql).sql;
  expect(readStatement(once).sql).toBe(once);
});
