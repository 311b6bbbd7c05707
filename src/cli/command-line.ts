import { Command, CommanderError } from 'commander';
import { BadFindingError, InterruptedError, StatementError, UsageError } from './failures.ts';
import { interruptedCode } from './interrupt.ts';
import { styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Adds arguments, options and action to a command. */
export type DefineCommand = (command: Command, terminal: Terminal) => void;

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<DefineCommand>;
}

/** Only the file of the command that runs is loaded: a short query starts fast. */
const commands: readonly CommandEntry[] = [
  {
    name: 'query',
    summary: 'run one SQL statement and print its rows',
    load: async () => (await import('./commands/query.ts')).defineQuery,
  },
  {
    name: 'explain',
    summary: 'show which requests a statement would send',
    load: async () => (await import('./commands/explain.ts')).defineExplain,
  },
  {
    name: 'tables',
    summary: 'list the tables of a connection',
    load: async () => (await import('./commands/tables.ts')).defineTables,
  },
  {
    name: 'columns',
    summary: 'list the columns of one table or of all',
    load: async () => (await import('./commands/columns.ts')).defineColumns,
  },
  {
    name: 'properties',
    summary: 'list the properties that a connection string may hold',
    load: async () => (await import('./commands/properties.ts')).defineProperties,
  },
  {
    name: 'types',
    summary: 'write TypeScript interfaces of the tables',
    load: async () => (await import('./commands/types.ts')).defineTypes,
  },
  {
    name: 'auth',
    summary: 'look after the sign-in of a source',
    load: async () => (await import('./commands/auth.ts')).defineAuth,
  },
  {
    name: 'test',
    summary: 'sign in and try every table',
    load: async () => (await import('./commands/test.ts')).defineTest,
  },
  {
    name: 'doctor',
    summary: 'look for what is wrong with this machine, the network and the sign-in',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
  {
    name: 'shell',
    summary: 'type SQL statements and see their rows',
    load: async () => (await import('./commands/shell.ts')).defineShell,
  },
  {
    name: 'sandbox',
    summary: 'start a local stand-in of a source',
    load: async () => (await import('./commands/sandbox.ts')).defineSandbox,
  },
];

/**
 * Runs the command line `args` (without node and script). Never rejects; resolves to the exit code: 0 done, 1 the
 * statement or the source failed or is not as it should be, 2 the command line is wrong, 130 interrupted.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const program = await buildProgram(args, terminal);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, terminal);
  }
}

async function buildProgram(args: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command('sqluice')
    .description('SaaS APIs as a SQL database.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for what can be given)')
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(text),
    })
    .exitOverride();
  // The command's own name is the first word that is not an option; help shows the summaries of all.
  const chosen = args.find((word) => !word.startsWith('-') && word !== 'help');
  for (const { name, summary, load } of commands) {
    const command = program
      .command(name)
      .summary(summary)
      .description(`${capitalise(summary)}.`);
    if (name === chosen) (await load())(command, terminal);
  }
  return program;
}

async function report(error: unknown, terminal: Terminal): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InterruptedError) return interruptedCode;
  if (error instanceof BadFindingError) return 1;
  const style = styleFor(terminal.errors, terminal.env);
  if (error instanceof UsageError) {
    terminal.errors.write(`${style.red(style.bold('error:'))} ${error.message}\n`);
    return 2;
  }
  const { errorReport } = await import('./error-report.ts');
  const text =
    error instanceof StatementError ? errorReport(error.cause, style, error.sql) : errorReport(error, style);
  terminal.errors.write(text);
  return 1;
}

function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
