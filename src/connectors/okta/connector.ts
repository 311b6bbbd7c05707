import type { Schema } from '../../catalog/table.ts';
import { AuthorizationError } from '../../errors.ts';
import type { RestSource } from '../../rest/source.ts';
import type {
  Connector,
  Identity,
  Page,
  RateLimitState,
  Scan,
  ScanOffer,
  SourceContext,
} from '../../spi/connector.ts';
import { withCustomColumns, withOrgColumn } from './custom-columns.ts';
import { oktaDeclaration } from './declaration.ts';
import { fetchCustomColumns } from './schemas.ts';

/** What the connector knows of its sign-in. */
export interface OktaSignIn {
  /** Client id of an app that signs in for itself; undefined where a person does. */
  readonly app: string | undefined;
  /** Scopes of the token; undefined where they are not known. */
  scopes(): readonly string[] | undefined;
}

/** An open Okta org. */
export class OktaConnector implements Connector {
  readonly name = 'okta';
  readonly #source: RestSource;
  readonly #server: string;
  readonly #signIn: OktaSignIn;
  readonly #orgColumn: boolean;

  /** `orgColumn`: whether every table ends with a column that holds the host of the org. */
  constructor(source: RestSource, server: string, signIn: OktaSignIn, orgColumn: boolean) {
    this.#source = source;
    this.#server = server;
    this.#signIn = signIn;
    this.#orgColumn = orgColumn;
  }

  async discover(context: SourceContext): Promise<Schema> {
    const custom = await fetchCustomColumns(this.#source, context);
    const { host } = new URL(this.#server);
    this.#source.declare(
      oktaDeclaration.tables.map((table) => {
        const { customColumns } = table;
        const known = customColumns === 'user' || customColumns === 'group';
        const whole = known ? withCustomColumns(table, custom[customColumns]) : table;
        return this.#orgColumn ? withOrgColumn(whole, host) : whole;
      }),
    );
    return { tables: this.#source.tables(), procedures: [], warnings: custom.warnings };
  }

  offer(scan: Scan): ScanOffer {
    return this.#source.offer(scan);
  }

  scan(scan: Scan, context: SourceContext): AsyncIterable<Page> {
    return this.#source.scan(scan, context);
  }

  rateLimits(): readonly RateLimitState[] {
    return this.#source.rateLimits();
  }

  async identify(context: SourceContext): Promise<Identity> {
    const known = { server: this.#server, sandbox: false };
    const { app } = this.#signIn;
    if (app !== undefined) {
      // What proves the sign-in of an app is a token, and any request gets one.
      await this.#source
        .fetchJson(
          { path: '/api/v1/meta/types/user', purpose: 'identity', scopes: ['okta.userTypes.read'] },
          context,
        )
        .catch(ignoreMissingScope);
      return { ...known, user: app, scopes: this.#signIn.scopes() };
    }
    const answer = await this.#source
      .fetchJson({ path: '/api/v1/users/me', purpose: 'identity', scopes: ['okta.users.read'] }, context)
      .catch(ignoreMissingScope);
    const login = (answer?.body as { profile?: { login?: unknown } } | null)?.profile?.login;
    return { ...known, user: typeof login === 'string' ? login : undefined, scopes: this.#signIn.scopes() };
  }

  /** Its network is closed by whoever made that. */
  async close(): Promise<void> {}
}

function ignoreMissingScope(error: unknown): undefined {
  if (!(error instanceof AuthorizationError) || error.reason !== 'missing_scope') throw error;
  return undefined;
}
