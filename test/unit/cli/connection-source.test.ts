// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in connection strings look like this
import { describe, expect, it } from 'vitest';
import { readConnectionSource } from '../../../src/cli/connection-source.ts';
import { UsageError } from '../../../src/cli/failures.ts';
import { capturedTerminal } from './captured-terminal.ts';

describe('readConnectionSource', () => {
  it('takes one connection, or SQLUICE_CONNECTION without any, or none at all', async () => {
    const terminal = capturedTerminal({ env: { SQLUICE_CONNECTION: '@prod' } });
    expect((await readConnectionSource([], terminal)).sources).toBe('@prod');
    expect((await readConnectionSource(['@test'], terminal)).sources).toBe('@test');
    expect((await readConnectionSource([], capturedTerminal())).sources).toBeUndefined();
  });

  it('reads - from standard input, where a secret is no reason to warn', async () => {
    const terminal = capturedTerminal();
    terminal.input.end('okta:Domain=x;APIToken=s3cret;\n');
    expect(await readConnectionSource(['-'], terminal)).toEqual({
      sources: 'okta:Domain=x;APIToken=s3cret;',
      warnings: [],
    });
  });

  it('names several, by their prefix or their source', async () => {
    const given = ['hr=okta:Domain=y', 'okta:Domain=x', '@prod', 'a=@b'];
    expect((await readConnectionSource(given, capturedTerminal())).sources).toEqual({
      hr: 'okta:Domain=y',
      okta: 'okta:Domain=x',
      prod: '@prod',
      a: '@b',
    });
    expect((await readConnectionSource(['hr=okta:Domain=y'], capturedTerminal())).sources).toEqual({
      hr: 'okta:Domain=y',
    });
  });

  it('refuses two of one name, and standard input twice', async () => {
    await expect(readConnectionSource(['okta:', 'okta:'], capturedTerminal())).rejects.toThrow(UsageError);
    await expect(readConnectionSource(['-', 'hr=-'], capturedTerminal())).rejects.toThrow(UsageError);
  });

  it.each([
    'okta:Domain=x;APIToken=s3cret',
    'hr=okta:///?api%20token=s3cret',
    'okta:Private Key=s3cret${env:T}',
  ])('warns of a secret in %s without repeating it', async (given) => {
    const { warnings } = await readConnectionSource([given], capturedTerminal());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^(api ?token|private key): a secret on the command line/i);
    expect(warnings[0]).not.toContain('s3cret');
  });

  it.each([
    'okta:Domain=x;APIToken=${env:TOKEN}',
    'okta:Domain=sandbox',
    '@prod',
    'nope:A=1',
    'not a string',
  ])('does not warn of %s', async (given) => {
    expect((await readConnectionSource([given], capturedTerminal())).warnings).toEqual([]);
  });
});
