import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './program.ts';

it('the generated pages say what the code says; otherwise `npm run docs` brings them up to date', async () => {
  const script = path.join(root, 'scripts', 'docs.mjs');
  const { stderr } = await promisify(execFile)(process.execPath, [script, '--check']).catch((error) => error);
  expect(stderr).toBe('');
});
