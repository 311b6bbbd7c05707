/** The 1-based character (code point) position of a UTF-16 offset, as PostgreSQL counts in its errors. */
export function characterPosition(text: string, offset: number): number {
  let position = 1;
  for (let at = 0; at < offset; position++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return position;
}

/** The UTF-16 offset of a UTF-8 byte offset. */
export function offsetOfByte(text: string, byte: number): number {
  let offset = 0;
  for (let seen = 0; seen < byte && offset < text.length; ) {
    const code = text.codePointAt(offset)!;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    offset += code > 0xffff ? 2 : 1;
  }
  return offset;
}

/** A replacement of `text.slice(start, end)`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Where in the original the new text comes from, if not from what it replaces. */
  readonly from?: number;
}

/** Edits in the order of their places; what is put before a token goes before what takes its place. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const length = ({ start, end }: Edit) => end - start;
  return [...edits].sort((one, other) => one.start - other.start || length(one) - length(other));
}

/** `text` with the edits made; they are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where an offset of the edited text comes from; inside a replacement, the start of what it replaced. */
export function sourceOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const edit of edits) {
    const start = edit.start + shift;
    if (offset < start) break;
    if (offset < start + edit.text.length) return edit.from ?? edit.start;
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset - shift;
}
