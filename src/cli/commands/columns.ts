import type { Command } from 'commander';
import { columnColumns, columnRows, selectTables } from '../catalog-rows.ts';
import { addOutputOptions, type OutputOptions, rowTarget, writeRows } from '../row-writer.ts';
import { addSessionOptions, type SessionOptions, warn, withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `sqluice columns [table]`: the columns of one table, or of all. */
export function defineColumns(command: Command, terminal: Terminal): void {
  addOutputOptions(addSessionOptions(command.argument('[table]', 'Users, or okta.Users'))).action(
    async (table: string | undefined, options: SessionOptions & OutputOptions) => {
      await withSession(options, terminal, async ({ connection, signal, progress }) => {
        const catalog = await connection.catalog({ signal });
        progress.reset();
        const tables = selectTables(catalog, table);
        await writeRows(columnColumns, columnRows(tables), rowTarget(options, terminal));
        warn(
          terminal,
          catalog.schemas.flatMap(({ warnings }) => warnings),
        );
      });
    },
  );
}
