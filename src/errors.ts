/**
 * The one error type of the driver. Every face shows the same SQLSTATE in `code`; `reason` is the finer,
 * stable name that programs match on. `docs/errors.md` lists every reason.
 */

/** The families of errors; one subclass of {@link DriverError} stands for each. */
export type ErrorKind =
  | 'connection'
  | 'authorization'
  | 'query'
  | 'unsupported'
  | 'data'
  | 'source'
  | 'cancelled'
  | 'internal';

interface ReasonFacts {
  readonly kind: ErrorKind;
  /** SQLSTATE, five characters (PostgreSQL 17, appendix A; HV class from SQL/MED). */
  readonly code: string;
  readonly retryable?: boolean;
  /** What happened, in general; goes into docs/errors.md. */
  readonly meaning: string;
  /** What a person does next; goes into docs/errors.md and, unless a nearer hint is given, into the error. */
  readonly remedy: string;
}

/** Every reason an error can have, with its SQLSTATE, family, meaning and remedy. */
export const reasons = {
  // Connection strings and properties
  bad_connection_string: {
    kind: 'connection',
    code: 'HV00D',
    meaning: 'The connection string cannot be read.',
    remedy: 'Write it as source:Name=Value;Name=Value, and quote values that hold a semicolon.',
  },
  unknown_source: {
    kind: 'connection',
    code: 'HV00D',
    meaning: 'No connector has this name.',
    remedy: 'Use one of the sources that `sqluice properties` lists.',
  },
  unknown_property: {
    kind: 'connection',
    code: 'HV00D',
    meaning: 'The source has no property of this name.',
    remedy: 'Correct the name; `sqluice properties <source>` lists all.',
  },
  bad_property_value: {
    kind: 'connection',
    code: 'HV024',
    meaning: 'A property has a value it cannot take.',
    remedy: 'Use one of the values the message names.',
  },
  missing_property: {
    kind: 'connection',
    code: 'HV00D',
    meaning: 'A property that this sign-in or source needs is not set.',
    remedy: 'Set it; the message says where its value is found.',
  },
  bad_properties: {
    kind: 'connection',
    code: 'HV00D',
    meaning: 'Several properties of one connection string are wrong; `detail` lists each.',
    remedy: 'Correct each of them.',
  },
  conflicting_properties: {
    kind: 'connection',
    code: 'HV00D',
    meaning: 'Properties of the connection string do not go together.',
    remedy: 'Drop or change one of them, as the message says.',
  },
  bad_declaration: {
    kind: 'connection',
    code: 'HV00D',
    meaning:
      'The file that declares the tables of a REST source has faults; `detail` lists each with its place.',
    remedy: 'Correct them; docs/declarations.md says what each part means.',
  },
  unknown_connection: {
    kind: 'connection',
    code: '08001',
    meaning: 'The connections file has no entry of this name.',
    remedy: 'Add the entry, or use one of the names the message lists.',
  },
  unresolved_reference: {
    kind: 'connection',
    code: 'HV00D',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of references
    meaning: 'A ${env:…} or ${file:…} reference has nothing behind it.',
    remedy: 'Set the variable or create the file.',
  },
  connection_closed: {
    kind: 'connection',
    code: '08003',
    meaning: 'The connection was closed before or while it was used.',
    remedy: 'Open a new connection.',
  },
  unreachable: {
    kind: 'connection',
    code: '08001',
    retryable: true,
    meaning: 'The source cannot be reached over the network.',
    remedy: 'Check the host name, the network and the proxy.',
  },
  connection_lost: {
    kind: 'connection',
    code: '08006',
    retryable: true,
    meaning: 'The source kept breaking the connection; the retries are used up.',
    remedy: 'Try again; if it stays, check the network between you and the source.',
  },
  proxy_refused: {
    kind: 'connection',
    code: '08001',
    meaning: 'The proxy on the way to the source demands a sign-in, or does not let the connection through.',
    remedy: 'Check ProxyUser and ProxyPassword, or ask whoever runs the proxy to allow the host.',
  },
  untrusted_certificate: {
    kind: 'connection',
    code: '08001',
    meaning:
      'A certificate is not trusted: that of the source or the proxy, or the client certificate that the source demands.',
    remedy:
      'Name the authority in SSLServerCert or NODE_EXTRA_CA_CERTS, the client certificate in SSLClientCert.',
  },
  insecure_url: {
    kind: 'connection',
    code: '08001',
    meaning: 'A token would have travelled over plain http, or to another host than the source.',
    remedy: 'Use https; plain http is for loopback only.',
  },
  // Authorization
  sign_in_failed: {
    kind: 'authorization',
    code: '28000',
    meaning: 'The source refused the credentials or the token.',
    remedy: 'Check the credentials; make a new token when the old one was revoked or has expired.',
  },
  sign_in_needed: {
    kind: 'authorization',
    code: '28000',
    meaning: 'There is no usable sign-in, and nothing here may ask a person for one.',
    remedy: 'Sign in once with `sqluice auth login`, or give what the message names.',
  },
  sign_in_unfinished: {
    kind: 'authorization',
    code: '28000',
    meaning: 'The person did not finish signing in: refused, closed the page, or took too long.',
    remedy: 'Sign in again.',
  },
  sign_in_mismatch: {
    kind: 'authorization',
    code: '28000',
    meaning:
      'The answer of the authorization server does not belong to the sign-in that was begun here, or what proves that it does is missing.',
    remedy: 'Begin the sign-in anew and use only the newest link.',
  },
  callback_unavailable: {
    kind: 'connection',
    code: '08001',
    meaning: 'The address to which the browser comes back after signing in cannot be listened on.',
    remedy: 'Free the port or choose another CallbackURL, as the message says.',
  },
  settings_unreadable: {
    kind: 'authorization',
    code: '28000',
    meaning: 'The kept sign-in cannot be opened with the keys at hand, or is damaged.',
    remedy:
      'Give a key that the message names; or forget it with `sqluice auth logout`, and log in again with `sqluice auth login`.',
  },
  settings_mismatch: {
    kind: 'authorization',
    code: '28000',
    meaning: "The place for the sign-in holds another tenant's; it is neither used nor written over.",
    remedy: 'Give this connection its own OAuthSettingsLocation, or none.',
  },
  settings_file: {
    kind: 'connection',
    code: '58030',
    meaning: 'The file that keeps the sign-in cannot be read, written or locked.',
    remedy: 'Give OAuthSettingsLocation a path that can be read and written.',
  },
  missing_scope: {
    kind: 'authorization',
    code: '42501',
    meaning: 'The token may not read this table: a scope or an admin role is missing.',
    remedy: 'Grant the scope that the message names, or give the token an admin role that covers the data.',
  },
  // Queries
  syntax_error: {
    kind: 'query',
    code: '42601',
    meaning: 'The SQL cannot be parsed.',
    remedy: 'Correct the text at the position given.',
  },
  unknown_table: {
    kind: 'query',
    code: '42P01',
    meaning: 'No source of the connection has this table.',
    remedy: 'Correct the name; `sqluice tables` lists all.',
  },
  unknown_procedure: {
    kind: 'query',
    code: '42883',
    meaning: 'No source of the connection has this procedure.',
    remedy: 'Correct the name; the page of the source lists its procedures.',
  },
  ambiguous_table: {
    kind: 'query',
    code: '42P09',
    meaning: 'Several sources of the connection have a table of this name.',
    remedy: 'Put the source before the name: okta.Users.',
  },
  unknown_column: {
    kind: 'query',
    code: '42703',
    meaning: 'The table has no such column.',
    remedy: 'Correct the name; `sqluice columns <table>` lists all.',
  },
  ambiguous_column: {
    kind: 'query',
    code: '42702',
    meaning: 'Several tables of the statement have a column of this name.',
    remedy: 'Put the table or its alias before the name.',
  },
  unknown_function: {
    kind: 'query',
    code: '42883',
    meaning: 'No function or operator takes these arguments.',
    remedy: 'Correct the name or cast the arguments.',
  },
  invalid_query: {
    kind: 'query',
    code: '42000',
    meaning: 'The SQL parses but breaks a rule of the language.',
    remedy: 'Read the message; it is the rule.',
  },
  type_mismatch: {
    kind: 'query',
    code: '42804',
    meaning: 'Values of these types cannot be combined.',
    remedy: 'Cast one of them.',
  },
  missing_filter: {
    kind: 'query',
    code: 'HV00R',
    meaning: 'The source lists this table only for given values of a column, and the statement gives none.',
    remedy: 'Add the filter that the message names.',
  },
  parameter_count: {
    kind: 'query',
    code: '07001',
    meaning: 'The statement has more or fewer parameters than values were given.',
    remedy: 'Give one value for each parameter.',
  },
  // Refusals
  unsupported_statement: {
    kind: 'unsupported',
    code: '0A000',
    meaning: 'This kind of statement is not offered here.',
    remedy: 'Read the message for what is offered instead.',
  },
  forbidden_object: {
    kind: 'unsupported',
    code: '0A000',
    meaning: 'SQL may not reach files, URLs, settings, extensions or the inside of the engine.',
    remedy: 'Query the tables of the connection.',
  },
  // Data
  bad_value: {
    kind: 'data',
    code: '22000',
    meaning: 'A value cannot be computed or converted.',
    remedy: 'Correct the value, or use try_cast.',
  },
  bad_parameter: {
    kind: 'data',
    code: '22023',
    meaning: 'A parameter has a value that SQL cannot take.',
    remedy: 'Give text, a number, a boolean, a Date, null, an array or a plain object.',
  },
  unexpected_data: {
    kind: 'data',
    code: '22P02',
    meaning: 'The source sent a value that does not fit the declared type of its column.',
    remedy: 'Please report it with the table and column; TypeErrors=Null reads such values as NULL.',
  },
  // Sources
  source_error: {
    kind: 'source',
    code: 'HV000',
    meaning: 'The source answered with an error.',
    remedy: "Read the source's own code and text in the message.",
  },
  filter_refused: {
    kind: 'source',
    code: 'HV000',
    meaning: 'The source refused a filter in the middle of a list, or one that it wants in every request.',
    remedy: 'Run the statement again, or with Pushdown=Off; please report it with the filter.',
  },
  not_enabled: {
    kind: 'source',
    code: 'HV00R',
    meaning: 'The org does not have the feature behind this table.',
    remedy: 'Ask the administrator of the source whether the feature can be switched on.',
  },
  throttled: {
    kind: 'source',
    code: '53400',
    retryable: true,
    meaning: 'The source keeps refusing for its rate limit and the patience is used up.',
    remedy: 'Try again later, or raise RateLimitPatience.',
  },
  request_limit: {
    kind: 'source',
    code: '53400',
    meaning: 'The statement needs more requests than MaxRequests allows.',
    remedy: 'Narrow the statement or raise MaxRequests; EXPLAIN shows what it would send.',
  },
  lost_place: {
    kind: 'source',
    code: 'HV000',
    retryable: true,
    meaning:
      'The source refused the cursor of a scan, and there is no safe way to go on without losing or repeating rows.',
    remedy: 'Run the statement again.',
  },
  source_changed: {
    kind: 'source',
    code: 'HV021',
    meaning: 'The answer of the source does not have the declared shape.',
    remedy: 'Please report it with the table and the request id.',
  },
  // Cancelled, internal
  cancelled: {
    kind: 'cancelled',
    code: '57014',
    meaning: 'The statement was cancelled by its caller.',
    remedy: 'Nothing; nothing was kept.',
  },
  timeout: {
    kind: 'cancelled',
    code: '57014',
    retryable: true,
    meaning: 'The statement or one of its requests took longer than its limit.',
    remedy: 'Raise Timeout or RequestTimeout, or narrow the statement.',
  },
  out_of_memory: {
    kind: 'internal',
    code: '53200',
    meaning: 'The engine reached its memory limit and could not spill.',
    remedy: 'Select fewer columns or rows, or raise MemoryLimit.',
  },
  internal: {
    kind: 'internal',
    code: 'XX000',
    meaning: 'A defect of sqluice.',
    remedy: 'Please report it with the statement.',
  },
} as const satisfies Record<string, ReasonFacts>;

