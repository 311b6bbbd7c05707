/** Several processes with many connections each over one kept sign-in, against an org whose tokens end every few seconds. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openSignInSession } from '../../src/index.ts';
import { compileProgram } from './compiled-program.ts';
import { createFastClock } from './fast-clock.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import { connectionString, createMachine } from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

/** What a worker is told to do. */
export interface WorkerOrder {
  readonly connectionString: string;
  readonly connections: number;
  readonly statement: string;
  /** Milliseconds from one statement of a connection to its next, on average. */
  readonly interval: number;
}

/** What a worker tells. */
export type WorkerMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'failure'; readonly reason: string; readonly code: string; readonly text: string }
  | { readonly kind: 'ended'; readonly statements: number };

type Failure = Extract<WorkerMessage, { kind: 'failure' }>;

/** One run. */
export interface SharedStoreOptions {
  readonly processes: number;
  readonly connections: number;
  /** Tokens to live through. */
  readonly lifetimes: number;
  /** How wrong the clocks of the first processes are, in milliseconds. */
  readonly offsets?: readonly number[];
  /** What happens meanwhile; begins when all connections are open. */
  readonly disturb?: (run: SharedStoreRun) => Promise<void>;
  /** Whether refreshing leaves the refresh token as it is. */
  readonly keepsRefreshToken?: boolean;
}

/** A run under way. */
export interface SharedStoreRun {
  /** Aborted when enough tokens were lived through. */
  readonly ended: AbortSignal;
  /** Refreshes that were granted so far. */
  refreshes(): number;
  /** Kills the process at the front of the line for the store, and starts another; false where none is there. */
  killHolder(): Promise<boolean>;
  /** Lets every write to a disk fail, or none. */
  fillDisk(full: boolean): Promise<void>;
}

/** What came of a run. */
export interface SharedStoreReport {
  /** Refreshes in the log of the server. */
  readonly refreshes: readonly {
    /** Milliseconds of the fast time. */
    readonly at: number;
    readonly outcome: string;
    /** The refresh token that was used. */
    readonly used: string;
  }[];
  readonly expiredUses: OktaService['authorization']['expiredUses'];
  readonly failures: readonly Failure[];
  /** Requests for data that were answered, and real seconds that it took. */
  readonly requests: number;
  readonly seconds: number;
  readonly kills: number;
  /** What the processes said on standard error. */
  readonly said: string;
}

/** How much faster than the real one the time of the tokens is. */
export const clockFactor = 200;

/** How long an access token lives, in seconds; half of it is more than the margin, so that is when it is renewed. */
export const tokenLife = 600;

/** Lets processes share a sign-in for so many tokens, and reports what the server saw. */
export async function shareStore(options: SharedStoreOptions): Promise<SharedStoreReport> {
  const { processes, connections, lifetimes, offsets = [], disturb = async () => {} } = options;
  const clock = createFastClock(clockFactor);
  const program = await compileProgram(path.join(import.meta.dirname, 'shared-store-worker.ts'));
  const machine = await createMachine();
  const leave = clock.enter();
  const okta = await startOktaService({
    lifetimes: { accessToken: tokenLife },
    ...{ users: 4, groups: 2, apps: 1, logs: 1, rate: 1e9, concurrency: 1e6 },
    now: () => Date.now(),
  });
  const { id, secret } = okta.clients[options.keepsRefreshToken ? 'webKeeping' : 'web'];
  const kept = {
    ...{ Domain: okta.origin, InitiateOAuth: 'REFRESH', OAuthClientId: id, OAuthClientSecret: secret },
    OAuthSettingsLocation: machine.settingsFile,
    RequestTimeout: '120',
  };
  const full = path.join(path.dirname(machine.settingsFile), 'disk-full');
  const failures: Failure[] = [];
  let said = '';
  let kills = 0;
  const children = new Set<ChildProcess>();
  const ended = new AbortController();
  const granted = () =>
    okta.authorization.log.filter(({ grant, outcome }) => grant === 'refresh_token' && outcome === 'granted');

  const start = (offset = 0) => {
    const order: WorkerOrder = {
      connectionString: connectionString('okta', kept),
      ...{ connections, statement: 'SELECT Id FROM Groups LIMIT 1', interval: 50 },
    };
    const env = { ...machine.env, ...clock.environment(offset), DISK_FULL: full };
    const child = fork(program.script, [JSON.stringify(order)], { env, silent: true });
    children.add(child);
    child.stderr?.on('data', (data: Buffer) => {
      said += data;
    });
    child.once('exit', () => children.delete(child));
    child.on('message', (message: WorkerMessage) => {
      if (message.kind === 'failure') failures.push(message);
    });
    return child;
  };
  const holders = async () => {
    const names = await readdir(`${machine.settingsFile}.lock`).catch((): string[] => []);
    const claims = names.map((name) => name.split('_')).filter(([number]) => Number(number) > 0);
    const pids = claims.sort(([a], [b]) => Number(a) - Number(b)).map((parts) => Number(parts[3]));
    return pids.flatMap((pid) => [...children].find((child) => child.pid === pid) ?? []);
  };

  try {
    const session = await openSignInSession(connectionString('okta', kept), {
      env: machine.env,
      interaction: null,
    });
    const { url } = await session.authorizationRequest();
    await session.exchange(String(await signInOverHttp(url, okta.person)));
    await session.close();

    const first = Array.from({ length: processes }, (_, index) => start(offsets[index]));
    await Promise.all(first.map((child) => once(child, 'message')));
    const [began, since, before] = [performance.now(), granted().length, okta.sandbox.log.length];
    const disturbed = disturb({
      ended: ended.signal,
      refreshes: () => granted().length - since,
      killHolder: async () => {
        const [holder] = await holders();
        if (!holder) return false;
        kills++;
        holder.kill('SIGKILL');
        start();
        return true;
      },
      fillDisk: (isFull) => (isFull ? writeFile(full, '') : rm(full, { force: true })),
    });
    while (granted().length - since < lifetimes && children.size > 0) await setTimeout(20);
    ended.abort();
    await disturbed;
    const seconds = (performance.now() - began) / 1000;
    const requests = okta.sandbox.log.length - before;
    const last = [...children];
    for (const child of last) child.send('stop');
    await Promise.all(last.map((child) => child.exitCode ?? once(child, 'exit')));
    return {
      refreshes: okta.authorization.log
        .filter(({ grant }) => grant === 'refresh_token')
        .map(({ at, outcome, form }) => ({ at, outcome, used: form.refresh_token ?? '' })),
      expiredUses: okta.authorization.expiredUses,
      ...{ failures, requests, seconds, kills, said },
    };
  } finally {
    ended.abort();
    for (const child of children) child.kill('SIGKILL');
    await okta.close();
    leave();
    await machine.close();
    await program.remove();
  }
}
