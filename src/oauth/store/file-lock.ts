/**
 * A lock among processes: Lamport's bakery ("A New Solution of Dijkstra's Concurrent Programming Problem", 1974) in a
 * folder beside the file. Who wants the lock draws a number, and of the living the lowest number has it.
 *
 * A claim is an empty file whose name tells the number and the process, and no other claim ever has that name. So all
 * who see a claim of a dead process may remove it at once, and can never remove another's by mistake: there is no lock
 * to take over, and no race for it. The dead hold nothing, at whatever instant they died.
 */
import { join } from 'node:path';
import { cancellation, driverError } from '../../errors.ts';
import { createIn, removeFile, sweep } from './atomic-file.ts';
import { type Claim, claimName, isAhead, readClaim } from './claim.ts';
import { telling } from './file-failure.ts';
import { takeTurn } from './in-process.ts';
import { heartbeat, signsOfLife } from './signs-of-life.ts';
import type { StoreHost } from './store-host.ts';

/** How long to wait for other processes, in milliseconds. */
const patience = 30_000;

/** The number of a process that only looks which one to draw. */
const drawing = 0;

/** What the holder of a lock may do. */
export interface HeldLock {
  /** A folder beside the file, where only the holder writes. */
  readonly scratch: string;
  /** Rejects with `settings_file` where the lock was lost, to another host that saw no sign of life for long. */
  confirm(): Promise<void>;
}

/**
 * Runs `work` while nothing else in this process or another does so for this file. Creates its folder where that is
 * missing. Rejects with `settings_file` naming the holder after 30 seconds of waiting for other processes.
 */
export function withFileLock<T>(
  path: string,
  host: StoreHost,
  work: (lock: HeldLock) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  // One at a time stands in line for the whole process.
  return takeTurn(path, () => inLine(path, host, work, signal), signal);
}

async function inLine<T>(
  path: string,
  host: StoreHost,
  work: (lock: HeldLock) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const scratch = `${path}.lock`;
  const placed: string[] = [];
  const ended = new AbortController();
  const beating = beat(host, placed, ended.signal);
  try {
    const claim = await telling(path, 'locked', async () => {
      const own = await drawNumber(host, scratch, placed);
      await awaitTurn(host, path, scratch, own, signal);
      await sweep(host.files, scratch);
      return join(scratch, claimName(own));
    });
    const confirm = async () => {
      if (!(await host.files.facts(claim))) throw lockLost(path);
    };
    return await work({ scratch, confirm });
  } finally {
    ended.abort();
    await beating;
    await leave(host, scratch, placed);
  }
}

/** Stands in line. `placed` gets the files that have to be removed in the end, however this ends. */
async function drawNumber(host: StoreHost, scratch: string, placed: string[]): Promise<Claim> {
  const place = async (claim: Claim) => {
    const name = claimName(claim);
    placed.push(join(scratch, name));
    await (await createIn(host.files, scratch, name)).close();
  };
  const self = await host.processes.self();
  const draw: Claim = { ...self, number: drawing, nonce: host.random(8).toString('hex') };
  await place(draw);
  const numbers = (await claimsIn(host, scratch)).map(({ number }) => number);
  const claim = { ...draw, number: Math.max(drawing, ...numbers) + 1 };
  // The number comes before the end of drawing: others must see one or the other.
  await place(claim);
  await removeFile(host.files, join(scratch, claimName(draw)));
  return claim;
}

async function claimsIn({ files }: StoreHost, scratch: string): Promise<readonly Claim[]> {
  return (await files.list(scratch)).map(readClaim).filter((claim) => claim !== undefined);
}

async function awaitTurn(
  host: StoreHost,
  path: string,
  scratch: string,
  own: Claim,
  signal: AbortSignal | undefined,
): Promise<void> {
  const isLiving = signsOfLife(host, scratch);
  /** Whom to wait for: who lives and is ahead, then who draws. */
  const look = async () => {
    const others = (await claimsIn(host, scratch)).filter(({ nonce }) => nonce !== own.nonce);
    const drawers = others.filter(({ number }) => number === drawing);
    const ahead = others.filter((claim) => claim.number !== drawing && isAhead(claim, own));
    const before = [...ahead.sort((a, b) => a.number - b.number), ...drawers];
    while (before[0] && !(await isLiving(before[0]))) {
      await removeFile(host.files, join(scratch, claimName(before[0])));
      before.shift();
    }
    return before;
  };
  const began = host.elapsed();
  let front = { nonce: '', since: began };
  for (;;) {
    let before = await look();
    // Twice: who was just done drawing may have been missed, but not again. Who begins now will draw a higher number.
    if (before.length === 0) before = await look();
    const [first] = before;
    if (!first) return;
    const now = host.elapsed();
    if (now - began > patience) throw lockTaken(path, first);
    if (front.nonce !== first.nonce) front = { nonce: first.nonce, since: now };
    await pauseInLine(host, before.length, now - front.since, signal);
  }
}

/** Soonest for who is next, seldom while the line does not move, and not in step with the others. */
async function pauseInLine(
  host: StoreHost,
  before: number,
  still: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const share = 0.5 + (host.random(1)[0] as number) / 256;
  try {
    await host.pause(Math.min(100, (2 + still / 8) * before) * share, signal);
  } catch (error) {
    throw signal?.aborted ? cancellation(signal) : error;
  }
}

/** Shows other hosts that this process lives, until the signal ends it. What fails here, `confirm` tells. */
async function beat(host: StoreHost, claims: readonly string[], ended: AbortSignal): Promise<void> {
  const ignore = () => {};
  while (!ended.aborted) {
    await host.pause(heartbeat, ended).catch(ignore);
    const claim = claims.at(-1);
    if (!ended.aborted && claim !== undefined) await host.files.touch(claim, host.now()).catch(ignore);
  }
}

async function leave({ files }: StoreHost, scratch: string, claims: readonly string[]): Promise<void> {
  try {
    for (const claim of claims) await removeFile(files, claim);
    await files.removeFolder(scratch);
  } catch {
    // Others stand in line and leave after us. What cannot be removed ends with this process.
  }
}

function lockTaken(path: string, { host, pid }: Claim) {
  const message = `The file ${path} cannot be locked: process ${pid} of ${host || 'another host'} has held it for 30 seconds.`;
  return driverError('settings_file', message, {
    hint: 'See what that process waits for and try again; if it hangs, end it.',
  });
}

function lockLost(path: string) {
  return driverError(
    'settings_file',
    `The lock of the file ${path} was lost: this process stood still too long.`,
    {
      hint: 'Try again.',
    },
  );
}
