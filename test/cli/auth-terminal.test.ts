/** The commands of sign-in at a terminal: what is pasted and typed into it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { type OktaService, startOktaService } from '../oauth/okta-service.ts';
import { connectionString, createMachine, type Machine } from '../oauth/recipe.ts';
import { signInOverHttp } from '../oauth/sign-in-over-http.ts';
import { type CapturedTerminal, capturedTerminal } from '../unit/cli/captured-terminal.ts';

const callback = 'http://localhost:33373';

let okta: OktaService;
let machine: Machine;
let written = '';
let typed: string[] = [];

beforeEach(async () => {
  okta = await startOktaService({ redirects: [callback] });
  machine = await createMachine();
  written = '';
  typed = [];
});

afterEach(async () => {
  const secrets = [...okta.authorization.secrets(), ...typed];
  await machine.close();
  await okta.close();
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
});

function begin(...args: readonly string[]) {
  const { id, secret } = okta.clients.web;
  const SQLUICE_CONNECTION = connectionString('okta', {
    ...{ Domain: okta.origin, OAuthClientId: id, OAuthClientSecret: secret, CallbackURL: callback },
  });
  const terminal = capturedTerminal({
    tty: true,
    env: { ...machine.env, SQLUICE_CONNECTION, NO_COLOR: '1' },
  });
  const ended = runCommandLine(['auth', ...args], terminal).then((code) => {
    written += terminal.outputText() + terminal.errorText();
    return code;
  });
  return { terminal, ended };
}

/** Waits until the terminal shows something, and gives all that it shows. */
async function shown(terminal: CapturedTerminal, what: RegExp): Promise<string> {
  for (;;) {
    const text = terminal.errorText();
    if (what.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Types a line once the terminal asks for it. */
async function type(terminal: CapturedTerminal, question: RegExp, line: string): Promise<void> {
  await shown(terminal, question);
  typed.push(line);
  terminal.input.write(`${line}\n`);
}

async function signIn(): Promise<void> {
  const { terminal, ended } = begin('login', '--no-browser');
  const [address = ''] = /http:\S+authorize\?\S+/.exec(await shown(terminal, /paste the address/)) ?? [];
  terminal.input.write(`${await signInOverHttp(address, okta.person)}\n`);
  expect(await ended).toBe(0);
}

describe('at a terminal', () => {
  it('login takes the address that is pasted, from a browser on another machine', async () => {
    await signIn();
    expect(written).toContain('signed in');
  });

  it('exchange asks for the address, and does not show it', async () => {
    const { terminal, ended } = begin('url');
    await ended;
    const redirect = String(await signInOverHttp(terminal.outputText().trim(), okta.person));
    const exchange = begin('exchange');
    await type(exchange.terminal, /Address or code: $/, redirect);
    expect(await exchange.ended).toBe(0);
  });

  it('export asks for a passphrase twice, import once, and neither shows it', async () => {
    await signIn();
    const file = path.join(path.dirname(machine.settingsFile), 'exported.txt');
    const differing = begin('export', file);
    await type(differing.terminal, /Passphrase: $/, 'typed-passphrase-1');
    await type(differing.terminal, /Once more: $/, 'typed-passphrase-2');
    expect(await differing.ended).toBe(2);
    expect(differing.terminal.errorText()).toContain('differ');
    await expect(readFile(file)).rejects.toThrow('ENOENT');

    const exported = begin('export', file);
    await type(exported.terminal, /Passphrase: $/, 'typed-passphrase-1');
    await type(exported.terminal, /Once more: $/, 'typed-passphrase-1');
    expect(await exported.ended).toBe(0);

    const imported = begin('import', file);
    await type(imported.terminal, /Passphrase: $/, 'typed-passphrase-1');
    expect(await imported.ended).toBe(0);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s at a question ends with 130', async (_, key) => {
    await signIn();
    const file = path.join(path.dirname(machine.settingsFile), 'exported.txt');
    const { terminal, ended } = begin('export', file);
    await shown(terminal, /Passphrase: $/);
    terminal.input.write(key);
    expect(await ended).toBe(130);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('an interrupted login says so in one line', async () => {
    const { terminal, ended } = begin('login', '--no-browser');
    await shown(terminal, /paste the address/);
    terminal.interrupt();
    expect(await ended).toBe(130);
    expect(terminal.errorText()).toMatch(/\nInterrupted: nobody signed in\.\n$/);
    expect(terminal.exits).toEqual([]);
  });
});
