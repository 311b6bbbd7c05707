/** Several processes with many connections each over one kept sign-in, at an org whose tokens end every few seconds. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openSignInSession } from '../../src/index.ts';
import { readClaim } from '../../src/oauth/store/claim.ts';
import { compileProgram } from './compiled-program.ts';
import { createFastClock } from './fast-clock.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import { connectionString, createMachine, type Machine } from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

/** What a worker is told to do. */
export interface WorkerOrder {
  readonly connectionString: string;
  readonly connections: number;
  readonly statement: string;
  /** Milliseconds from one statement of a connection to its next, on average, where the machine is fast enough. */
  readonly interval: number;
}

/** What a worker tells. */
export type WorkerMessage = { readonly kind: 'opened' } | ({ readonly kind: 'failure' } & Failure);

/** A statement that failed. */
export interface Failure {
  /** By the clock of its process. */
  readonly at: number;
  readonly reason: string;
  readonly message: string;
}

/** One run. */
export interface SharedStoreOptions {
  readonly processes: number;
  /** Of each process. */
  readonly connections: number;
  /** Tokens to live through. */
  readonly lifetimes: number;
  /** How wrong the clocks of the first processes are, in milliseconds. */
  readonly offsets?: readonly number[];
  /** Whether refreshing leaves the refresh token as it is, as Okta sets up web applications unless told otherwise. */
  readonly keepsRefreshToken?: boolean;
  /** What happens meanwhile; begins when all connections are open. */
  readonly disturb?: (run: SharedStoreRun) => Promise<void>;
}

/** A run under way. */
export interface SharedStoreRun {
  /** Aborted when enough tokens were lived through. */
  readonly ended: AbortSignal;
  /** Refreshes that were granted so far. */
  refreshes(): number;
  /** Kills the process that holds the lock of the store, and starts another in its place; false where none does. */
  killHolder(): Promise<boolean>;
  /** Lets every write to a file fail, or none. */
  fillDisk(full: boolean): Promise<void>;
}

/** What came of a run. Times in milliseconds of the fast clock. */
export interface SharedStoreReport {
  /** Requests for a refresh in the log of the server. */
  readonly refreshes: readonly {
    readonly at: number;
    readonly outcome: string;
    /** The refresh token that was sent. */
    readonly sent: string;
  }[];
  readonly expiredUses: OktaService['authorization']['expiredUses'];
  readonly failures: readonly Failure[];
  /** Requests for data, and real seconds that they took. */
  readonly requests: number;
  readonly seconds: number;
  readonly kills: number;
  /** What the processes said on standard error. */
  readonly said: string;
}

/** How much faster than the real time that of the tokens is: a margin of five minutes leaves three seconds to be served in. */
const clockFactor = 100;

/** Seconds that access tokens live. They are renewed after half of it. */
export const tokenLife = 600;

/** Lets processes share a sign-in for so many tokens, and reports what the server saw. */
export async function shareStore(options: SharedStoreOptions): Promise<SharedStoreReport> {
  const { processes, lifetimes, offsets = [], keepsRefreshToken = false, disturb } = options;
  const clock = createFastClock(clockFactor);
  const machine = await createMachine();
  const program = await compileProgram(path.join(import.meta.dirname, 'shared-store-worker.ts'));
  const leave = clock.enter();
  const okta = await startOktaService({
    lifetimes: { accessToken: tokenLife },
    ...{ users: 4, groups: 2, apps: 1, logs: 1, rate: 1e9, concurrency: 1e6 },
    now: () => Date.now(),
  });
  const { id, secret } = okta.clients[keepsRefreshToken ? 'webKeeping' : 'web'];
  const source = connectionString('okta', {
    ...{ Domain: okta.origin, InitiateOAuth: 'REFRESH', OAuthClientId: id, OAuthClientSecret: secret },
    ...{ OAuthSettingsLocation: machine.settingsFile, RequestTimeout: '120' },
  });
  const refreshes = () => okta.authorization.log.filter(({ grant }) => grant === 'refresh_token');
  const diskFull = path.join(path.dirname(machine.settingsFile), 'disk-full');
  const { connections } = options;
  const order = { connectionString: source, connections, statement, interval: 50 };
  const workers = startWorkers(program.script, order, (offset) => ({
    ...{ ...machine.env, ...clock.environment(offset), DISK_FULL: diskFull },
  }));
  const ended = new AbortController();
  try {
    await signIn(source, machine, okta);
    await workers.begin(Array.from({ length: processes }, (_, index) => offsets[index] ?? 0));
    const [began, since, before] = [performance.now(), refreshes().length, okta.sandbox.log.length];
    const lived = () => refreshes().length - since;
    const disturbance = disturb?.({
      ended: ended.signal,
      refreshes: lived,
      killHolder: async () => workers.replace(await holderOf(machine.settingsFile)),
      fillDisk: (full) => (full ? writeFile(diskFull, '') : rm(diskFull, { force: true })),
    });
    while (lived() < lifetimes) await setTimeout(20);
    ended.abort();
    await disturbance;
    const requests = okta.sandbox.log.length - before;
    const seconds = (performance.now() - began) / 1000;
    await workers.stop();
    return {
      refreshes: refreshes().map(({ at, outcome, form }) => ({
        at,
        outcome,
        sent: form.refresh_token ?? '',
      })),
      expiredUses: okta.authorization.expiredUses,
      ...{ requests, seconds, failures: workers.failures, kills: workers.replaced(), said: workers.said() },
    };
  } finally {
    ended.abort();
    workers.kill();
    await okta.close();
    leave();
    await machine.close();
    await program.remove();
  }
}

