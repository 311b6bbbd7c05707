import type { Command } from 'commander';
import { tableColumns, tableRows } from '../catalog-rows.ts';
import { addOutputOptions, type OutputOptions, rowTarget, writeRows } from '../row-writer.ts';
import { addSessionOptions, type SessionOptions, warn, withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `sqluice tables`: the tables of a connection. */
export function defineTables(command: Command, terminal: Terminal): void {
  addOutputOptions(addSessionOptions(command)).action(async (options: SessionOptions & OutputOptions) => {
    await withSession(options, terminal, async ({ connection, signal, progress }) => {
      const catalog = await connection.catalog({ signal });
      progress.reset();
      await writeRows(tableColumns, tableRows(catalog), rowTarget(options, terminal));
      warn(
        terminal,
        catalog.schemas.flatMap(({ warnings }) => warnings),
      );
    });
  });
}
