import type { ConnectionEvent } from '../index.ts';
import type { TerminalOutput } from './terminal.ts';

/** What a running statement has cost so far. */
interface ProgressState {
  readonly requests: number;
  readonly pages: number;
  readonly rows: number;
  /** What is waited for, and until when (milliseconds since 1970). */
  readonly wait: { readonly cause: string; readonly until: number } | undefined;
}

const nothing: ProgressState = { requests: 0, pages: 0, rows: 0, wait: undefined };

/** A line on a terminal that tells how far a statement is. */
export interface Progress {
  observe(event: ConnectionEvent): void;
  /** Takes the line away, so that something else can be written; it comes back by itself. */
  clear(): void;
  /** Takes the line away and begins anew with the next event. */
  reset(): void;
  close(): void;
}

/** Statements that are faster than this show nothing. */
const patience = 400;

/** Shows progress on `output`, a terminal. `now` gives milliseconds since 1970. */
export function terminalProgress(output: TerminalOutput, now: () => number): Progress {
  let state = nothing;
  let startedAt: number | undefined;
  let shown = false;

  function draw(): void {
    if (startedAt === undefined || now() - startedAt < patience) return;
    const text = progressText(state, now());
    const width = (output.columns || 80) - 1;
    output.write(`\r\u001b[K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`);
    shown = true;
  }

  function clear(): void {
    if (!shown) return;
    output.write('\r\u001b[K');
    shown = false;
  }

  const timer = setInterval(draw, 200);
  timer.unref();
  return {
    observe(event) {
      startedAt ??= now();
      state = advance(state, event, now());
    },
    clear,
    reset() {
      clear();
      state = nothing;
      startedAt = undefined;
    },
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

/** Stands where no progress is wanted. */
export const noProgress: Progress = { observe() {}, clear() {}, reset() {}, close() {} };

function advance(state: ProgressState, event: ConnectionEvent, now: number): ProgressState {
  switch (event.kind) {
    case 'request':
      return { ...state, requests: state.requests + 1 };
    case 'page':
      return { ...state, pages: state.pages + 1, rows: state.rows + event.rows };
    case 'wait': {
      const cause =
        event.cause === 'rate limit' && event.bucket ? `rate limit of ${event.bucket}` : event.cause;
      const until = now + event.milliseconds;
      return state.wait && state.wait.until > until ? state : { ...state, wait: { cause, until } };
    }
    case 'retry':
    case 'warning':
    case 'fallback':
      return state;
  }
}

function progressText({ requests, pages, rows, wait }: ProgressState, now: number): string {
  const parts = [count(requests, 'request'), count(pages, 'page'), count(rows, 'row')];
  if (wait && wait.until > now) {
    parts.push(`waiting ${Math.ceil((wait.until - now) / 1000)} s: ${wait.cause}`);
  }
  return parts.join(', ');
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
