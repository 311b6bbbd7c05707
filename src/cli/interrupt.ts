import { InterruptedError } from './failures.ts';
import type { Terminal } from './terminal.ts';

/** What a shell shows for a command that Ctrl-C ended: 128 + SIGINT. */
export const interruptedCode = 130;

/**
 * Runs `work`; Ctrl-C aborts its signal, and a second Ctrl-C ends the process. Rejects with InterruptedError when
 * the work failed after Ctrl-C.
 */
export async function withInterrupt<T>(
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const release = terminal.onInterrupt(() => {
    if (controller.signal.aborted) terminal.exit(interruptedCode);
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw new InterruptedError('Interrupted.', { cause: error });
    throw error;
  } finally {
    release();
  }
}
