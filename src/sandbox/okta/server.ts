import type { AddressInfo } from 'node:net';
import type { LoggedRequest, Sandbox } from '../sandbox.ts';
import { type ApiRequest, answerRequest } from './api/management-api.ts';
import { createPageCache } from './api/page-cache.ts';
import { createRateLimits } from './api/rate-limits.ts';
import { createSortedResults } from './api/sorted-results.ts';
import { truthOf } from './api/truth.ts';
import { userOrdinal } from './api/users-api.ts';
import { createAuthorizationServer } from './oauth/authorization-server.ts';
import { apiTokenConnection, peopleConnection, serviceConnection } from './oauth/connection-strings.ts';
import { createPeopleApp } from './oauth/people-app.ts';
import { createServiceApps, type ServiceAppName, type ServiceCredentials } from './oauth/service-clients.ts';
import type { SignInServer } from './oauth/sign-in-server.ts';
import { createTokenRegister, type Principal, type SandboxTokens } from './oauth/tokens.ts';
import { type OktaSandboxOptions, withDefaults } from './options.ts';
import { isoTime } from './org/calendar.ts';
import type { Row } from './org/collection.ts';
import { createOrg, type Org } from './org/org.ts';
import { addTextAttribute } from './org/user-schema.ts';
import { createFaults, type Faults } from './wire/faults.ts';
import { createHttpServer, type Service } from './wire/http-server.ts';

/** A running Okta stand-in, with what tests need beside its interface. */
export interface OktaSandbox extends Sandbox {
  /** API tokens: one that may do everything, and some that may not. */
  readonly tokens: SandboxTokens;
  /** Connection strings by API token. */
  readonly tokenConnections: Readonly<Record<keyof SandboxTokens, string>>;
  /** The private key and client id of a service app; its key is made at the first call. */
  serviceApp(name: ServiceAppName): ServiceCredentials & { readonly connectionString: string };
  /** Replaces the faults; their counters begin anew. */
  setFaults(faults: Faults): void;
  /** Changes a user: `patch` is laid over it, `patch.profile` over its profile. `lastUpdated` is now unless given. */
  changeUser(id: string, patch: UserPatch): void;
  /** Adds a user, active unless told otherwise; gives its id. It is a member of Everyone only. */
  addUser(patch: UserPatch & { readonly profile: Readonly<Record<string, unknown>> }): string;
  /** Removes a user for good. */
  removeUser(id: string): void;
  /** Adds a custom attribute of text to the schema of every type of users. */
  addUserAttribute(name: string, title: string): void;
  /** Stores an event that happens now. */
  addEvent(event: Readonly<Record<string, unknown>>): void;
}

/** Part of a user, as the API shows it. */
export interface UserPatch {
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly [property: string]: unknown;
}

const sortedResultsKept = 4;

