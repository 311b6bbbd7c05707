/** One request brought to an answer: rate limits, authorization, retries, events. */
import { cancellation, DriverError, driverError, type ErrorSource } from '../errors.ts';
import { explainNetworkError, networkCode } from '../network/fault.ts';
import type { Authorization } from '../oauth/authorization.ts';
import type { RequestEvent, SourceContext } from '../spi/connector.ts';
import type { ConnectorEnvironment } from '../spi/factory.ts';
import type { TableDeclaration } from './declaration.ts';
import type { Governor, Permit } from './governor.ts';
import { ExchangeTimeout, type HttpAnswer, type HttpClient } from './http.ts';
import { redactedHeaders, redactedUrl } from './redaction.ts';
import { retryAfter } from './retry-after.ts';
import type { AnswerHeaders, RefusedAnswer, RestSettings, SourceFault } from './settings.ts';

/** What is asked of the source. */
export interface ExchangeRequest {
  /** Absolute, of the source's origin. */
  readonly url: string;
  readonly purpose: RequestEvent['purpose'];
  readonly bucket: string;
  readonly table?: TableDeclaration;
  /** Scopes that it needs, where no table says. */
  readonly scopes?: readonly string[];
  /** Whether the URL carries a place in a list, which the source may refuse. */
  readonly cursor?: boolean;
  /** Whether a 404 means that there is nothing, not that something is wrong. */
  readonly absent?: boolean;
}

/** What the source said. */
export type ExchangeAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: AnswerHeaders;
      readonly body: unknown;
      readonly requestId: string | undefined;
    }
  | { readonly kind: 'absent' }
  /** The place in the list is gone; `error` is what to throw where nothing can be done. */
  | { readonly kind: 'lost cursor'; readonly error: DriverError };

/** What exchanges of one source share. */
export interface ExchangeOptions {
  readonly connector: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: Authorization;
  readonly settings: Pick<RestSettings, 'retries' | 'requestTimeout' | 'patience'>;
  readonly interpretError: (answer: RefusedAnswer) => SourceFault;
  readonly requestIdHeader: string | undefined;
  readonly governor: Governor;
  readonly http: HttpClient;
  readonly environment: Omit<ConnectorEnvironment, 'network' | 'authorization'>;
}

/** Sends a GET until it has an answer. Errors: those of the source, `throttled`, `connection_lost`, `timeout` … */
export type Exchange = (request: ExchangeRequest, context: SourceContext) => Promise<ExchangeAnswer>;

/** The first pause before a retry, doubled each time, in milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 20_000;

type Attempt =
  | { readonly kind: 'done'; readonly answer: ExchangeAnswer }
  /** `after`: how long the source asks to wait, in milliseconds. */
  | { readonly kind: 'again'; readonly cause: string; readonly error: DriverError; readonly after?: number }
  | { readonly kind: 'renewed' }
  | { readonly kind: 'throttled' };

/** Makes the exchange of one source. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { settings, environment, governor } = options;
  return async (request, context) => {
    const patience = { milliseconds: settings.patience };
    let failures = 0;
    let renewed = false;
    for (;;) {
      const permit = await untilCancelled(governor.enter(request.bucket, patience, context), context.signal);
      const attempt = await attemptOnce(options, request, context, permit, renewed);
      switch (attempt.kind) {
        case 'done':
          return attempt.answer;
        case 'renewed':
          renewed = true;
          break;
        case 'throttled':
          // The governor knows when the next may go, and when patience ends.
          context.observe({ kind: 'retry', table: request.table?.name, cause: 'rate limit', delay: 0 });
          break;
        case 'again': {
          if (failures >= settings.retries) throw attempt.error;
          const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures++);
          const { after = 0 } = attempt;
          if (after > patience.milliseconds) throw attempt.error;
          patience.milliseconds -= after;
          const delay = Math.max(after, longest * (0.5 + environment.random() / 2));
          context.observe({ kind: 'retry', table: request.table?.name, cause: attempt.cause, delay });
          context.observe({ kind: 'wait', cause: 'retry', milliseconds: delay });
          await untilCancelled(environment.sleep(delay, context.signal), context.signal);
          break;
        }
        default:
          attempt satisfies never;
      }
    }
  };
}

/** Turns the rejection of an aborted wait into the error that stands for it. */
async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw signal?.aborted ? cancellation(signal) : error;
  }
}

