import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/failures.ts';
import { fileSink, streamSink } from '../../../src/cli/text-sink.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-sink-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('fileSink', () => {
  it('makes the file appear only when it is complete', async () => {
    const file = path.join(folder, 'rows.csv');
    const sink = await fileSink(file);
    await sink.write('x'.repeat(100_000));
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await sink.write('end');
    await sink.finish();
    await sink.discard();
    expect(await readFile(file, 'utf8')).toBe(`${'x'.repeat(100_000)}end`);
    expect(await readdir(folder)).toEqual(['rows.csv']);
  });

  it('leaves the old file and nothing else when it is given up', async () => {
    const file = path.join(folder, 'rows.csv');
    await writeFile(file, 'old');
    const sink = await fileSink(file);
    await sink.write('x'.repeat(100_000));
    await sink.discard();
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['rows.csv']);
  });

  it('keeps the permissions of the file it replaces', async () => {
    const file = path.join(folder, 'rows.csv');
    await writeFile(file, 'old', { mode: 0o600 });
    const sink = await fileSink(file);
    await sink.write('new');
    await sink.finish();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('writes directly to what is no regular file', async () => {
    const sink = await fileSink('/dev/null');
    await sink.write('x');
    await sink.finish();
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('refuses a folder, and a place that does not exist', async () => {
    await expect(fileSink(folder)).rejects.toThrow(UsageError);
    await expect(fileSink(path.join(folder, 'no', 'rows.csv'))).rejects.toThrow(UsageError);
  });
});

describe('streamSink', () => {
  it('hands small texts on within a moment, in order', async () => {
    const stream = new PassThrough();
    const sink = streamSink(stream);
    await sink.write('a');
    await sink.write('b');
    expect(String((await stream[Symbol.asyncIterator]().next()).value)).toBe('ab');
  });

  it('waits for a slow reader', async () => {
    let release = () => {};
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        release = done;
      },
    });
    const sink = streamSink(stream);
    let written = false;
    const writing = sink.write('x'.repeat(100_000)).then(() => {
      written = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toBe(false);
    release();
    await writing;
    expect(written).toBe(true);
  });

  it('says quietly that the reader went away', async () => {
    const sink = streamSink(brokenStream('EPIPE'));
    await sink.write('x'.repeat(100_000));
    expect(await sink.write('y')).toBe(false);
    await sink.finish();
  });

  it('rejects when writing fails otherwise', async () => {
    const sink = streamSink(brokenStream('ENOSPC'));
    await expect(sink.write('x'.repeat(100_000))).rejects.toThrow('ENOSPC');
  });

  it('takes its listeners away, however often a stream is used', async () => {
    const stream = new PassThrough().resume();
    for (let use = 0; use < 20; use++) {
      const sink = streamSink(stream);
      await sink.write('x');
      await sink.finish();
    }
    expect(stream.listenerCount('error')).toBe(0);
  });
});

function brokenStream(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}
