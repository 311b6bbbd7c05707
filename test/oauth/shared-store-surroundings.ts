// What a worker finds around it, set up before anything else is loaded: dates that run fast, and a disk that can be full.
import { existsSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { createFastDate } from './fast-date.mjs';

const { CLOCK_FACTOR, CLOCK_EPOCH, CLOCK_OFFSET, DISK_FULL = '' } = process.env;
// The dates alone: locks and time limits of requests are as slow as the machine.
globalThis.Date = createFastDate({
  epoch: Number(CLOCK_EPOCH),
  factor: Number(CLOCK_FACTOR),
  offset: Number(CLOCK_OFFSET),
});

const { open } = files;
files.open = async (...parameters) => {
  const file = await open(...parameters);
  const { writeFile } = file;
  file.writeFile = async (...written) => {
    if (DISK_FULL && existsSync(DISK_FULL)) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    return writeFile.apply(file, written);
  };
  return file;
};
syncBuiltinESMExports();
