import type { Table } from '../catalog/table.ts';
import { DriverError } from '../errors.ts';
import type { Scan, SourceContext } from '../spi/connector.ts';
import type { TestReport } from './connection.ts';
import type { Source } from './source.ts';

type SourceReport = TestReport['sources'][number];
type TableReport = SourceReport['tables'][number];

/**
 * Signs in, asks who that is, and tries to read one row of every table that needs no key. A table that needs one is
 * as readable as its parent, unless the scopes known say otherwise.
 */
export async function testSource(source: Source, context: SourceContext): Promise<SourceReport> {
  const { connector, name } = source;
  const identity = await connector.identify(context);
  const schema = await source.schema(context);
  const tried = new Map<string, TableReport>();
  const keyless = schema.tables.filter((table) => table.requiredKeys.length === 0);
  await Promise.all(
    keyless.map(async (table) => tried.set(table.name, await tryTable(source, table, context))),
  );
  const report = (table: Table): TableReport => {
    const own = tried.get(table.name);
    if (own) return own;
    const missing = identity.scopes && table.scopes.filter((scope) => !identity.scopes?.includes(scope));
    const parent = schema.tables.find(({ name: other }) => other === table.requiredKeys[0]?.table);
    if (missing && missing.length > 0) {
      return {
        table: table.name,
        readable: false,
        scopes: table.scopes,
        reason: `needs ${missing.join(', ')}`,
      };
    }
    return parent
      ? { ...report(parent), table: table.name, scopes: table.scopes }
      : { table: table.name, readable: true, scopes: table.scopes };
  };
  return {
    name,
    connector: connector.name,
    identity: { ...identity, sandbox: source.sandbox },
    ...(source.signIn ? { signIn: await source.signIn.status() } : {}),
    tables: schema.tables.map(report),
    warnings: schema.warnings,
  };
}

async function tryTable({ connector }: Source, table: Table, context: SourceContext): Promise<TableReport> {
  const column = table.primaryKey[0] ?? table.columns[0]?.name;
  const scan: Scan = { table: table.name, columns: column ? [column] : [], filters: [], limit: 1 };
  try {
    for await (const _ of connector.scan(scan, context)) break;
    return { table: table.name, readable: true, scopes: table.scopes };
  } catch (error) {
    const refused =
      error instanceof DriverError && (error.kind === 'authorization' || error.kind === 'source');
    if (!refused) throw error;
    return { table: table.name, readable: false, scopes: table.scopes, reason: error.message };
  }
}
