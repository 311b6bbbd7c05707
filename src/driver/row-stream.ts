import type { Batch } from '../catalog/batch.ts';
import { driverError } from '../errors.ts';
import type { Ledger } from './ledger.ts';
import { rowMaker } from './node-value.ts';
import type { QueryOptions, QueryResult, ResultColumn, RowStream, Statistics } from './result.ts';

/** Rows of a running statement. Nothing is fetched before the first is asked for. */
export class BatchRows<R> implements RowStream<R> {
  readonly columns: readonly ResultColumn[];
  readonly #batches: AsyncIterator<Batch>;
  readonly #ledger: Ledger;
  readonly #makeRows: (batch: Batch) => unknown[];
  readonly #onEnd: () => void;
  #state: 'fresh' | 'reading' | 'ended' = 'fresh';

  /** `onEnd` is called once, however the reading ends. */
  constructor(
    columns: readonly ResultColumn[],
    batches: AsyncIterable<Batch>,
    ledger: Ledger,
    options: QueryOptions,
    onEnd: () => void,
  ) {
    this.columns = columns;
    this.#batches = batches[Symbol.asyncIterator]();
    this.#ledger = ledger;
    this.#makeRows = rowMaker(columns, options);
    this.#onEnd = onEnd;
  }

  get stats(): Statistics {
    return this.#ledger.statistics();
  }

  [Symbol.asyncIterator](): AsyncIterator<R> {
    const groups = this.#groups()[Symbol.asyncIterator]();
    let rows: readonly R[] = [];
    let at = 0;
    const refill = async (): Promise<IteratorResult<R>> => {
      do {
        const { done, value } = await groups.next();
        if (done) return { done: true, value: undefined };
        rows = value;
        at = 0;
      } while (rows.length === 0);
      return { done: false, value: rows[at++] as R };
    };
    // A generator would take several turns of the event loop for each row; rows at hand are given in one.
    return {
      next: () => (at < rows.length ? Promise.resolve({ done: false, value: rows[at++] as R }) : refill()),
      return: async () => {
        await groups.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  /** The whole result. */
  async collect(): Promise<QueryResult<R>> {
    const rows: R[] = [];
    for await (const group of this.#groups()) for (const row of group) rows.push(row);
    return { columns: this.columns, rows, stats: this.stats };
  }

  async close(): Promise<void> {
    if (this.#state === 'ended') return;
    const reading = this.#state === 'reading';
    this.#state = 'ended';
    this.#ledger.stop(driverError('cancelled', 'The stream was closed before its end.'));
    if (!reading) await this.#batches.return?.();
    this.#onEnd();
  }

  async *#groups(): AsyncIterable<readonly R[]> {
    if (this.#state !== 'fresh') {
      throw driverError('invalid_query', 'A stream of rows can be read once.', {
        hint: 'Run the statement again, or use query() for an array.',
      });
    }
    this.#state = 'reading';
    let complete = false;
    try {
      for (;;) {
        const { done, value } = await this.#batches.next();
        if (done) break;
        this.#ledger.returned(value.rowCount);
        yield this.#makeRows(value) as R[];
      }
      complete = true;
    } catch (error) {
      complete = true;
      throw this.#ledger.failure(error);
    } finally {
      this.#state = 'ended';
      if (!complete) {
        this.#ledger.stop(driverError('cancelled', 'The reader left before the end of the rows.'));
        await this.#batches.return?.().catch(() => undefined);
      }
      this.#onEnd();
    }
  }
}
