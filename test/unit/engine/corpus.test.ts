import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import { decodePlan, onlyPlan } from '../../../src/engine/decode.ts';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { levels, PlanInstance } from '../../../src/engine/plan-instance.ts';
import { resolveTable } from '../../../src/engine/table-name.ts';
import { randomStatement } from './random-statement.ts';
import { catalog, randomFrom, settings } from './world.ts';

const options = { memoryLimit: '256MB' };
let engine: Engine;

beforeAll(() => {
  engine = openEngine(options);
});
afterAll(() => engine.close());

function findIn(catalog: Catalog) {
  return (schema: string, table: string) => {
    const {
      schema: found,
      table: { name },
    } = resolveTable({ schema, name: table, position: undefined }, catalog);
    return { schema: found, table: name };
  };
}

describe('the ladder of optimisers', () => {
  test('plans each of 1,500 random statements, nearly all at its first step', async () => {
    const random = randomFrom(1);
    let retried = 0;
    for (let count = 0; count < 1500; count++) {
      const { sql } = randomStatement(random);
      const planned = await engine.plan(await engine.parse(sql), catalog, settings());
      expect(planned.plan, sql).toBeDefined();
      if (planned.retries > 0) retried++;
    }
    expect(retried).toBeLessThan(225);
  });

  // Decoding holds every reference against the type of what it refers to, and throws where one does not match.
  test.each(levels)(
    'resolves every reference of the plans of level %s to a column of the same type',
    async (level) => {
      const instance = await PlanInstance.open(level, options);
      const random = randomFrom(2);
      let decoded = 0;
      try {
        for (let count = 0; count < 500; count++) {
          const { sql } = randomStatement(random);
          const statement = await engine.parse(sql);
          const tables = statement.tables.map((reference) => resolveTable(reference, catalog));
          const { serialized } = await instance.plan(sql, tables, catalog, settings());
          if (serialized.error === true) {
            expect(serialized.error_type, sql).toBe('internal');
            continue;
          }
          expect(() => decodePlan(onlyPlan(serialized), level, findIn(catalog)), sql).not.toThrow();
          decoded++;
        }
      } finally {
        await instance.close();
      }
      expect(decoded).toBeGreaterThan(level === 'A' ? 400 : 490);
    },
  );
});
