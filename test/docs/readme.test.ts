import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConnectionString } from '../../src/index.ts';
import { codeBlocks } from './code-blocks.ts';
import { openProgramFolder, type ProgramFolder, root } from './program.ts';

const text = await readFile(path.join(root, 'README.md'), 'utf8');
const lines = codeBlocks(text, 'sh').flatMap((block) => block.split('\n'));
const setting = lines.find((line) => line.startsWith('export '));
const commands = lines.filter((line) => line.startsWith('sqluice '));

let folder: ProgramFolder;

beforeAll(async () => {
  folder = await openProgramFolder();
});

afterAll(() => folder[Symbol.asyncDispose]());

describe('the README', () => {
  it('is shorter than 120 lines', () => {
    expect(text.split('\n').length).toBeLessThan(120);
  });

  it('has a program that runs as it stands', async () => {
    const [program, ...others] = codeBlocks(text, 'js');
    expect(others).toEqual([]);
    await folder.write('readme.js', program ?? '');
    const { stdout, stderr } = await folder.run('readme.js');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/ProfileLogin.*Status/);
    expect(stdout).toMatch(/\n2 requests, \d+ rows fetched\n$/);
  });

  it.each(commands)('has a command that runs as it stands: %s', async (command) => {
    const { stdout, stderr } = await folder.shell(`${setting}\n${command}`);
    expect(stderr).toBe('');
    if (command.includes('--output')) expect(stdout).toBe('');
    else expect(stdout).not.toBe('');
  });

  it('shows no other commands than those above and the scripts of the package', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    const others = lines.filter((line) => line !== '' && line !== setting && !commands.includes(line));
    const known = others.map((line) => /^npm ci && npm (?:run )?(\w+)/.exec(line)?.[1] ?? line);
    expect(known).toEqual(['demo', 'test']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(known));
  });

  it('has connection strings that can be read', () => {
    const cells = text.matchAll(/^\|[^|]*\| `((?:okta|rest):[^`]+)` \|$/gm);
    const strings = [...cells].map((match) => match[1] ?? '');
    expect(strings.length).toBeGreaterThan(3);
    for (const string of strings) expect(parseConnectionString(string).entries).not.toEqual([]);
  });
});
