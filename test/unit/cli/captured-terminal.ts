import { PassThrough } from 'node:stream';
import type { Terminal } from '../../../src/cli/terminal.ts';

/** A terminal that keeps what is written to it. */
export interface CapturedTerminal extends Terminal {
  readonly input: PassThrough & { isTTY?: boolean };
  readonly output: PassThrough & { isTTY?: boolean };
  readonly errors: PassThrough & { isTTY?: boolean };
  outputText(): string;
  errorText(): string;
  /** Presses Ctrl-C. */
  interrupt(): void;
  readonly exits: readonly number[];
}

/** A terminal of its own; as `tty` it has colours, a prompt and progress. */
export function capturedTerminal(
  settings: {
    readonly tty?: boolean;
    readonly env?: Readonly<Record<string, string>>;
    readonly home?: string;
  } = {},
): CapturedTerminal {
  const { tty = false, env = {}, home = '/nonexistent' } = settings;
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  const stream = () => Object.assign(new PassThrough({ highWaterMark: 1 << 26 }), tty ? { isTTY: true } : {});
  const output = stream();
  const errors = stream();
  const captured = { output: '', errors: '' };
  output.on('data', (text) => {
    captured.output += text;
  });
  errors.on('data', (text) => {
    captured.errors += text;
  });
  return {
    input: stream(),
    output,
    errors,
    env,
    home,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
    outputText: () => captured.output,
    errorText: () => captured.errors,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    exits,
  };
}
