import type { Connection } from '../../index.ts';
import { columnColumns, columnRows, selectTables, tableColumns, tableRows } from '../catalog-rows.ts';
import { UsageError } from '../failures.ts';
import { type OutputOptions, rowTarget, writeRows } from '../row-writer.ts';
import type { Terminal } from '../terminal.ts';

/** What commands of the shell change. */
export interface ShellState {
  /** Whether each statement is followed by what it cost. */
  timing: boolean;
  ended: boolean;
}

const help = `\\d            list the tables
\\d <table>    list the columns of a table
\\timing       show or hide what each statement cost
\\q            end the shell (also Ctrl-D)
\\?            this help
Statements end with a semicolon and may take several lines. Ctrl-C cancels.
`;

/** Whether a line is a command of the shell, not SQL. */
export function isShellCommand(line: string): boolean {
  return line.trimStart().startsWith('\\');
}

/** Runs a command of the shell. */
export async function runShellCommand(
  line: string,
  state: ShellState,
  connection: Connection,
  signal: AbortSignal,
  options: OutputOptions,
  terminal: Terminal,
): Promise<void> {
  const [name, argument] = line.trim().replace(/;$/, '').split(/\s+/, 2);
  switch (name) {
    case '\\q':
      state.ended = true;
      return;
    case '\\?':
      terminal.output.write(help);
      return;
    case '\\timing':
      state.timing = !state.timing;
      terminal.output.write(`What each statement cost is ${state.timing ? 'shown' : 'hidden'}.\n`);
      return;
    case '\\d': {
      const catalog = await connection.catalog({ signal });
      const target = rowTarget(options, terminal);
      if (argument === undefined) await writeRows(tableColumns, tableRows(catalog), target);
      else await writeRows(columnColumns, columnRows(selectTables(catalog, argument)), target);
      return;
    }
    default:
      throw new UsageError(`There is no command ${name}; \\? lists them.`);
  }
}
