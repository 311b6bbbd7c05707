import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/cli/command-line.ts';
import { type CapturedTerminal, capturedTerminal } from './captured-terminal.ts';

async function run(...args: string[]): Promise<{ code: number; terminal: CapturedTerminal }> {
  const terminal = capturedTerminal();
  terminal.input.end();
  const code = await runCommandLine(args, terminal);
  return { code, terminal };
}

describe('runCommandLine', () => {
  it('helps on standard output when asked, with every command', async () => {
    const { code, terminal } = await run('--help');
    expect(code).toBe(0);
    for (const name of [
      'query',
      'explain',
      'tables',
      'columns',
      'properties',
      'types',
      'auth',
      'test',
      'doctor',
      'sandbox',
      'shell',
    ]) {
      expect(terminal.outputText()).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  it('prints its version', async () => {
    const { code, terminal } = await run('--version');
    expect(code).toBe(0);
    expect(terminal.outputText()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each([
    ['no command', [], /Usage: sqluice/],
    ['an unknown command', ['qury'], /Did you mean query\?/],
    ['an unknown option', ['query', 'SELECT 1', '--colour'], /unknown option '--colour'/],
    ['an unknown format', ['query', 'SELECT 1', '--format', 'xml'], /Allowed choices are table, csv/],
    ['no statement', ['query'], /Give the SQL/],
    ['parameters that are no array', ['query', 'SELECT 1', '--params', '{}'], /JSON array/],
    ['no connection', ['tables'], /--connection/],
    ['a table without a connection', ['query', 'SELECT * FROM Users'], /No connection was given/],
    ['a schema of no source', ['properties', '--schema'], /name of a source/],
    ['standard input twice', ['query', '-', '--connection', '-'], /both the connection and the SQL/],
    ['a number that is none', ['sandbox', 'okta', '--users', 'many'], /whole number/],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, terminal } = await run(...args);
    expect(terminal.errorText()).toMatch(message);
    expect(code).toBe(2);
    expect(terminal.outputText()).toBe('');
  });

  it('ends with 1 for what the driver refuses', async () => {
    const { code, terminal } = await run('query', 'SELECT 1', '--connection', 'okat:Domain=x');
    expect(code).toBe(1);
    expect(terminal.errorText()).toMatch(
      /^error HV00D unknown_source: .*okat.*\n {2}hint: Did you mean okta\?\n$/s,
    );
  });

  it('points into the statement', async () => {
    const { code, terminal } = await run('query', 'SELEC 1');
    expect(code).toBe(1);
    expect(terminal.errorText()).toMatch(/^error 42601 syntax_error: .*\n {2}SELEC 1\n {2}\^\n/);
  });

  it('answers SQL without tables and without a connection', async () => {
    const { code, terminal } = await run(
      'query',
      'SELECT $1::int + 1 AS n',
      '-p',
      '[41]',
      '--format',
      'ndjson',
    );
    expect(terminal.errorText()).toBe('');
    expect(terminal.outputText()).toBe('{"n":42}\n');
    expect(code).toBe(0);
  });

  it('writes what it cost last on standard error, as one line of JSON', async () => {
    const { terminal } = await run('query', 'SELECT 1', '--stats');
    expect(JSON.parse(terminal.errorText().trimEnd().split('\n').at(-1)!)).toMatchObject({
      requests: 0,
      rowsReturned: 1,
      fallbacks: 0,
    });
  });

  it('lists properties, and prints their JSON Schema, without connecting', async () => {
    const listed = await run('properties', 'okta', '--format', 'ndjson');
    const rows = listed.terminal
      .outputText()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toContainEqual(
      expect.objectContaining({ Source: 'okta', Property: 'Domain', Needed: 'yes' }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ Property: 'APIToken', Secret: 'yes' }));
    expect(rows).not.toContainEqual(expect.objectContaining({ Property: 'RTK' }));

    const printed = await run('properties', 'okta', '--schema');
    expect(JSON.parse(printed.terminal.outputText())).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: expect.arrayContaining(['Domain']),
    });
    expect((await run('properties', 'okat')).code).toBe(1);
  });
});

describe('sqluice auth', () => {
  it.each([
    ['login'],
    ['status'],
    ['refresh'],
    ['logout'],
    ['url'],
    ['exchange', 'code'],
    ['export', 'file'],
    ['import', 'file'],
  ])('%s says what it does, and takes one source that there is', async (verb, ...given) => {
    const help = await run('auth', verb, '--help');
    expect(help.code).toBe(0);
    expect(help.terminal.outputText()).toMatch(/--connection <string>.*--json/s);
    const unknown = await run('auth', verb, ...given, '-c', 'okat:Domain=x');
    expect(unknown.code).toBe(1);
    expect(unknown.terminal.errorText()).toMatch(/unknown_source: .*\n {2}hint: Did you mean okta\?/);
    const none = await run('auth', verb, ...given);
    expect(none.code).toBe(2);
    expect(none.terminal.errorText()).toContain('No connection');
    const two = await run('auth', verb, ...given, '-c', 'a=okta:Domain=x', '-c', 'b=okta:Domain=y');
    expect(two.code).toBe(2);
    expect(two.terminal.errorText()).toContain('one source at a time');
    const without = await run('auth', verb, ...given, '-c', 'rest:Declaration=d.json;URL=https://x.example');
    expect(without.code).toBe(1);
    expect(without.terminal.errorText()).toContain('has no sign-in');
  });

  it('shows its verbs where none is given', async () => {
    const { code, terminal } = await run('auth');
    expect(code).toBe(2);
    expect(terminal.errorText()).toContain('Usage: sqluice auth');
  });
});
