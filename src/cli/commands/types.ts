import type { Command } from 'commander';
import { allTables } from '../catalog-rows.ts';
import { addSessionOptions, type SessionOptions, warn, withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { fileSink, streamSink } from '../text-sink.ts';
import { interfacesOf } from '../typescript-interfaces.ts';

interface TypesOptions extends SessionOptions {
  readonly output?: string;
}

/** `sqluice types`: a TypeScript module with one interface for each table. */
export function defineTypes(command: Command, terminal: Terminal): void {
  addSessionOptions(command)
    .option('-o, --output <file>', 'write to a file, which appears when it is complete')
    .action(async (options: TypesOptions) => {
      await withSession(options, terminal, async ({ connection, signal, progress }) => {
        const catalog = await connection.catalog({ signal });
        progress.reset();
        const sink =
          options.output === undefined ? streamSink(terminal.output) : await fileSink(options.output);
        try {
          await sink.write(interfacesOf(allTables(catalog)));
          await sink.finish();
        } finally {
          await sink.discard();
        }
        warn(
          terminal,
          catalog.schemas.flatMap(({ warnings }) => warnings),
        );
      });
    });
}
