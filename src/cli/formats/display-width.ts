const printableAscii = /^[\x20-\x7e]*$/;

/** Wide and full-width characters of Unicode 15.1, EastAsianWidth.txt, in ranges as terminals draw them. */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** Characters without a place of their own: marks, joiners, format characters. */
const withoutWidth = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]+$/u;

let segmenter: Intl.Segmenter | undefined;

/** How many places of a terminal `text` takes: 2 for wide (Chinese, Japanese, Korean, emoji), 0 for marks alone. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (wide.test(segment)) width += 2;
    else if (!withoutWidth.test(segment)) width += 1;
  }
  return width;
}

/** `text` with blanks before or behind it to fill `width` places. */
export function pad(text: string, width: number, side: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'left' ? blanks + text : text + blanks;
}
