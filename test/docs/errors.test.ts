import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reasons } from '../../src/errors.ts';
import { root } from './program.ts';

const src = path.join(root, 'src');
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== 'errors.ts')
  .map((file) => readFileSync(path.join(src, file), 'utf8'))
  .join('\n');

/** Whether the code makes an error of this reason: `driverError('…'`, `reason: '…'`, or a function that returns it. */
function isThrown(reason: string): boolean {
  return new RegExp(`(?:Error\\(\\s*|reason: |return |\\? )'${reason}'`).test(code);
}

it('every documented reason is thrown somewhere', () => {
  expect(Object.keys(reasons).filter((reason) => !isThrown(reason))).toEqual([]);
});

it('an invented reason would be found out', () => {
  expect(isThrown('never_thrown')).toBe(false);
});
