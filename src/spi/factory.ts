import type { Property, PropertyValues } from '../catalog/property.ts';
import type { Network } from '../network/network.ts';
import type { Authorization } from '../oauth/authorization.ts';
import type { SignInProfile } from '../oauth/profile.ts';
import type { Connector, SourceContext } from './connector.ts';

/** A kind of source: its properties, and how to open one. Importing it does no work. */
export interface ConnectorFactory {
  readonly name: string;
  /** Its own properties, besides the common ones. */
  readonly properties: readonly Property[];
  /** How to sign in to it; absent where the connector authorizes requests by itself. */
  readonly signIn?: SignInProfile;
  /** Scheme and host of the server that requests go to, from valid properties. */
  origin(values: PropertyValues): string;
  /** Opens a source. Sends no request. */
  open(values: PropertyValues, environment: ConnectorEnvironment): Promise<Connector>;
}

/** What a connector takes from the outside, so that tests can give it another. */
export interface ConnectorEnvironment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the given milliseconds; rejects at once with the signal's reason. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
  /** The way to the servers of the source; closed by whoever made it, after the connector. */
  readonly network: Network;
  /** Authorizes the requests to the source, as `signIn` says; nothing where that is absent. */
  readonly authorization: Authorization;
  /** For work that belongs to no statement, such as a token refresh. */
  readonly background: SourceContext;
}
