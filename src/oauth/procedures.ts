/** Signing in by procedure: for programs that send their users to sign in, and for machines without a browser. */
import type { DataType } from '../catalog/data-type.ts';
import type { Procedure, ProcedureParameter } from '../catalog/table.ts';
import { driverError } from '../errors.ts';
import type { AuthorizationContext } from './authorization.ts';
import type { SignIn } from './sign-in.ts';
import type { TokenSet } from './token-set.ts';

const text: DataType = 'text';

function input(
  name: string,
  description: string,
  more: Partial<ProcedureParameter> = {},
): ProcedureParameter {
  return { name, type: text, direction: 'in', required: false, description, ...more };
}

function output(name: string, description: string): ProcedureParameter {
  return { name, type: text, direction: 'out', required: false, description };
}

const authMode = input(
  'AuthMode',
  'WEB: a person is sent to the address elsewhere. APP: the browser of this machine opens.',
  {
    enumeration: ['APP', 'WEB'],
    default: 'APP',
  },
);
const callbackUrl = input(
  'CallbackURL',
  'Where the browser comes back to; default the CallbackURL of the connection.',
);
const scope = input('Scope', 'Scopes to ask for, parted by blanks; default the Scope of the connection.');
const accessToken = output('OAuthAccessToken', 'The access token.');
const refreshToken = output('OAuthRefreshToken', 'The refresh token, where one was given.');
const expiresIn = output('ExpiresIn', 'Life of the access token in seconds; -1 where it does not expire.');
const scopes = output('Scope', 'The scopes that were granted, parted by blanks.');

/** The procedures of every source that people sign in to. Names and parameters as in the drivers that we replace. */
export const signInProcedures: readonly Procedure[] = [
  {
    name: 'GetOAuthAuthorizationURL',
    description: 'The address at which a person signs in; their browser then comes back with a code.',
    scopes: [],
    parameters: [
      authMode,
      callbackUrl,
      scope,
      input('State', 'A value of your own that comes back with the code; default a random one.'),
      input('Prompt', 'The prompt parameter of the request, such as login or consent.'),
      input(
        'PKCE',
        'Off leaves out the proof key: for a bare code that an app with a secret exchanges elsewhere.',
        {
          enumeration: ['On', 'Off'],
          default: 'On',
        },
      ),
      output('URL', 'The address to open.'),
      output('State', 'The state to expect back.'),
      output('PKCEVerifier', 'What the exchange of the code needs where it is done elsewhere. Secret.'),
    ],
  },
  {
    name: 'GetOAuthAccessToken',
    description:
      'Exchanges the code that the browser came back with for tokens; without a code (APP) opens the browser here. Keeps them where OAuthSettingsLocation says.',
    scopes: [],
    parameters: [
      authMode,
      input('Verifier', 'The code, or the whole address that the browser came back with.'),
      callbackUrl,
      scope,
      input('State', 'The State that GetOAuthAuthorizationURL gave; checked against the answer.'),
      input(
        'PKCEVerifier',
        'The PKCEVerifier that GetOAuthAuthorizationURL gave, where that was called elsewhere.',
      ),
      accessToken,
      refreshToken,
      expiresIn,
      scopes,
    ],
  },
  {
    name: 'RefreshOAuthAccessToken',
    description: 'A new access token for a refresh token. Keeps it where OAuthSettingsLocation says.',
    scopes: [],
    parameters: [
      input('OAuthRefreshToken', 'The refresh token; default the one that is kept, or set.'),
      accessToken,
      refreshToken,
      expiresIn,
      scopes,
    ],
  },
];

/** The one row that a procedure gives: values of its outputs, by name. */
export type ProcedureRow = ReadonlyMap<string, string | null>;

/** Inputs by the names of the parameters; all text. */
export type ProcedureInputs = ReadonlyMap<string, string>;

/** Runs one of {@link signInProcedures}, by its exact name. Errors: those of signing in. */
export async function callSignInProcedure(
  signIn: SignIn,
  name: string,
  inputs: ProcedureInputs,
  { observe, signal }: AuthorizationContext,
): Promise<ProcedureRow> {
  const optional = (parameter: string): string | undefined => inputs.get(parameter) || undefined;
  const callback = optional('CallbackURL');
  const state = optional('State');
  const facts = {
    ...(callback === undefined ? {} : { callbackUrl: callback }),
    ...(state === undefined ? {} : { state }),
  };
  switch (name) {
    case 'GetOAuthAuthorizationURL': {
      const prompt = optional('Prompt');
      const wanted = optional('Scope')?.match(/\S+/g) ?? undefined;
      const { url, pending } = await signIn.authorizationRequest({
        ...facts,
        ...(prompt === undefined ? {} : { prompt }),
        ...(wanted === undefined ? {} : { scopes: wanted }),
        pkce: optional('PKCE') !== 'Off',
      });
      return new Map([
        ['URL', url],
        ['State', pending.state],
        ['PKCEVerifier', pending.verifier ?? null],
      ]);
    }
    case 'GetOAuthAccessToken': {
      const verifier = optional('Verifier');
      const pkceVerifier = optional('PKCEVerifier');
      const known = { ...facts, ...(pkceVerifier === undefined ? {} : { pkceVerifier }) };
      if (verifier !== undefined) return tokenRow(await signIn.exchange(verifier, known, observe, signal));
      if (optional('AuthMode') === 'WEB') {
        throw driverError('bad_parameter', 'GetOAuthAccessToken needs Verifier while AuthMode is WEB.', {
          hint: 'Give the code, or the whole address that the browser came back with.',
        });
      }
      return tokenRow(await signIn.login({ addScopes: optional('Scope')?.match(/\S+/g) ?? [] }, signal));
    }
    case 'RefreshOAuthAccessToken':
      return tokenRow(await signIn.refresh(optional('OAuthRefreshToken'), observe, signal));
    default:
      throw driverError('internal', `${name} is no procedure of signing in.`);
  }
}

function tokenRow({ accessToken, refreshToken, scopes, expiresAt, obtainedAt }: TokenSet): ProcedureRow {
  const seconds = expiresAt === undefined ? -1 : Math.round((expiresAt - obtainedAt) / 1000);
  return new Map([
    ['OAuthAccessToken', accessToken],
    ['OAuthRefreshToken', refreshToken ?? null],
    ['ExpiresIn', String(seconds)],
    ['Scope', scopes.length > 0 ? scopes.join(' ') : null],
  ]);
}