/** Starts an Okta-compatible server on loopback. It keeps nothing on disk and ends with `close()`. */
export async function startOktaSandbox(options: OktaSandboxOptions = {}): Promise<OktaSandbox> {
  const settings = withDefaults(options);
  let service: Service | undefined;
  // Links hold the port, so the org is made once the server listens; no request can come before.
  const server = createHttpServer(() => service as Service);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { seed, now } = settings;
  const org = createOrg(settings, url);
  const tokens = createTokenRegister(seed, org.people.id(0), settings.tokenLifetime, now);
  const apps = createServiceApps(seed);
  const people = createPeopleApp({ tokens, user: administratorOf(org), now });
  const log: LoggedRequest[] = [];
  let fault = createFaults(settings.faults);
  const parts = {
    org,
    tokens,
    authorization: createAuthorizationServer({ origin: url, tokens, people, clients: apps.clients, now }),
    limits: createRateLimits(settings.rate, settings.rateWindow, now),
    sorted: createSortedResults(sortedResultsKept),
    cache: createPageCache(settings.cachedBytes),
  };
  service = {
    now,
    latency: settings.latency,
    rate: settings.rate,
    concurrency: settings.concurrency,
    diverted: (request, response) => (settings.signIn ?? people).handle(request, response),
    answer: async (request, joinLinks) =>
      answerRequest(parts, request, joinLinks, await guestOf(org, settings.signIn, request)),
    fault: (request) => fault(request),
    record: (entry) => log.push(entry),
  };

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { full, withoutSchemas, usersOnly, expired } = tokens.apiTokens;
  return {
    url,
    connectionStrings: {
      APIToken: apiTokenConnection(url, full),
      // Asked for only by those who use it, because making the key takes time.
      OAuth: peopleConnection(url, people.clientId),
      get OAuthJWT() {
        return serviceConnection(url, apps.credentials('full'));
      },
    },
    tokens: tokens.apiTokens,
    tokenConnections: {
      full: apiTokenConnection(url, full),
      withoutSchemas: apiTokenConnection(url, withoutSchemas),
      usersOnly: apiTokenConnection(url, usersOnly),
      expired: apiTokenConnection(url, expired),
    },
    serviceApp: (name) => {
      const credentials = apps.credentials(name);
      return { ...credentials, connectionString: serviceConnection(url, credentials) };
    },
    log,
    clearLog: () => {
      log.length = 0;
    },
    truth: () => truthOf(org),
    setFaults: (faults) => {
      fault = createFaults(faults);
    },
    changeUser: (id, patch) => changeUser(org, id, patch),
    addUser: (patch) => addUser(org, patch),
    removeUser: (id) => org.users.remove(ordinalOf(org, id)),
    addUserAttribute: (name, title) => addTextAttribute(org.userTypes, name, title),
    addEvent: (event) => {
      org.events.append(event);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The first of the people, who may do everything. */
function administratorOf(org: Org): { readonly id: string; readonly login: string } {
  const id = org.people.id(0);
  const user = org.users.at(0) as { readonly profile?: { readonly login?: unknown } } | undefined;
  return { id, login: String(user?.profile?.login ?? id) };
}

/** Who sends a request, where an authorization server for people knows. */
async function guestOf(
  org: Org,
  signIn: SignInServer | undefined,
  request: ApiRequest,
): Promise<Principal | undefined> {
  const known = await signIn?.identify(request);
  if (!known) return undefined;
  const { clientId, scopes, login } = known;
  const ordinal = login === undefined ? undefined : userOrdinal(org, login);
  const user = ordinal === undefined ? undefined : org.users.at(ordinal);
  return { name: clientId, scheme: 'Bearer', scopes, userId: user && String(user.id) };
}

function ordinalOf(org: Org, id: string): number {
  const ordinal = org.users.ordinalOf(id);
  if (ordinal === undefined || !org.users.at(ordinal)) throw new Error(`The sandbox has no user ${id}.`);
  return ordinal;
}

function changeUser(org: Org, id: string, patch: UserPatch): void {
  const ordinal = ordinalOf(org, id);
  const user = org.users.at(ordinal) as Row;
  const profile = { ...(user.profile as Row), ...patch.profile };
  org.users.replace(ordinal, { ...user, lastUpdated: isoTime(org.now()), ...patch, profile });
  if (typeof patch.profile?.login === 'string') org.renamed.set(patch.profile.login.toLowerCase(), ordinal);
}

function addUser(org: Org, patch: UserPatch): string {
  const ordinal = org.users.length;
  const time = isoTime(org.now());
  const user = org.users.add((id) => ({
    id,
    status: 'ACTIVE',
    created: time,
    activated: time,
    statusChanged: time,
    lastLogin: null,
    lastUpdated: time,
    passwordChanged: null,
    type: { id: org.userTypes[0].id },
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: { href: `${org.origin}/api/v1/users/${id}` } },
    ...patch,
  }));
  if (typeof patch.profile?.login === 'string') org.renamed.set(patch.profile.login.toLowerCase(), ordinal);
  return String(user.id);
}
