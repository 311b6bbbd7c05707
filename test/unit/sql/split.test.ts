import { expect, it } from 'vitest';
import { splitStatements } from '../../../src/sql/split.ts';

it.each([
  ['SELECT 1', [], 'SELECT 1'],
  ['SELECT 1;', ['SELECT 1;'], ''],
  [' SELECT 1 ;\nSELECT 2; SEL', ['SELECT 1 ;', 'SELECT 2;'], ' SEL'],
  [`SELECT ';', "a;b"; x`, [`SELECT ';', "a;b";`], ' x'],
  ['SELECT 1 -- not here;\n;', ['SELECT 1 -- not here;\n;'], ''],
  ['/* ; */ SELECT 1;', ['/* ; */ SELECT 1;'], ''],
  ["SELECT 'open;", [], "SELECT 'open;"],
  ['SELECT 1; /* open;', [], 'SELECT 1; /* open;'],
  [';;\n;', [], ''],
  ['SELECT $$;$$;', ['SELECT $$;$$;'], ''],
])('cuts %j', (text, statements, rest) => {
  expect(splitStatements(text)).toEqual({ statements, rest });
});