async function attemptOnce(
  options: ExchangeOptions,
  request: ExchangeRequest,
  context: SourceContext,
  permit: Permit,
  renewed: boolean,
): Promise<Attempt> {
  const { authorization } = options;
  const { url, table } = request;
  let answer: HttpAnswer;
  let authorized: Readonly<Record<string, string>>;
  try {
    checkScopes(options, request);
    // Asking for a token may show that a scope is not granted, also by a refusal.
    authorized = await authorization
      .headers({ method: 'GET', url, scopes: scopesOf(request) }, context)
      .finally(() => checkScopes(options, request));
    context.admit();
    answer = await send(options, request, context, authorized);
    permit.done(answer.status, answer.headers);
  } catch (error) {
    permit.done(undefined, undefined);
    return brokenOff(options, request, context, error);
  }

  const requestId = requestIdOf(options, answer.headers);
  const body = parseBody(answer.text);
  const succeeded = answer.status >= 200 && answer.status < 300;
  if (succeeded && body.kind === 'json')
    return {
      kind: 'done',
      answer: { kind: 'answer', ...answerParts(answer), body: body.value, requestId },
    };
  const source = errorSource(options, request, answer.status, requestId);
  if (succeeded) {
    const message = `${describe(options, request)} was answered with something that is not JSON.`;
    return {
      kind: 'again',
      cause: 'unreadable answer',
      error: driverError('source_changed', message, { source }),
    };
  }
  const fault = options.interpretError({
    status: answer.status,
    headers: answer.headers,
    body: body.kind === 'json' ? body.value : body.text,
    table,
  });
  // A path that the source does not know is no missing row: the connector says `fail` to it.
  const missing = answer.status === 404 && request.absent && fault.action !== 'fail';
  if (missing && !request.cursor) return { kind: 'done', answer: { kind: 'absent' } };
  const error = driverError(fault.reason, fault.message, {
    hint: fault.hint,
    source: fault.code === undefined ? source : { ...source, code: fault.code },
  });
  // In the middle of a list it is the place that is gone; walking again shows whether the whole list is.
  switch (missing ? 'lost cursor' : (fault.action ?? actionOf(answer.status))) {
    case 'retry':
      if (answer.status === 429) return { kind: 'throttled' };
      return {
        ...{ kind: 'again', cause: `status ${answer.status}`, error },
        after: retryAfter(answer.headers, options.environment.now()),
      };
    case 'renew':
      if (!renewed && authorization.renew(authorized, answer)) return { kind: 'renewed' };
      throw error;
    case 'lost cursor':
      if (request.cursor) return { kind: 'done', answer: { kind: 'lost cursor', error } };
      throw error;
    default:
      throw error;
  }
}

function answerParts({ status, headers }: HttpAnswer) {
  return { status, headers };
}

/** What a missing action means, by status. */
function actionOf(status: number): SourceFault['action'] {
  if (status === 401) return 'renew';
  return status === 429 || (status >= 502 && status <= 504) ? 'retry' : 'fail';
}