/** The stable name of what went wrong; a key of {@link reasons}. */
export type Reason = keyof typeof reasons;

/** Where in a source an error happened. Holds no secret and no token. */
export interface ErrorSource {
  readonly connector: string;
  readonly table?: string;
  readonly method?: string;
  /** Without query values that could be secret. */
  readonly url?: string;
  readonly status?: number;
  readonly requestId?: string;
  /** The source's own error code, such as E0000011. */
  readonly code?: string;
}

/** What an error may carry besides reason and message. */
export interface ErrorFacts {
  readonly detail?: string;
  readonly hint?: string;
  /** 1-based, in characters of the SQL text. */
  readonly position?: number;
  readonly source?: ErrorSource;
  readonly cause?: unknown;
}

/** The error every face throws. Match on `code` (SQLSTATE) or `reason`, never on the text. */
export class DriverError extends Error {
  override readonly name: string = 'DriverError';
  readonly reason: Reason;
  readonly kind: ErrorKind;
  /** SQLSTATE. */
  readonly code: string;
  /** Whether the same call may succeed later unchanged. */
  readonly retryable: boolean;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: number | undefined;
  readonly source: ErrorSource | undefined;

  constructor(reason: Reason, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    const known: ReasonFacts = reasons[reason];
    this.reason = reason;
    this.kind = known.kind;
    this.code = known.code;
    this.retryable = known.retryable ?? false;
    this.detail = facts.detail;
    this.hint = facts.hint ?? known.remedy;
    this.position = facts.position;
    this.source = facts.source;
  }
}

