/** Asking a source for fewer properties of each row. */
import type { Scan } from '../spi/connector.ts';
import type { ReadDeclaration, TableDeclaration } from './declaration.ts';
import { pathSteps } from './property-path.ts';
import { placeholders, type Query } from './url.ts';

/** Property names that can stand in a list without quoting. */
const plainName = /^[\w$-]+$/;

/** The projection parameter of a scan, where the read declares one. */
export function planProjection(table: TableDeclaration, read: ReadDeclaration, scan: Scan): Query {
  const { projection } = read;
  if (projection === undefined) return [];
  const needed = new Set([...scan.columns, ...table.primaryKey, ...placeholders(read.path)]);
  if (read.resume !== undefined) needed.add(read.resume.column);
  const top = new Set<string>();
  const nested = new Map<string, Set<string>>();
  for (const { name, path } of table.columns) {
    if (!needed.has(name) || path === undefined) continue;
    const [first, second, ...deeper] = pathSteps(path);
    if (first === undefined || !plainName.test(first)) return [];
    // Okta takes a list of sub-fields for `profile` alone (API document, listUsers, parameter `fields`).
    const sub = projection.style === 'okta-fields' && first === 'profile' && deeper.length === 0;
    if (!sub || second === undefined || !plainName.test(second)) top.add(first);
    else nested.set(first, (nested.get(first) ?? new Set()).add(second));
  }
  const lists = [...nested]
    .filter(([name]) => !top.has(name))
    .map(([name, fields]) => `${name}:(${[...fields].join(',')})`);
  const fields = [...top, ...lists];
  return fields.length === 0 ? [] : [[projection.parameter, fields.join(',')]];
}
