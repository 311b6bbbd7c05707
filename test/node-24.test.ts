import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProgramFolder, type ProgramFolder } from './docs/program.ts';

let node24 = '';
let folder: ProgramFolder;

beforeAll(async () => {
  const where = ['exec', '--yes', '--package=node@24', '--', 'node', '-p', 'process.execPath'];
  node24 = (await promisify(execFile)('npm', where)).stdout.trim();
  folder = await openProgramFolder();
  for (const name of ['query.ts', 'parameters.ts', 'two-sources.ts', 'hr.json']) {
    await folder.copy(path.join('examples', name));
  }
}, 300_000);

afterAll(() => folder[Symbol.asyncDispose]());

describe('on Node 24', () => {
  it('is what the tests below run on', async () => {
    await folder.write('version.js', 'console.log(process.version);');
    expect((await folder.run('version.js', node24)).stdout).toMatch(/^v24\./);
  });

  // This Node takes TypeScript as it is.
  it('examples run, uncompiled', async () => {
    expect((await folder.run('query.ts', node24)).stdout).toContain('1 request(s)');
    expect((await folder.run('parameters.ts', node24)).stdout).toContain(
      'Everyone: 5000 members, 6 requests\n',
    );
    expect((await folder.run('two-sources.ts', node24)).stdout).toContain('hr.Employees: 2 requests\n');
  });
});
