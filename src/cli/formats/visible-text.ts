// Control characters can move a terminal's cursor or run its commands; direction marks can turn text around.
const invisible = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** `text` in one line that is safe on a terminal: control characters written as `\n`, `\u001b` and the like. */
export function visibleText(text: string): string {
  return text.replace(
    invisible,
    (character) => short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same for a text of several lines, which it keeps. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