/** Connecting failed, or what is needed to connect is wrong (08…, HV00D). */
export class ConnectionError extends DriverError {
  override readonly name = 'ConnectionError';
}
/** Sign-in or permission failed (28000, 42501). */
export class AuthorizationError extends DriverError {
  override readonly name = 'AuthorizationError';
}
/** The SQL is wrong (42…). */
export class QueryError extends DriverError {
  override readonly name = 'QueryError';
}
/** The driver or the source does not offer this (0A000). */
export class NotSupportedError extends DriverError {
  override readonly name = 'NotSupportedError';
}
/** A value is wrong (22…). */
export class DataError extends DriverError {
  override readonly name = 'DataError';
}
/** The source failed (HV…, 53400). */
export class SourceError extends DriverError {
  override readonly name = 'SourceError';
}
/** The caller, or a limit, ended the statement (57014). */
export class CancelledError extends DriverError {
  override readonly name = 'CancelledError';
}
/** A defect, or a resource of this process that ran out (XX000, 53200). */
export class InternalError extends DriverError {
  override readonly name = 'InternalError';
}

const classes = {
  connection: ConnectionError,
  authorization: AuthorizationError,
  query: QueryError,
  unsupported: NotSupportedError,
  data: DataError,
  source: SourceError,
  cancelled: CancelledError,
  internal: InternalError,
} as const satisfies Record<ErrorKind, typeof DriverError>;

/** Makes the error of the right subclass for `reason`. The message must hold no secret. */
export function driverError(reason: Reason, message: string, facts?: ErrorFacts): DriverError {
  return new classes[reasons[reason].kind](reason, message, facts);
}

/** The error for an aborted signal: `cancelled`, or the signal's own DriverError (a timeout, say). */
export function cancellation(signal: AbortSignal): DriverError {
  return signal.reason instanceof DriverError
    ? signal.reason
    : driverError('cancelled', 'The statement was cancelled.', { cause: signal.reason });
}
