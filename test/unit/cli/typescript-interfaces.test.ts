import { expect, it } from 'vitest';
import { interfacesOf } from '../../../src/cli/typescript-interfaces.ts';
import type { Table } from '../../../src/index.ts';

function table(name: string, columns: Table['columns']): Table {
  return {
    name,
    description: `All ${name}. */ alert()`,
    columns,
    primaryKey: [],
    foreignKeys: [],
    requiredKeys: [],
    scopes: [],
  };
}

const users = table('Users', [
  { name: 'Id', type: 'text', nullable: false, description: 'Key.' },
  { name: 'Status', type: 'text', nullable: true, enumeration: ['ACTIVE', 'STAGED'] },
  { name: 'Created', type: 'timestamp with time zone', nullable: true },
  { name: 'Born', type: 'date', nullable: true },
  { name: 'Count', type: 'bigint', nullable: false },
  { name: 'Tags', type: 'text[]', nullable: true },
  { name: 'Raw', type: 'json', nullable: true },
  { name: 'Custom-1', type: 'boolean', nullable: true },
]);

it('writes one interface for each table, with the types of Node values', () => {
  expect(interfacesOf([{ schema: 'okta', table: users }])).toBe(`// Written by \`sqluice types\`.

/** All Users. *\\/ alert() */
export interface Users {
  /** Key. */
  Id: string;
  Status: "ACTIVE" | "STAGED" | (string & {}) | null;
  Created: Date | null;
  Born: string | null;
  Count: number | bigint;
  Tags: (string | null)[] | null;
  Raw: unknown;
  "Custom-1": boolean | null;
}
`);
});

it('puts the schema before the name when there are several', () => {
  const text = interfacesOf([
    { schema: 'okta', table: users },
    { schema: 'hr', table: table('Users', []) },
    { schema: 'hr', table: table('2fa events', []) },
  ]);
  expect(text.match(/export interface \S+/g)).toEqual([
    'export interface OktaUsers',
    'export interface HrUsers',
    'export interface Hr2faEvents',
  ]);
});
