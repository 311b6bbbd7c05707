import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './program.ts';

it('the demo answers six questions, each with its SQL, its rows and the requests it cost', async () => {
  const demo = path.join(root, 'examples', 'demo.mjs');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo]);
  expect(stderr).toBe('');
  const answers = stdout.trimEnd().split('\n\n\n');
  expect(answers).toHaveLength(6);
  for (const answer of answers) {
    expect(answer).toMatch(/\n(SELECT|WITH) /);
    expect(answer).toMatch(/\n\([1-9]\d* rows?\)\n/);
    expect(answer).toMatch(/\n\d+ rows?, \d+ requests?, .*\nrequests: \w+ by /);
  }
});
