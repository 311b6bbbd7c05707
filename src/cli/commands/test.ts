import type { Command } from 'commander';
import { signInSentence, type TestReport } from '../../index.ts';
import { displayWidth, pad } from '../formats/display-width.ts';
import { visibleText } from '../formats/visible-text.ts';
import { addSessionOptions, type SessionOptions, withSession } from '../session.ts';
import { type Style, styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';

/** `sqluice test`: signs in, keeps that, and says who we are, where it is kept, and which tables the token can read. */
export function defineTest(command: Command, terminal: Terminal): void {
  addSessionOptions(command)
    .option('--json', 'print JSON')
    .action(async (options: SessionOptions & { readonly json?: boolean }) => {
      await withSession(options, terminal, async ({ connection, signal, progress }) => {
        const report = await connection.test({ signal });
        progress.reset();
        const style = styleFor(terminal.output, terminal.env);
        terminal.output.write(
          `${options.json ? JSON.stringify(report, null, 2) : reportText(report, style)}\n`,
        );
      });
    });
}

/** A report for people. */
export function reportText({ sources, requests }: TestReport, style: Style): string {
  const parts = sources.map((source) => sourceText(source, style));
  return [...parts, `${requests} ${requests === 1 ? 'request' : 'requests'}`].join('\n\n');
}

function sourceText(source: TestReport['sources'][number], style: Style): string {
  const { identity, tables, name, connector, signIn } = source;
  const width = Math.max(0, ...tables.map(({ table }) => displayWidth(table)));
  const facts = [
    `server    ${identity.server}${identity.sandbox ? ' (sandbox)' : ''}`,
    `user      ${identity.user ?? 'unknown'}`,
    `scopes    ${identity.scopes?.join(' ') ?? 'not told by the source'}`,
    ...(signIn ? [`sign-in   ${signInSentence(signIn, Date.now())}`] : []),
    ...(signIn?.location === undefined ? [] : [`kept in   ${signIn.location}`]),
    `readable  ${tables.filter(({ readable }) => readable).length} of ${tables.length} tables`,
  ];
  const rows = tables.map(({ table, readable, reason = '' }) => {
    const mark = readable ? 'yes' : style.red('no ');
    return `${mark}  ${visibleText(`${pad(table, width, 'right')}  ${reason}`.trimEnd())}`;
  });
  const warnings = source.warnings.map((warning) => `${style.yellow('warning:')} ${visibleText(warning)}`);
  const title = style.bold(name === connector ? name : `${name} (${connector})`);
  return [title, ...[...facts.map(visibleText), ...rows, ...warnings].map((line) => `  ${line}`)].join('\n');
}
