import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { findingsText } from '../../src/cli/commands/doctor.ts';
import { plainStyle } from '../../src/cli/style.ts';
import { createMachine, type Machine } from '../oauth/recipe.ts';
import { capturedTerminal } from '../unit/cli/captured-terminal.ts';

let machine: Machine;

beforeAll(async () => {
  machine = await createMachine();
});

afterAll(() => machine.close());

async function doctor(...args: readonly string[]) {
  const terminal = capturedTerminal({ env: machine.env });
  const code = await runCommandLine(['doctor', ...args], terminal);
  return { code, output: terminal.outputText(), errors: terminal.errorText() };
}

describe('sqluice doctor', () => {
  it('needs no connection, and ends with 0 where all is well', async () => {
    const { code, output, errors } = await doctor();
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^ok {7}node {9}Node\.js .*\nok {7}engine {7}DuckDB opens and answers\nok /);
  });

  it('ends with 1 where something does not work, and says what to do', async () => {
    const { code, output } = await doctor('-c', 'okta:Domain=dev-1.okta.invalid;OAuthClientId=0oa1');
    expect(code).toBe(1);
    expect(output).toMatch(/\n\nokta\nok {7}proxy .*\nfailed {3}dns .*\n {9}hint: .*DNS/);
  });

  it('prints JSON', async () => {
    const { code, output } = await doctor('--json', '-c', 'a=okta:Domain=sandbox', '-c', 'b=okta:Dmain=x');
    expect(code).toBe(1);
    const findings = JSON.parse(output);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'account', source: 'a', state: 'ok' }));
    expect(findings.at(-1)).toEqual({
      ...{ check: 'connection string', source: 'b', state: 'failed' },
      message: 'okta has no property Dmain. Did you mean Domain?',
      hint: expect.any(String),
    });
  });
});

it('what a source says cannot move the cursor of the terminal', () => {
  const finding = {
    check: 'account',
    state: 'failed',
    message: 'one\n\u001b[2Jtwo',
    hint: '\u001b[0m',
  } as const;
  expect(findingsText([finding], plainStyle)).toBe(
    'failed   account  one\n         \\u001b[2Jtwo\n         hint: \\u001b[0m\n',
  );
});
