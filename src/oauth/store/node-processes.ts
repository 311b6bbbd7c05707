import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Processes, ProcessIdentity } from './store-host.ts';

/** The processes of this host, as /proc tells of them; where there is no /proc, by their ids alone. */
export function nodeProcesses(): Processes {
  let self: Promise<ProcessIdentity> | undefined;
  return {
    self() {
      self ??= identify();
      return self;
    },
    async liveness({ pid, start }) {
      try {
        process.kill(pid, 0);
      } catch (error) {
        // EPERM: it is there, and another user's.
        if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'dead';
      }
      if (start === '') return 'unknown';
      const found = await statusOf(pid);
      // A zombie has ended and only waits for its parent to look.
      return found?.start === start && found.state !== 'Z' ? 'living' : 'dead';
    },
  };
}

async function identify(): Promise<ProcessIdentity> {
  const host = hostname();
  const [boot, namespace, status] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
    statusOf(process.pid),
  ]);
  const place = createHash('sha256')
    .update(JSON.stringify([host, boot, namespace]))
    .digest('hex');
  return { host, place: place.slice(0, 16), pid: process.pid, start: status?.start ?? '' };
}

/** State and start of a process, from fields 3 and 22 of its stat (proc_pid_stat(5)). */
async function statusOf(pid: number): Promise<{ state: string; start: string } | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, and may hold both blanks and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, start] = [fields[0], fields[19]];
    return state === undefined || start === undefined ? undefined : { state, start };
  } catch {
    return undefined;
  }
}
