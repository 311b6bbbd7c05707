import { expect, test } from 'vitest';
import { applyEdits, characterPosition, offsetOfByte, sourceOffset } from '../../../src/sql/position.ts';
import { quoteIdentifier, quoteLiteral } from '../../../src/sql/quote.ts';

test('positions count characters, not UTF-16 units', () => {
  expect(characterPosition('a😀b', 0)).toBe(1);
  expect(characterPosition('a😀b', 3)).toBe(3);
});

test('byte offsets become UTF-16 offsets', () => {
  const text = 'aé日😀b';
  for (
    let offset = 0;
    offset < text.length;
    offset = text.indexOf('b') === offset ? text.length : offset + 1
  ) {
    if (/[\udc00-\udfff]/.test(text[offset]!)) continue;
    expect(offsetOfByte(text, Buffer.byteLength(text.slice(0, offset)))).toBe(offset);
  }
  expect(offsetOfByte(text, 1000)).toBe(text.length);
});

test('offsets of an edited text lead back to its source', () => {
  const source = 'one two three';
  const edits = [
    { start: 0, end: 3, text: '1' },
    { start: 4, end: 7, text: 'zwei!' },
  ];
  const edited = applyEdits(source, edits);
  expect(edited).toBe('1 zwei! three');
  expect(sourceOffset(edits, 0)).toBe(0);
  expect(sourceOffset(edits, 4)).toBe(4);
  expect(source.slice(sourceOffset(edits, edited.indexOf('three')))).toBe('three');
});

test.each(["it's", "';DROP TABLE x;--", '\\', "''", 'é'])('a literal says %s and nothing more', (text) => {
  const literal = quoteLiteral(text);
  expect(literal.slice(1, -1).replaceAll("''", "'")).toBe(text);
  expect(literal.slice(1, -1).replaceAll("''", '')).not.toContain("'");
});

test('an identifier is quoted whole', () => {
  expect(quoteIdentifier('a"; DROP')).toBe('"a""; DROP"');
});
