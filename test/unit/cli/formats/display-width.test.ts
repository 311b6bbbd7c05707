import { expect, it } from 'vitest';
import { displayWidth, pad } from '../../../../src/cli/formats/display-width.ts';

it.each([
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本語', 6],
  ['ｶﾅ', 2],
  ['ＡＢ', 4],
  ['한글', 4],
  ['ü — ß', 5],
  ['👍', 2],
  ['👨‍👩‍👧', 2],
  ['🇯🇵', 2],
  ['❤️', 2],
  ['\u200b', 0],
  ['𠮷', 2],
])('%j takes %i places', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

it('pads by places, not by characters', () => {
  expect(pad('日本', 6, 'right')).toBe('日本  ');
  expect(pad('7', 3, 'left')).toBe('  7');
  expect(pad('long', 2, 'left')).toBe('long');
});
