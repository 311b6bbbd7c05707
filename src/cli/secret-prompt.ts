import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InterruptedError } from './failures.ts';
import type { Terminal } from './terminal.ts';

/** Asks for a line on the terminal and does not show what is typed. Rejects with InterruptedError on Ctrl-C and Ctrl-D. */
export async function askSecret(question: string, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const { input, errors } = terminal;
  errors.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // As a terminal it switches off the echo, and sees Ctrl-C as a key.
  const lines = createInterface({ input, output: nowhere, terminal: true });
  const stop = () => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      const end = () => reject(new InterruptedError('Nothing was typed.'));
      lines.once('line', resolve).once('SIGINT', end).once('close', end);
      if (signal.aborted) end();
    });
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
    input.pause();
    errors.write('\n');
  }
}
