import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatementError } from '../../../../src/cli/failures.ts';
import { noProgress } from '../../../../src/cli/progress.ts';
import type { Session } from '../../../../src/cli/session.ts';
import { runShell } from '../../../../src/cli/shell/shell.ts';
import { cancellation, driverError } from '../../../../src/errors.ts';
import type { Connection, Statistics } from '../../../../src/index.ts';
import { type CapturedTerminal, capturedTerminal } from '../captured-terminal.ts';

const stats: Statistics = {
  requests: 1,
  schemaRequests: 0,
  tokenRequests: 0,
  pages: 1,
  rowsFetched: 1,
  rowsReturned: 1,
  retries: 0,
  waitedMs: 0,
  milliseconds: 5,
  lane: 'direct',
  fallbacks: 0,
  scans: [],
  warnings: [],
  sandbox: false,
};

/** A connection that answers each statement with its own text; `WAIT` answers never, `FAIL` with an error. */
function echo(): Pick<Connection, 'stream' | 'catalog'> {
  return {
    async stream(sql, _params, options) {
      if (sql.startsWith('FAIL')) throw driverError('syntax_error', 'No.', { position: 1 });
      if (sql.startsWith('WAIT')) {
        const signal = options?.signal;
        await new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(cancellation(signal)));
        });
      }
      return {
        columns: [{ name: 'sql', type: 'text' }],
        stats,
        close: async () => {},
        async *[Symbol.asyncIterator]() {
          yield [sql] as never;
        },
      };
    },
    async catalog() {
      const column = { name: 'Id', type: 'text', nullable: false } as const;
      const users = {
        name: 'Users',
        description: 'People.',
        columns: [column],
        primaryKey: ['Id'],
        foreignKeys: [],
        requiredKeys: [],
        scopes: [],
      };
      return { schemas: [{ name: 'okta', tables: [users], procedures: [], warnings: [] }] };
    },
  };
}

function shell(terminal: CapturedTerminal): Promise<void> {
  const session: Session = {
    connection: echo() as Connection,
    connected: true,
    signal: new AbortController().signal,
    progress: noProgress,
  };
  return runShell(session, { format: 'ndjson' }, terminal);
}

function rows(terminal: CapturedTerminal): string[] {
  return [...terminal.outputText().matchAll(/^(?:.*> )?(\{"sql":.*\})\s*$/gm)].map(
    (match) => JSON.parse(match[1]!).sql,
  );
}

async function until(terminal: CapturedTerminal, pattern: RegExp): Promise<void> {
  while (!pattern.test(terminal.outputText() + terminal.errorText())) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a shell that reads from a pipe', () => {
  async function run(script: string): Promise<CapturedTerminal> {
    const terminal = capturedTerminal();
    terminal.input.end(script);
    await shell(terminal);
    return terminal;
  }

  it('runs statements over several lines, several in one line, and the last without semicolon', async () => {
    const terminal = await run("SELECT 1,\n  2; SELECT ';';\n-- a comment;\nSELECT 3");
    expect(rows(terminal)).toEqual(['SELECT 1,\n  2;', "SELECT ';';", '-- a comment;\nSELECT 3\n;']);
    expect(terminal.errorText()).toBe('');
    expect(terminal.outputText()).not.toContain('sqluice>');
  });

  it('runs nothing for blanks and comments', async () => {
    expect(rows(await run('\n  \n-- done\n'))).toEqual([]);
  });

  it('ends at the first error, with the statement that failed', async () => {
    const terminal = capturedTerminal();
    terminal.input.end('SELECT 1;\nFAIL 2;\nSELECT 3;\n');
    const error: unknown = await shell(terminal).catch((reason) => reason);
    expect(error).toBeInstanceOf(StatementError);
    expect(error).toMatchObject({ sql: 'FAIL 2;', cause: { reason: 'syntax_error' } });
    expect(rows(terminal)).toEqual(['SELECT 1;']);
  });

  it('hands on an open quote, which is an error, and does not swallow it', async () => {
    expect(rows(await run("SELECT 'open"))).toEqual(["SELECT 'open\n;"]);
  });

  it('knows its own commands', async () => {
    expect((await run('\\d\n')).outputText()).toContain('"Table":"Users"');
    expect((await run('\\d users\n')).outputText()).toContain('"Column":"Id"');
    expect((await run('\\?\n')).outputText()).toContain('\\timing');
    expect(rows(await run('\\q\nSELECT 1;\n'))).toEqual([]);
    expect((await run('\\timing\nSELECT 1;\n')).outputText()).toContain('1 row, 1 request, 1 page');
    await expect(run('\\nope\n')).rejects.toThrow('There is no command \\nope');
    await expect(run('\\d Usres\n')).rejects.toMatchObject({ hint: 'Did you mean Users?' });
  });
});

describe('a shell on a terminal', () => {
  let home = '';

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'sqluice-shell-'));
  });

  afterEach(() => rm(home, { recursive: true }));

  it('prompts, goes on after an error, and ends with Ctrl-D', async () => {
    const terminal = capturedTerminal({ tty: true, home });
    const ended = shell(terminal);
    terminal.input.write('FAIL 1;\r');
    await until(terminal, /syntax_error/);
    terminal.input.write('SELECT\r');
    await until(terminal, /\.\.\.> /);
    terminal.input.write('2;\r');
    await until(terminal, /"sql"/);
    terminal.input.write('\u0004');
    await ended;
    expect(rows(terminal)).toEqual(['SELECT\n2;']);
  });

  it('cancels the running statement with Ctrl-C, and only that', async () => {
    const terminal = capturedTerminal({ tty: true, home });
    const ended = shell(terminal);
    terminal.input.write('WAIT;\r');
    await until(terminal, /WAIT;/);
    await new Promise((resolve) => setTimeout(resolve, 20));
    terminal.input.write('\u0003');
    await until(terminal, /57014/);
    terminal.input.write('SELECT 1;\r');
    await until(terminal, /"sql"/);
    terminal.input.write('\\q\r');
    await ended;
    expect(rows(terminal)).toEqual(['SELECT 1;']);
  });

  it('drops what is being typed with Ctrl-C', async () => {
    const terminal = capturedTerminal({ tty: true, home });
    const ended = shell(terminal);
    terminal.input.write('SELECT oops\r');
    await until(terminal, /\.\.\.> /);
    terminal.input.write('\u0003');
    await until(terminal, /\^C/);
    terminal.input.write('SELECT 1;\r');
    await until(terminal, /"sql"/);
    terminal.input.write('\u0004');
    await ended;
    expect(rows(terminal)).toEqual(['SELECT 1;']);
  });

  it('keeps its history for the next time, for the owner alone', async () => {
    await writeFile(path.join(home, '.sqluice_history'), 'SELECT 0;\n');
    const terminal = capturedTerminal({ tty: true, home });
    const ended = shell(terminal);
    terminal.input.write('SELECT 1;\r');
    await until(terminal, /"SELECT 1;"/);
    terminal.input.write('\u001b[A\u001b[A\r');
    await until(terminal, /"SELECT 0;"/);
    terminal.input.write('\u0004');
    await ended;
    expect(rows(terminal)).toEqual(['SELECT 1;', 'SELECT 0;']);
    expect(await readFile(path.join(home, '.sqluice_history'), 'utf8')).toBe('SELECT 1;\nSELECT 0;\n');
  });
});
