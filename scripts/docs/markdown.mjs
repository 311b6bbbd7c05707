/** What stands on top of every page that is written by a script. */
export const generated = '<!-- Written by `npm run docs` from the code. Edit the code, not this page. -->\n';

/** A table of Markdown; cells that are undefined or empty stay empty. */
export function markdownTable(headings, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(headings) + line(headings.map(() => '---')) + rows.map(line).join('');
}

/** `text` as code, also where it holds backticks. */
export function code(text) {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text}${fence}`;
}

function cell(text = '') {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
