/** What a worker finds around it: `node --import …`. Dates that run fast, and a disk that is full while a file says so. */
import { existsSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { createFastDate } from './fast-date.mjs';

const { CLOCK_FACTOR, CLOCK_EPOCH, CLOCK_OFFSET, DISK_FULL } = process.env;

// The dates alone: locks and the time limits of requests are as slow as the machine is.
globalThis.Date = createFastDate({
  epoch: Number(CLOCK_EPOCH),
  factor: Number(CLOCK_FACTOR),
  offset: Number(CLOCK_OFFSET),
});

const { open } = files;
files.open = async (...parameters) => {
  const file = await open(...parameters);
  const write = file.write.bind(file);
  file.write = async (bytes, offset, length, position) => {
    // What is overwritten takes no space.
    const grows = position + length > (await file.stat()).size;
    if (!grows || !existsSync(DISK_FULL)) return write(bytes, offset, length, position);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  return file;
};
syncBuiltinESMExports();
