import process from 'node:process';
import { driverError } from '../errors.ts';
import type { SignIn, SignInStatus } from '../oauth/sign-in.ts';
import { exportSignIn, importSignIn } from '../oauth/store/transfer.ts';
import { isUnreadable } from '../oauth/store/unreadable.ts';
import type { ConnectOptions } from './connection.ts';
import { nodeInteraction } from './node-interaction.ts';
import { type OpeningContext, type PreparedSource, prepareSource } from './open-source.ts';
import { connectionsPath, type NamedSource, nameSources } from './options/connections-file.ts';
import { nodeHost } from './options/host.ts';
import type { ResolvedEntry } from './options/references.ts';
import { nodeStores } from './sign-in-host.ts';

/** What a verb of a {@link SignInSession} can be ended with. */
export interface SignInVerbOptions {
  readonly signal?: AbortSignal;
}

/** An authorization request for a person elsewhere. */
export interface AuthorizationRequest {
  readonly url: string;
  readonly state: string;
  /** What the exchange of the code needs on another machine, where the app has no secret. Secret. */
  readonly pkceVerifier: string | undefined;
}

/** The sign-in that is kept for one source, to look after it without asking the source for data. */
export interface SignInSession extends AsyncDisposable {
  /** Sentences for the user about the connection string. */
  readonly notices: readonly string[];
  /** What is kept, without any secret. Sends nothing. */
  status(): Promise<SignInStatus>;
  /** Asks a person to sign in, whatever is kept. `addScopes`: besides those that are granted already. */
  login(options?: SignInVerbOptions & { readonly addScopes?: readonly string[] }): Promise<SignInStatus>;
  /** Renews the tokens now. */
  refresh(options?: SignInVerbOptions): Promise<SignInStatus>;
  /** Forgets the sign-in, here and at the authorization server; also one that cannot be opened. */
  logout(options?: SignInVerbOptions): Promise<void>;
  /** Where a person can sign in elsewhere; remembered for ten minutes. */
  authorizationRequest(): Promise<AuthorizationRequest>;
  /** Exchanges the code, or the whole address, that the browser ended at, and keeps the sign-in. */
  exchange(
    pasted: string,
    options?: SignInVerbOptions & { readonly pkceVerifier?: string },
  ): Promise<SignInStatus>;
  /** The kept sign-in as text that opens with the passphrase alone. */
  exportText(passphrase: string): Promise<string>;
  /** Keeps a sign-in that was exported elsewhere. */
  importText(text: string, passphrase: string): Promise<SignInStatus>;
  close(): Promise<void>;
}

/**
 * Opens the sign-in of the one source that a connection string, or `@name`, stands for. Sends and asks nothing yet; what
 * InitiateOAuth says does not matter. Errors as of `connect`; `unsupported_statement` for a source without sign-in.
 */
export async function openSignInSession(
  source: string,
  options: ConnectOptions & { readonly authScheme?: string } = {},
): Promise<SignInSession> {
  const host = nodeHost(options.env);
  const named = await nameSources(source, options.connectionsFile ?? connectionsPath(host), host);
  const [first, ...others] = named.sources;
  if (!first || others.length > 0) {
    throw driverError('bad_connection_string', `${source} stands for several sources.`, {
      hint: 'Look after the sign-in of one source at a time.',
    });
  }
  const cleanups: (() => Promise<void>)[] = [];
  const { interaction, onEvent, signal, authScheme } = options;
  const context: OpeningContext = {
    ...{ host, onEvent, signal, cleanups },
    interaction:
      interaction === undefined
        ? nodeInteraction({ ...host, input: process.stdin, errors: process.stderr })
        : (interaction ?? undefined),
  };
  const close = async () => {
    for (const cleanup of cleanups.toReversed()) await cleanup().catch(() => {});
  };
  try {
    const overrides: readonly ResolvedEntry[] = [
      { name: 'InitiateOAuth', value: 'REFRESH' },
      { name: 'OAuthVerifier', value: '' },
      ...(authScheme === undefined ? [] : [{ name: 'AuthScheme', value: authScheme }]),
    ];
    const { signIn, background, notices } = await prepareToForget(first, context, overrides);
    if (!signIn) {
      throw driverError('unsupported_statement', `The source ${first.text.split(':')[0]} has no sign-in.`, {
        hint: 'Its connection string holds all that it needs.',
      });
    }
    return sessionOf(signIn, background.observe, [...named.notices, ...notices], host, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is kept and cannot be opened can still be forgotten, where the connection string says enough without it. */
async function prepareToForget(
  source: NamedSource,
  context: OpeningContext,
  overrides: readonly ResolvedEntry[],
): Promise<PreparedSource> {
  return prepareSource(source, context, { overrides }).catch((error: unknown) => {
    if (!isUnreadable(error)) throw error;
    return prepareSource(source, context, { overrides, forgetful: true }).catch(() => {
      throw error;
    });
  });
}

function sessionOf(
  signIn: SignIn,
  observe: Parameters<SignIn['logout']>[0],
  notices: readonly string[],
  host: OpeningContext['host'],
  close: () => Promise<void>,
): SignInSession {
  const storeHost = nodeStores(host).host;
  return {
    notices,
    status: () => signIn.status(),
    async login({ addScopes = [], signal } = {}) {
      if (!signIn.keepsTokens) {
        const message = `AuthScheme=${signIn.settings.scheme} needs no login: whoever connects is signed in.`;
        throw driverError('unsupported_statement', message, { hint: 'Try it with sqluice test.' });
      }
      await signIn.login({ addScopes }, signal);
      return signIn.status();
    },
    async refresh({ signal } = {}) {
      await signIn.refresh(undefined, observe, signal);
      return signIn.status();
    },
    logout: ({ signal } = {}) => signIn.logout(observe, signal),
    async authorizationRequest() {
      const { url, pending } = await signIn.authorizationRequest({});
      return { url, state: pending.state, pkceVerifier: pending.verifier };
    },
    async exchange(pasted, { signal, pkceVerifier } = {}) {
      await signIn.exchange(pasted, pkceVerifier === undefined ? {} : { pkceVerifier }, observe, signal);
      return signIn.status();
    },
    exportText: (passphrase) => exportSignIn(signIn.store, passphrase, storeHost),
    async importText(text, passphrase) {
      await importSignIn(signIn.store, text, passphrase, storeHost, (kept) => signIn.refuseOthers(kept));
      return signIn.status();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
