import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { UsageError } from './failures.ts';

/** Where the text of a result goes. */
export interface TextSink {
  /** Resolves when more may be written; false when nobody reads any longer. */
  write(text: string): Promise<boolean>;
  /** Makes what was written final. */
  finish(): Promise<void>;
  /** Gives up: of a file nothing stays. Does nothing after `finish`. */
  discard(): Promise<void>;
}

/** Text is handed on in pieces of about this many characters. */
const pieceLength = 1 << 16;

/** No text waits longer than this for the rest of its piece. */
const pieceMilliseconds = 50;

interface PieceWriter {
  write(text: string): Promise<boolean>;
  flush(): Promise<void>;
  release(): void;
}

/** A sink on standard output or the like; the stream stays open. `beforeWrite` is called before anything shows. */
export function streamSink(stream: Writable, beforeWrite: () => void = () => {}): TextSink {
  const writer = pieceWriter(stream, beforeWrite);
  return {
    write: writer.write,
    async finish() {
      await writer.flush();
      writer.release();
    },
    async discard() {
      writer.release();
    },
  };
}

/** How a file is made. */
export interface FileSettings {
  /** Permissions; by default those of the file that is replaced, or the usual ones. */
  readonly mode?: number;
  /** Whether a file that is there may be replaced; default yes. */
  readonly replace?: boolean;
}

/**
 * A sink on a file, which appears under its name only when it is complete. What is not a regular file, such as a
 * named pipe, is written to directly.
 */
export async function fileSink(file: string, { mode, replace = true }: FileSettings = {}): Promise<TextSink> {
  const present = await stat(file).catch(() => undefined);
  if (present?.isDirectory()) throw new UsageError(`${file} is a folder.`);
  const direct = present !== undefined && !present.isFile();
  if (present?.isFile() && !replace) {
    throw new UsageError(`${file} is there already: give another name, or --force to replace it.`);
  }
  const written = direct ? file : `${file}.${randomUUID().slice(0, 8)}.part`;
  const stream = createWriteStream(written, { mode: mode ?? (present ? present.mode & 0o777 : 0o666) });
  await once(stream, 'open').catch((error: Error) => {
    throw new UsageError(`${file} cannot be written: ${error.message}`);
  });
  const writer = pieceWriter(stream, () => {});
  let open = true;
  return {
    write: writer.write,
    async finish() {
      await writer.flush();
      stream.end();
      await once(stream, 'close');
      writer.release();
      if (!direct) await rename(written, file);
      open = false;
    },
    async discard() {
      if (!open) return;
      open = false;
      stream.destroy();
      writer.release();
      if (!direct) await rm(written, { force: true });
    },
  };
}

/** Gathers small texts into pieces, which go out when they are large enough or a moment old. */
function pieceWriter(stream: Writable, beforeWrite: () => void): PieceWriter {
  let piece = '';
  let failure: NodeJS.ErrnoException | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sending = Promise.resolve();
  const onError = (error: NodeJS.ErrnoException) => {
    failure ??= error;
  };
  stream.on('error', onError);

  function send(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const text = piece;
    piece = '';
    if (text === '' || failure) return sending;
    beforeWrite();
    sending = new Promise((resolve) => {
      stream.write(text, (error) => {
        if (error) onError(error);
        resolve();
      });
    });
    return sending;
  }

  async function flush(): Promise<void> {
    await send();
    // A reader that went away, such as head(1), is no error.
    if (failure && failure.code !== 'EPIPE') throw failure;
  }

  return {
    flush,
    async write(text) {
      piece += text;
      if (piece.length >= pieceLength) await flush();
      else if (piece !== '') timer ??= setTimeout(send, pieceMilliseconds);
      return failure === undefined;
    },
    release() {
      clearTimeout(timer);
      stream.off('error', onError);
    },
  };
}
