#!/usr/bin/env node
import { homedir } from 'node:os';
import process from 'node:process';
import { runCommandLine } from './command-line.ts';

// Whoever reads may go away at any time, as head(1) does; the text sinks see that and stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  env: process.env,
  home: homedir(),
  onInterrupt(listener) {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => process.off('SIGINT', listener).off('SIGTERM', listener);
  },
  exit: (code) => process.exit(code),
});
