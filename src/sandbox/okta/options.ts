import type { SignInServer } from './oauth/sign-in-server.ts';
import type { Faults } from './wire/faults.ts';

/** What an Okta stand-in holds and how it behaves. */
export interface OktaSandboxOptions {
  /** How many users; default 5000. A million cost no more memory than one. */
  readonly users?: number;
  /** How many groups; default 200. There is one group rule for every eight. */
  readonly groups?: number;
  /** How many apps; default 50. */
  readonly apps?: number;
  /** How many events in the System Log; default 20000. */
  readonly logs?: number;
  /** Milliseconds before each answer; default 20, or 0 to answer at once. */
  readonly latency?: number;
  /** Requests that one token may send to one bucket in a window; default 600. */
  readonly rate?: number;
  /** Length of a window in seconds; default 60. */
  readonly rateWindow?: number;
  /** Requests of one token in flight before the server refuses; default 75. */
  readonly concurrency?: number;
  /** Milliseconds until a change shows up in `search`; default 0. */
  readonly searchLag?: number;
  /** Whether the org is an Okta Identity Engine, with devices and authenticators; default true. */
  readonly identityEngine?: boolean;
  /** Equal seeds give equal orgs; default 1. */
  readonly seed?: number;
  /** Port on 127.0.0.1; default 0, any free one. */
  readonly port?: number;
  /** Lifetime of access tokens in seconds; default 3600, as in the org authorization server. */
  readonly tokenLifetime?: number;
  /** The clock, in milliseconds since 1970; default the system's. Events lead up to what it says at the start. */
  readonly now?: () => number;
  /** Bytes of written pages that are kept for the next who asks; default 100 million. */
  readonly cachedBytes?: number;
  /** What goes wrong; default nothing. */
  readonly faults?: Faults;
  /** Where people sign in; default nowhere. */
  readonly signIn?: SignInServer;
}

/** The options with all defaults filled in. */
export type OktaSandboxSettings = Required<Omit<OktaSandboxOptions, 'signIn'>> &
  Pick<OktaSandboxOptions, 'signIn'>;

/** Fills in what was not said. */
export function withDefaults(options: OktaSandboxOptions): OktaSandboxSettings {
  return {
    users: options.users ?? 5000,
    groups: options.groups ?? 200,
    apps: options.apps ?? 50,
    logs: options.logs ?? 20_000,
    latency: options.latency ?? 20,
    rate: options.rate ?? 600,
    rateWindow: options.rateWindow ?? 60,
    concurrency: options.concurrency ?? 75,
    searchLag: options.searchLag ?? 0,
    identityEngine: options.identityEngine ?? true,
    seed: options.seed ?? 1,
    port: options.port ?? 0,
    tokenLifetime: options.tokenLifetime ?? 3600,
    now: options.now ?? Date.now,
    cachedBytes: options.cachedBytes ?? 100_000_000,
    faults: options.faults ?? [],
    signIn: options.signIn,
  };
}
