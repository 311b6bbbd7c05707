import { cancellation, DriverError, driverError } from '../errors.ts';
import type { SourceContext, SourceEvent } from '../spi/connector.ts';
import { shownSchema } from '../sql/dialect/spelling.ts';
import type { ConnectionEvent } from './connection.ts';
import type { ScanStatistics, Statistics } from './result.ts';

/** What one statement may spend, and who wants to hear of it. */
export interface LedgerOptions {
  /** Ends the statement; aborted by its caller, a time limit, or the failure of one of its scans. */
  readonly controller: AbortController;
  /** Requests that the statement may send; 0 for any number. */
  readonly maxRequests: number;
  readonly sandbox: boolean;
  readonly now: () => number;
  readonly onEvent?: ((event: ConnectionEvent) => void) | undefined;
}

interface ScanCount {
  readonly source: string;
  readonly table: string;
  readonly read: string;
  requests: number;
  pages: number;
  rows: number;
}

/** Counts what a statement costs, keeps it within its budget, and passes events on. */
export class Ledger {
  readonly signal: AbortSignal;
  readonly #options: LedgerOptions;
  readonly #startedAt: number;
  readonly #scans: ScanCount[] = [];
  readonly #warnings = new Set<string>();
  readonly #scopes = new Map<string, readonly string[]>();
  readonly #counts = { scan: 0, schema: 0, token: 0, other: 0 };
  #admitted = 0;
  #pages = 0;
  #rowsFetched = 0;
  #rowsReturned = 0;
  #retries = 0;
  #waited = 0;
  #lane: Statistics['lane'] = 'engine';
  #fallbacks = 0;
  #endedAt: number | undefined;

  constructor(options: LedgerOptions) {
    this.signal = options.controller.signal;
    this.#options = options;
    this.#startedAt = options.now();
  }

  /** The context for a source's work that belongs to no scan, such as discovery. */
  contextFor(source: string): SourceContext {
    return this.#context(source, undefined);
  }

  /** The context for one scan. */
  scanContext(source: string, table: string, read: string): SourceContext {
    const count: ScanCount = { source: shownSchema(source), table, read, requests: 0, pages: 0, rows: 0 };
    this.#scans.push(count);
    return this.#context(source, count);
  }

  /** Notes the scopes of what the statement reads at a source, for contexts that are made from now on. */
  reads(source: string, scopes: readonly string[]): void {
    this.#scopes.set(source, [...new Set([...(this.#scopes.get(source) ?? []), ...scopes])]);
  }

  warn(message: string): void {
    this.#warnings.add(message);
  }

  choseLane(lane: Statistics['lane']): void {
    this.#lane = lane;
  }

  fellBack(): void {
    this.#fallbacks++;
  }

  returned(rows: number): void {
    this.#rowsReturned += rows;
  }

  /** Cancels whatever of the statement is still under way. */
  stop(reason: unknown): void {
    this.#options.controller.abort(reason);
  }

  /** The error to show for a failure: where the statement was stopped, why it was. */
  failure(error: unknown): DriverError {
    if (this.signal.aborted) return cancellation(this.signal);
    if (error instanceof DriverError) return error;
    const text = error instanceof Error ? error.message : String(error);
    return driverError('internal', `An unexpected failure: ${text}`, { cause: error });
  }

  /** Every request so far, whatever it was for. */
  get requests(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /** Stops the clock. */
  end(): void {
    this.#endedAt ??= this.#options.now();
  }

  /** What was counted so far. */
  statistics(): Statistics {
    return {
      requests: this.#counts.scan,
      schemaRequests: this.#counts.schema,
      tokenRequests: this.#counts.token,
      pages: this.#pages,
      rowsFetched: this.#rowsFetched,
      rowsReturned: this.#rowsReturned,
      retries: this.#retries,
      waitedMs: Math.round(this.#waited),
      milliseconds: Math.round((this.#endedAt ?? this.#options.now()) - this.#startedAt),
      lane: this.#lane,
      fallbacks: this.#fallbacks,
      scans: this.#scans.map((scan): ScanStatistics => ({ ...scan })),
      warnings: [...this.#warnings],
      sandbox: this.#options.sandbox,
    };
  }

  #context(source: string, scan: ScanCount | undefined): SourceContext {
    const scopes = this.#scopes.get(source);
    return {
      signal: this.signal,
      ...(scopes ? { scopes } : {}),
      admit: () => this.#admit(),
      observe: (event) => {
        this.#count(event, scan);
        this.#options.onEvent?.({ ...event, source });
      },
    };
  }

  #admit(): void {
    const { maxRequests } = this.#options;
    if (maxRequests > 0 && this.#admitted >= maxRequests) {
      throw driverError(
        'request_limit',
        `The statement needs more than the ${maxRequests} requests that MaxRequests allows.`,
      );
    }
    this.#admitted++;
  }

  #count(event: SourceEvent, scan: ScanCount | undefined): void {
    switch (event.kind) {
      case 'request':
        if (event.purpose === 'scan' || event.purpose === 'schema' || event.purpose === 'token') {
          this.#counts[event.purpose]++;
        } else {
          this.#counts.other++;
        }
        if (scan && event.purpose === 'scan') scan.requests++;
        break;
      case 'page':
        this.#pages++;
        this.#rowsFetched += event.rows;
        if (scan) {
          scan.pages++;
          scan.rows += event.rows;
        }
        break;
      case 'retry':
        this.#retries++;
        break;
      case 'wait':
        this.#waited += event.milliseconds;
        break;
      case 'warning':
        this.#warnings.add(event.message);
        break;
      case 'fallback':
        this.#fallbacks++;
        this.#warnings.add(event.message);
        break;
    }
  }
}
