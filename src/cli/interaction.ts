import process from 'node:process';
import { type Interaction, nodeInteraction } from '../index.ts';
import { visibleLines } from './formats/visible-text.ts';
import type { Terminal } from './terminal.ts';

/** How the person at the terminal is asked. */
export interface AskingSettings {
  /** Whether a browser may be opened; otherwise its address is only shown. Default true. */
  readonly browser?: boolean;
  /** Called before anything is written. */
  readonly beforeWrite?: () => void;
}

/**
 * Lends a way to ask the person at the terminal to sign in: words go to standard error, and where standard input is a
 * terminal, what is pasted into it is read. Where `signal` ends the waiting for them, says so.
 */
export async function withInteraction<T>(
  terminal: Terminal,
  signal: AbortSignal,
  { browser = true, beforeWrite = () => {} }: AskingSettings,
  work: (interaction: Interaction) => Promise<T>,
): Promise<T> {
  const { input, errors, env } = terminal;
  const person = nodeInteraction({
    variable: (name) => env[name],
    platform: process.platform,
    ...{ input, errors },
  });
  let asked = false;
  try {
    return await work({
      openBrowser: async (url) => browser && (await person.openBrowser(url)),
      tell(text) {
        asked = true;
        beforeWrite();
        person.tell(visibleLines(text));
      },
      readLine: person.readLine,
    });
  } catch (error) {
    if (asked && signal.aborted) errors.write('Interrupted: nobody signed in.\n');
    throw error;
  }
}