/** Little work for engine, source and server. */
const statement = 'SELECT Id FROM Groups LIMIT 1';

async function signIn(source: string, machine: Machine, okta: OktaService): Promise<void> {
  await using session = await openSignInSession(source, { env: machine.env, interaction: null });
  const { url } = await session.authorizationRequest();
  await session.exchange(String(await signInOverHttp(url, okta.person)));
}

/** The process that holds the lock of a file, or is the next to. */
async function holderOf(file: string): Promise<number | undefined> {
  const names = await readdir(`${file}.lock`).catch((): string[] => []);
  const claims = names.map(readClaim).filter((claim) => claim !== undefined && claim.number > 0);
  return claims.sort((a, b) => (a?.number ?? 0) - (b?.number ?? 0))[0]?.pid;
}

interface Workers {
  readonly failures: readonly Failure[];
  said(): string;
  replaced(): number;
  /** Starts one for each clock that is so wrong, and waits until all have their connections. */
  begin(offsets: readonly number[]): Promise<void>;
  /** Kills one and starts another; false where it is none of them. */
  replace(pid: number | undefined): boolean;
  stop(): Promise<void>;
  kill(): void;
}

function startWorkers(
  script: string,
  order: WorkerOrder,
  environment: (offset: number) => Readonly<Record<string, string>>,
): Workers {
  const execArgv = ['--import', path.join(import.meta.dirname, 'shared-store-surroundings.mjs')];
  const running = new Set<ChildProcess>();
  const failures: Failure[] = [];
  let said = '';
  let replaced = 0;
  const start = (offset: number): Promise<void> => {
    // Not among the arguments, which everybody can see.
    const env = { ...environment(offset), WORKER_ORDER: JSON.stringify(order) };
    const child = fork(script, [], { env, execArgv, silent: true });
    // The server goes first: where processors are scarce, statements wait before they take a token, not on their way with it.
    if (child.pid !== undefined) setPriority(child.pid, 10);
    running.add(child);
    child.stderr?.on('data', (data: Buffer) => {
      said += data;
    });
    return new Promise((resolve, reject) => {
      child.on('message', (message: WorkerMessage) => {
        if (message.kind === 'opened') resolve();
        else failures.push(message);
      });
      child.once('exit', (code) => {
        running.delete(child);
        reject(new Error(`A worker ended with ${code}. ${said}`));
      });
    });
  };
  return {
    failures,
    said: () => said,
    replaced: () => replaced,
    begin: async (offsets) => {
      await Promise.all(offsets.map(start));
    },
    replace: (pid) => {
      const child = [...running].find((one) => one.pid === pid);
      if (!child) return false;
      replaced++;
      child.kill('SIGKILL');
      // It may be killed in turn before it is ready.
      start(0).catch(() => {});
      return true;
    },
    stop: async () => {
      const last = [...running].map((child) => once(child, 'exit'));
      for (const child of running) child.send('stop');
      await Promise.all(last);
    },
    kill: () => {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}
