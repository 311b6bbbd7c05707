import type { Command } from 'commander';
import { readsInput } from '../connection-source.ts';
import { explanationText } from '../explanation-text.ts';
import { StatementError } from '../failures.ts';
import { parseParameters, readSql } from '../input-text.ts';
import { addSessionOptions, type SessionOptions, withSession } from '../session.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';

interface ExplainOptions extends SessionOptions {
  readonly file?: string;
  readonly params?: string;
  readonly analyze?: boolean;
  readonly json?: boolean;
}

/** `sqluice explain <sql>`: the requests a statement would send, or with `--analyze` did send. */
export function defineExplain(command: Command, terminal: Terminal): void {
  addSessionOptions(command.argument('[sql]', 'the statement, or - to read it'))
    .option('-f, --file <file>', 'read the statement from a file')
    .option('-p, --params <json>', 'values of $1, $2 … or ?, as a JSON array')
    .option('--analyze', 'run the statement and count')
    .option('--json', 'print JSON')
    .action(async (argument: string | undefined, options: ExplainOptions) => {
      const inputTaken = options.connection.some(readsInput);
      const sql = await readSql({ argument, file: options.file, inputTaken }, terminal);
      const params = parseParameters(options.params);
      const analyze = options.analyze ?? false;
      await withSession(options, terminal, async ({ connection, signal, progress }) => {
        const explanation = await connection
          .explain(sql, params, { analyze, signal })
          .catch((error: unknown) => {
            throw new StatementError(sql, error);
          });
        progress.reset();
        const style = styleFor(terminal.output, terminal.env);
        const text = options.json
          ? JSON.stringify(explanation, null, 2)
          : explanationText(explanation, style);
        terminal.output.write(`${text}\n`);
      });
    });
}
