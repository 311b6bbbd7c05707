import { createInterface } from 'node:readline';
import { splitStatements } from '../../index.ts';
import { errorReport } from '../error-report.ts';
import { statisticsText } from '../explanation-text.ts';
import { StatementError } from '../failures.ts';
import { type OutputOptions, rowTarget, writeStream } from '../row-writer.ts';
import { type Session, warn } from '../session.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { readHistory, writeHistory } from './history.ts';
import { isShellCommand, runShellCommand, type ShellState } from './shell-command.ts';

const prompt = 'sqluice> ';
const continuation = '    ...> ';

/**
 * Reads statements until `\q` or the end of the input. On a terminal: a prompt, history, errors shown in place, and
 * Ctrl-C that cancels the running statement or drops the one being typed. From a pipe: the first error rejects.
 */
export async function runShell(session: Session, options: OutputOptions, terminal: Terminal): Promise<void> {
  const interactive = terminal.input.isTTY === true && terminal.output.isTTY === true;
  const lines = createInterface({
    input: terminal.input,
    output: interactive ? terminal.output : undefined,
    terminal: interactive,
    history: interactive ? await readHistory(terminal) : [],
    historySize: 1000,
    removeHistoryDuplicates: true,
  });
  const state: ShellState = { timing: false, ended: false };
  let typed = '';
  let running: AbortController | undefined;
  let history: readonly string[] | undefined;

  function showPrompt(): void {
    // Commands such as \d ask the source too; their progress must not be drawn over what is typed next.
    session.progress.reset();
    if (!interactive || state.ended) return;
    lines.setPrompt(typed.trim() === '' ? prompt : continuation);
    lines.prompt();
  }

  async function run(work: (signal: AbortSignal) => Promise<void>, sql?: string): Promise<void> {
    running = new AbortController();
    try {
      await work(AbortSignal.any([session.signal, running.signal]));
    } catch (error) {
      session.progress.reset();
      if (!interactive) throw sql === undefined ? error : new StatementError(sql, error);
      terminal.errors.write(errorReport(error, styleFor(terminal.errors, terminal.env), sql));
    } finally {
      running = undefined;
    }
  }

  async function take(line: string): Promise<void> {
    if (state.ended) return;
    if (typed.trim() === '' && isShellCommand(line)) {
      await run((signal) => runShellCommand(line, state, session.connection, signal, options, terminal));
      if (state.ended) lines.close();
      return;
    }
    const { statements, rest } = splitStatements(`${typed}${line}\n`);
    typed = rest.trim() === '' ? '' : rest;
    for (const sql of statements) {
      await run((signal) => runStatement(sql, signal, state, session, options, terminal), sql);
    }
  }

  /** The last statement of a script may lack its semicolon; an open quote is an error, not a reason to do nothing. */
  async function takeRest(): Promise<void> {
    await take(';');
    const sql = typed.trim();
    if (sql !== '') await run((signal) => runStatement(sql, signal, state, session, options, terminal), sql);
  }

  await new Promise<void>((resolve, reject) => {
    let work = Promise.resolve();
    const later = (step: () => Promise<void>) => {
      work = work.then(step);
      work.catch(() => {
        state.ended = true;
        lines.close();
      });
    };
    lines.on('history', (entries) => {
      history = entries;
    });
    lines.on('line', (line) => {
      later(async () => {
        await take(line);
        showPrompt();
      });
    });
    lines.on('SIGINT', () => {
      if (running) {
        running.abort();
        return;
      }
      typed = '';
      terminal.output.write('^C\n');
      showPrompt();
    });
    lines.on('close', () => {
      if (!interactive) later(takeRest);
      else if (!state.ended) terminal.output.write('\n');
      work.then(resolve, reject);
    });
    showPrompt();
  });
  if (history) await writeHistory(history, terminal);
}

async function runStatement(
  sql: string,
  signal: AbortSignal,
  state: ShellState,
  { connection, progress }: Session,
  options: OutputOptions,
  terminal: Terminal,
): Promise<void> {
  const stream = await connection.stream<unknown[]>(sql, [], { rowMode: 'array', raw: true, signal });
  await writeStream(stream, rowTarget(options, terminal, progress.clear));
  progress.reset();
  warn(terminal, stream.stats.warnings);
  if (state.timing) terminal.output.write(`${statisticsText(stream.stats)}\n`);
}
