/** A desktop: whatever is opened there by its BROWSER command goes to someone who looks at it. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listenOnLoopback } from './loopback-server.ts';
import { bodyOf } from './request-body.ts';

/** A running desktop. */
export interface Desktop {
  /** For the environment of what runs on this desktop. */
  readonly env: { readonly BROWSER: string };
  /** What was opened so far. */
  readonly opened: readonly string[];
  /** What went wrong with it. */
  readonly failures: readonly unknown[];
  /** Waits for whoever still looks at something. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a desktop whose user does this with every URL that is opened. */
export async function startDesktop(look: (url: string) => Promise<unknown>): Promise<Desktop> {
  const opened: string[] = [];
  const failures: unknown[] = [];
  const looking = new Set<Promise<unknown>>();
  const server = await listenOnLoopback(() => async (request, response) => {
    const url = await bodyOf(request);
    response.end();
    opened.push(url);
    const work = look(url).catch((error) => failures.push(error));
    looking.add(work);
    work.finally(() => looking.delete(work));
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-desktop-'));
  const command = path.join(folder, 'browser');
  await writeFile(command, commandText(server.origin));
  await chmod(command, 0o700);
  const settled = async () => {
    await Promise.all(looking);
  };
  return {
    env: { BROWSER: command },
    opened,
    failures,
    settled,
    close: async () => {
      await settled();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A program like a browser's: it returns once the URL is handed over. */
function commandText(origin: string): string {
  return `#!${process.execPath}
fetch(${JSON.stringify(origin)}, { method: 'POST', body: process.argv[2] });
`;
}
