import type { Command } from 'commander';
import { diagnose, type Finding } from '../../index.ts';
import { readConnectionSource } from '../connection-source.ts';
import { BadFindingError } from '../failures.ts';
import { visibleText } from '../formats/visible-text.ts';
import { withInterrupt } from '../interrupt.ts';
import { addSessionOptions, type SessionOptions, warn, withObservers } from '../session.ts';
import { type Style, styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';

/** `sqluice doctor`: what works and what does not, from Node.js to the rate limits of the source. */
export function defineDoctor(command: Command, terminal: Terminal): void {
  addSessionOptions(command)
    .option('--json', 'print JSON')
    .action((options: SessionOptions & { readonly json?: boolean }) =>
      withInterrupt(terminal, async (signal) => {
        const { sources, warnings } = await readConnectionSource(options.connection, terminal);
        warn(terminal, warnings);
        await withObservers(
          options,
          terminal,
          () => {},
          async (onEvent) => {
            const findings = await diagnose(sources, { env: terminal.env, signal, onEvent });
            const style = styleFor(terminal.output, terminal.env);
            terminal.output.write(
              options.json ? `${JSON.stringify(findings, null, 2)}\n` : findingsText(findings, style),
            );
            if (findings.some(({ state }) => state === 'failed')) {
              throw new BadFindingError('Something does not work.');
            }
          },
        );
      }),
    );
}

/** A line for each finding, below the name of its source, and what to do. */
export function findingsText(findings: readonly Finding[], style: Style): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap((finding, index) => {
    const { source } = finding;
    const isFirst = source !== undefined && findings[index - 1]?.source !== source;
    return [
      ...(isFirst ? ['', style.bold(visibleText(source))] : []),
      ...findingLines(finding, width, style),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function findingLines({ check, state, message, hint }: Finding, width: number, style: Style): string[] {
  const [first = '', ...others] = message.split('\n').map(visibleText);
  const indent = ' '.repeat(widest + 2);
  return [
    `${colour(state, style)}${' '.repeat(widest - state.length)}  ${check.padEnd(width)}  ${first}`,
    ...others.map((line) => `${indent}${line}`),
    ...(hint === undefined ? [] : [`${indent}${style.dim('hint:')} ${visibleText(hint)}`]),
  ];
}

const widest = 'warning'.length;

function colour(state: Finding['state'], { red, yellow }: Style): string {
  switch (state) {
    case 'ok':
      return state;
    case 'warning':
      return yellow(state);
    case 'failed':
      return red(state);
  }
}
