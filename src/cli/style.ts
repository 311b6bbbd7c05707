/** How text is set off on a terminal. Every function gives its text unchanged where there are no colours. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
}

const same = (text: string): string => text;

/** No colours at all. */
export const plainStyle: Style = { bold: same, dim: same, red: same, yellow: same };

const colours: Style = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  red: (text) => `\u001b[31m${text}\u001b[39m`,
  yellow: (text) => `\u001b[33m${text}\u001b[39m`,
};

/** Colours for a stream: on a terminal, unless NO_COLOR is set (https://no-color.org) or the terminal is dumb. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  return stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? colours : plainStyle;
}
