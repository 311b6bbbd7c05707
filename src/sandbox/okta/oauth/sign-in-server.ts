import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest } from '../api/management-api.ts';

/** An authorization server where people sign in. It stands before the org's own, on the same origin. */
export interface SignInServer {
  /** Answers the request where it is for this server; false leaves it to the sandbox. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Whose access token the request carries; undefined where it is none that this server gave and still honours. */
  identify(request: Pick<ApiRequest, 'method' | 'path' | 'headers'>): Promise<SignedIn | undefined>;
}

/** What an access token stands for. */
export interface SignedIn {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Login of the user; undefined where a service signed in. */
  readonly login: string | undefined;
}
