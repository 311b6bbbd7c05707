import type { Column, DataType } from '../index.ts';
import type { SchemaTable } from './catalog-rows.ts';

/**
 * A TypeScript module with an interface for each table, for `connection.query<Users>(…)`: values as queries give
 * them. With tables of several schemas the name of the schema comes first: `OktaUsers`.
 */
export function interfacesOf(tables: readonly SchemaTable[]): string {
  const several = new Set(tables.map(({ schema }) => schema)).size > 1;
  const interfaces = tables.map(({ schema, table }) => {
    const name = typeName(several ? `${schema}_${table.name}` : table.name);
    const columns = table.columns.map(
      (column) => `${comment(column.description, '  ')}  ${member(column)}\n`,
    );
    return `${comment(table.description, '')}export interface ${name} {\n${columns.join('')}}\n`;
  });
  return `// Written by \`sqluice types\`.\n\n${interfaces.join('\n')}`;
}

function member({ name, type, nullable, enumeration }: Column): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  // Sources add values before their documents say so: known ones are suggested, others are allowed.
  const base =
    enumeration && type === 'text'
      ? [...enumeration.map((value) => JSON.stringify(value)), '(string & {})'].join(' | ')
      : typeText(type);
  // `unknown` holds null already.
  return `${key}: ${base}${nullable && base !== 'unknown' ? ' | null' : ''};`;
}

function typeText(type: DataType): string {
  if (type.endsWith('[]')) return `(${typeText(type.slice(0, -2) as DataType)} | null)[]`;
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'double':
      return 'number';
    case 'bigint':
      return 'number | bigint';
    case 'timestamp':
    case 'timestamp with time zone':
      return 'Date';
    case 'bytea':
      return 'Uint8Array';
    case 'json':
      return 'unknown';
    default:
      return 'string';
  }
}

function typeName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return /^\p{N}/u.test(joined) || joined === '' ? `_${joined}` : joined;
}

function comment(text: string | undefined, indent: string): string {
  const line = text?.replaceAll('*/', '*\\/').replace(/\s+/g, ' ').trim();
  return line ? `${indent}/** ${line} */\n` : '';
}
