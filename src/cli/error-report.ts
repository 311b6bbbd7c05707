import { DriverError } from '../index.ts';
import { displayWidth } from './formats/display-width.ts';
import { visibleLines, visibleText } from './formats/visible-text.ts';
import type { Style } from './style.ts';

/** The block that stands on standard error for what went wrong. `sql` is the statement that the position counts in. */
export function errorReport(error: unknown, style: Style, sql?: string): string {
  if (!(error instanceof DriverError)) return unexpectedReport(error, style);
  const lines = [
    `${style.red(style.bold(`error ${error.code} ${error.reason}:`))} ${visibleLines(error.message)}`,
  ];
  if (sql !== undefined && error.position !== undefined) lines.push(...pointAt(sql, error.position, style));
  if (error.detail) lines.push(labelled('detail', error.detail, style));
  if (error.hint) lines.push(labelled('hint', error.hint, style));
  const source = sourceLine(error);
  if (source) lines.push(labelled('source', source, style));
  return `${lines.join('\n')}\n`;
}

function unexpectedReport(error: unknown, style: Style): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${style.red(style.bold('error:'))} ${visibleLines(message)}\n`;
}

/** The line of `sql` that holds the character at `position` (1-based, in code points), and a caret below it. */
function pointAt(sql: string, position: number, style: Style): string[] {
  const characters = Array.from(sql);
  const at = Math.min(position - 1, characters.length);
  const start = characters.slice(0, at).lastIndexOf('\n') + 1;
  const next = characters.indexOf('\n', at);
  const end = next < 0 ? characters.length : next;
  // Room for what stands left and right of the caret in a line of a common terminal.
  const from = Math.max(start, at - 40);
  const to = Math.min(end, Math.max(at + 35, from + 75));
  const before = oneLine(characters.slice(from, at));
  const lead = from > start ? '…' : '';
  const text = `${lead}${before}${oneLine(characters.slice(at, to))}${to < end ? '…' : ''}`;
  return [`  ${text}`, `  ${' '.repeat(displayWidth(lead + before))}${style.bold('^')}`];
}

function oneLine(characters: readonly string[]): string {
  return visibleText(characters.join('').replaceAll('\t', ' ').replaceAll('\r', ''));
}

function labelled(label: string, text: string, style: Style): string {
  const [first, ...others] = visibleLines(text).split('\n');
  const lead = `  ${style.dim(`${label}:`)} `;
  return [lead + first, ...others.map((line) => `    ${line}`)].join('\n');
}

function sourceLine({ source }: DriverError): string | undefined {
  if (!source) return undefined;
  const { connector, table, method, url, status, code, requestId } = source;
  const request = url === undefined ? undefined : [method, url].filter(Boolean).join(' ');
  return [
    table === undefined ? connector : `${connector}.${table}`,
    request,
    status === undefined ? undefined : `status ${status}`,
    code,
    requestId === undefined ? undefined : `request id ${requestId}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