/** An attempt that ended without an answer: cancelled, refused by the driver itself, or broken by the network. */
function brokenOff(
  options: ExchangeOptions,
  request: ExchangeRequest,
  context: SourceContext,
  error: unknown,
): Attempt {
  if (context.signal?.aborted) throw cancellation(context.signal);
  if (error instanceof DriverError) {
    // Getting a token may fail in passing, like any request.
    if (error.retryable) return { kind: 'again', cause: error.reason, error };
    throw error;
  }
  const source = errorSource(options, request, undefined, undefined);
  const facts = { source, cause: error };
  const what = describe(options, request);
  if (error instanceof ExchangeTimeout) {
    const message = `${what} had no answer within ${options.settings.requestTimeout / 1000} s.`;
    return { kind: 'again', cause: 'timeout', error: driverError('timeout', message, facts) };
  }
  const fault = explainNetworkError(error, {
    connector: options.connector,
    host: new URL(request.url).host,
  });
  if (fault === undefined) throw driverError('internal', `${what} failed inside the driver.`, facts);
  const { reason, message, hint, code, passing } = fault;
  const explained = driverError(reason, message, { ...facts, ...(hint === undefined ? {} : { hint }) });
  if (!passing) throw explained;
  return { kind: 'again', cause: code, error: explained };
}

async function send(
  options: ExchangeOptions,
  request: ExchangeRequest,
  context: SourceContext,
  authorized: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const { environment, http, settings } = options;
  const startedAt = environment.now();
  const headers = { ...options.headers, ...authorized };
  const tell = (rest: Pick<RequestEvent, 'status' | 'bytes' | 'requestId' | 'error' | 'responseHeaders'>) =>
    context.observe({
      kind: 'request',
      purpose: request.purpose,
      method: 'GET',
      url: redactedUrl(request.url),
      startedAt,
      milliseconds: environment.now() - startedAt,
      ...(request.table === undefined ? {} : { table: request.table.name }),
      requestHeaders: redactedHeaders(Object.entries(headers)),
      ...rest,
    });
  let answer: HttpAnswer;
  try {
    answer = await http.send({
      method: 'GET',
      url: request.url,
      headers,
      signal: context.signal,
      timeout: settings.requestTimeout,
    });
  } catch (error) {
    const cause = context.signal?.aborted ? 'cancelled' : (networkCode(error) ?? nameOf(error));
    tell({ status: undefined, bytes: 0, error: cause });
    throw error;
  }
  const requestId = requestIdOf(options, answer.headers);
  tell({
    status: answer.status,
    bytes: answer.bytes,
    ...(requestId === undefined ? {} : { requestId }),
    responseHeaders: redactedHeaders(answer.headers),
  });
  return answer;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'error';
}

function requestIdOf(options: ExchangeOptions, headers: AnswerHeaders): string | undefined {
  return options.requestIdHeader && headers.get(options.requestIdHeader.toLowerCase());
}

function errorSource(
  options: ExchangeOptions,
  request: ExchangeRequest,
  status: number | undefined,
  requestId: string | undefined,
): ErrorSource {
  return {
    connector: options.connector,
    method: 'GET',
    url: redactedUrl(request.url),
    ...(request.table === undefined ? {} : { table: request.table.name }),
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function describe(options: ExchangeOptions, request: ExchangeRequest): string {
  const what = request.table === undefined ? request.purpose : request.table.name;
  return `A request to ${options.connector} for ${what}`;
}

type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string };

function parseBody(text: string): Body {
  try {
    // Some sources begin with a byte order mark, which a parser may ignore (RFC 8259, 8.1).
    return { kind: 'json', value: JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text) };
  } catch {
    return { kind: 'text', text };
  }
}

function scopesOf({ table, scopes }: ExchangeRequest): readonly string[] {
  return table?.scopes ?? scopes ?? [];
}

function checkScopes({ authorization, connector }: ExchangeOptions, request: ExchangeRequest): void {
  const missing = authorization.missingScope(scopesOf(request));
  if (missing === undefined) return;
  const what = request.table?.name ?? `The request for ${request.purpose}`;
  throw driverError('missing_scope', `${what} needs the scope ${missing.scope}, which was not granted.`, {
    hint: missing.hint,
    source: { connector, ...(request.table === undefined ? {} : { table: request.table.name }) },
  });
}
