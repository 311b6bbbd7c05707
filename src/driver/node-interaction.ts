import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Interaction } from '../oauth/interaction.ts';

/** What asking a person takes from the process. */
export interface InteractionHost {
  variable(name: string): string | undefined;
  readonly platform: NodeJS.Platform;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly errors: Writable;
}

/**
 * Asks the person at this machine: the browser in `BROWSER`, else the default one of the desktop; words go to standard
 * error, and what is pasted into the terminal is read.
 */
export function nodeInteraction(host: InteractionHost): Interaction {
  const { input, errors } = host;
  return {
    async openBrowser(url) {
      const named = host.variable('BROWSER');
      if (named) return started(() => spawn(named, [url], { stdio: 'ignore', detached: true }));
      if (!hasDesktop(host)) return false;
      const { default: open } = await import('open');
      return started(() => open(url));
    },
    tell(text) {
      errors.write(`${text}\n`);
    },
    readLine(signal) {
      if (input.isTTY !== true) return Promise.resolve(undefined);
      const lines = createInterface({ input, terminal: false });
      return new Promise<string | undefined>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        lines.once('line', resolve).once('close', () => resolve(undefined));
      }).finally(() => {
        lines.close();
        input.pause();
      });
    },
  };
}

/** Elsewhere than on Linux there always is one; there, what draws windows says so. */
function hasDesktop({ variable, platform }: InteractionHost): boolean {
  if (platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => Boolean(variable(name)));
}

interface Started {
  once(event: 'spawn' | 'error', listener: () => void): unknown;
  unref(): void;
}

/** Whether the program starts; it is left to itself then. */
async function started(start: () => Started | Promise<Started>): Promise<boolean> {
  try {
    const child = await start();
    return await new Promise((resolve) => {
      child.once('spawn', () => resolve(true));
      child.once('error', () => resolve(false));
      child.unref();
    });
  } catch {
    return false;
  }
}
