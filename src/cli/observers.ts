import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { ConnectionEvent } from '../index.ts';
import { UsageError } from './failures.ts';
import { har } from './har.ts';
import { requestLine } from './request-log.ts';
import type { Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Something that is told of the events of a connection. */
export interface Observer {
  observe(event: ConnectionEvent): void;
  close(): Promise<void>;
}

/** Adds a line for each request to the file, or to standard error for `-`. */
export async function logObserver(
  file: string,
  terminal: Terminal,
  beforeWrite: () => void,
): Promise<Observer> {
  const stream = file === '-' ? undefined : await openFile(file, 'a');
  return {
    observe(event) {
      const line = requestLine(event);
      if (line === undefined) return;
      if (stream) {
        stream.write(line);
      } else {
        beforeWrite();
        terminal.errors.write(line);
      }
    },
    close: async () => {
      await stream?.close();
    },
  };
}

/** Writes a HAR of all requests to the file, which is complete when the observer is closed. */
export async function traceObserver(file: string): Promise<Observer> {
  const stream = await openFile(file, 'w');
  stream.write(har.begin(packageVersion()));
  let separator = '\n';
  return {
    observe(event) {
      if (event.kind !== 'request') return;
      stream.write(separator + har.entry(event));
      separator = har.separator;
    },
    close: async () => {
      stream.write(har.end);
      await stream.close();
    },
  };
}

interface TextFile {
  write(text: string): void;
  close(): Promise<void>;
}

/** Both hold what people asked and what was answered, so only the owner may read them. */
async function openFile(file: string, flags: 'a' | 'w'): Promise<TextFile> {
  const stream = createWriteStream(file, { flags, mode: 0o600 });
  await once(stream, 'open').catch((error: Error) => {
    throw new UsageError(`${file} cannot be written: ${error.message}`);
  });
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    write: (text) => void stream.write(text),
    async close() {
      await new Promise<void>((resolve) => stream.end(() => resolve()));
      if (failure) throw new Error(`${file} is not complete: ${failure.message}`, { cause: failure });
    },
  };
}
