import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type TerminalOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command takes from the process it runs in. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** For rows and whatever else was asked for. */
  readonly output: TerminalOutput;
  /** For errors, warnings, progress and statistics. */
  readonly errors: TerminalOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Calls `listener` on each Ctrl-C or SIGTERM until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}
