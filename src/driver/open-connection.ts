import { setMaxListeners } from 'node:events';
import type { Batch } from '../catalog/batch.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Value } from '../catalog/data-type.ts';
import type { PropertyValues } from '../catalog/property.ts';
import type { Engine, ParsedStatement } from '../engine/engine.ts';
import { driverError } from '../errors.ts';
import type { ClaimedAnswer, SourceContext } from '../spi/connector.ts';
import { type ProcedureCall, readCall } from '../sql/procedure-call.ts';
import { readExplain, readStatement } from '../sql/statement.ts';
import type { Connection, ConnectionEvent, PreparedStatement, TestReport } from './connection.ts';
import { execute } from './execution.ts';
import { explainPlan, explanationBatches, explanationColumns } from './explain.ts';
import { Ledger } from './ledger.ts';
import { metadataSources } from './metadata/metadata.ts';
import { RequestLog } from './metadata/request-log.ts';
import { type ParameterValues, parameterValues } from './parameter-values.ts';
import { bindInputs, findProcedure, runProcedure, unknownProcedure } from './procedure.ts';
import type { Explanation, QueryOptions, QueryResult, ResultColumn, Row, RowStream } from './result.ts';
import { BatchRows } from './row-stream.ts';
import type { Source } from './source.ts';
import { type BoundStatement, bindStatement, type StatementContext } from './statement.ts';
import { testSource } from './test-source.ts';
import { UserViews } from './views/user-views.ts';

/** What an open connection keeps besides its sources. */
export interface OpenConnectionOptions {
  readonly notices: readonly string[];
  readonly onEvent: ((event: ConnectionEvent) => void) | undefined;
  /** Where requests that belong to no statement are noted; those of statements are noted there too. */
  readonly requests?: RequestLog;
  readonly views?: UserViews;
  /** Closes what the sources stand on; called after they were closed. */
  close(): Promise<void>;
}

/** A statement read: a query, or EXPLAIN of one. */
interface ReadStatement {
  readonly explain: 'no' | 'plan' | 'analyze';
  readonly parsed: ParsedStatement;
}

/** A statement under way. */
interface RunningStatement {
  readonly columns: readonly ResultColumn[];
  readonly batches: AsyncIterable<Batch>;
}

/** The one implementation of {@link Connection}. */
export class OpenConnection implements Connection {
  readonly notices: readonly string[];
  readonly #sources: readonly Source[];
  readonly #metadata: readonly Source[];
  readonly #views: UserViews;
  readonly #requests: RequestLog;
  readonly #options: OpenConnectionOptions;
  /** Statements that have not ended, with what ends them. */
  readonly #running = new Map<Ledger, () => void>();
  #engine: Promise<Engine> | undefined;
  readonly #catalogs = new Map<string, Catalog>();
  #closed: Promise<void> | undefined;

  constructor(sources: readonly Source[], options: OpenConnectionOptions) {
    this.#sources = sources;
    this.#requests = options.requests ?? new RequestLog();
    this.#views = options.views ?? new UserViews([]);
    this.#metadata = metadataSources({
      sources,
      requests: this.#requests,
      catalog: (context) => this.#wholeCatalog(() => context),
      viewSchemas: this.#views.schemaNames,
    });
    this.#options = options;
    this.notices = options.notices;
  }

  async query<R = Row>(
    sql: string,
    params: ParameterValues = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<R>> {
    const rows = await this.#stream<R>(sql, () => this.#read(sql), params, options);
    return rows.collect();
  }

  async stream<R = Row>(
    sql: string,
    params: ParameterValues = [],
    options: QueryOptions = {},
  ): Promise<RowStream<R>> {
    return this.#stream<R>(sql, () => this.#read(sql), params, options);
  }

  sql<R = Row>(text: TemplateStringsArray, ...params: readonly unknown[]): Promise<QueryResult<R>> {
    const sql = text.reduce((before, part, index) => `${before}$${index}${part}`);
    return this.query<R>(sql, params);
  }

  async prepare<R = Row>(sql: string): Promise<PreparedStatement<R>> {
    const read = await this.#read(sql);
    return {
      parameterCount: read.parsed.parameterCount,
      query: async (params = [], options = {}) =>
        (await this.#stream<R>(sql, async () => read, params, options)).collect(),
      stream: (params = [], options = {}) => this.#stream<R>(sql, async () => read, params, options),
      close: async () => {},
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async explain(
    sql: string,
    params: ParameterValues = [],
    options: QueryOptions & { readonly analyze?: boolean } = {},
  ): Promise<Explanation> {
    const read = await this.#read(sql);
    const analyze = options.analyze ?? read.explain === 'analyze';
    const values = parameterValues(params, sql);
    return this.#within(options.signal, async (ledger) =>
      this.#explain(await this.#bind(read.parsed, values, ledger), analyze, ledger),
    );
  }

  async call<R = Row>(
    name: string,
    inputs: Readonly<Record<string, unknown>> = {},
    options: QueryOptions = {},
  ): Promise<QueryResult<R>> {
    const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
    const call: ProcedureCall = {
      name: name.split('.'),
      inputs: given.map(([input], index) => ({
        name: input,
        value: { kind: 'parameter', number: index + 1 },
      })),
      certain: true,
      position: 1,
    };
    const params = given.map(([, value]) => value);
    const rows = await this.#begun<R>(options, async (ledger) => {
      const result = await this.#call(call, parameterValues(params), ledger);
      return result ?? Promise.reject(unknownProcedure(call, this.#sources));
    });
    return rows.collect();
  }

  async catalog(
    options: { readonly refresh?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<Catalog> {
    if (options.refresh) this.#forgetSchemas();
    return this.#within(options.signal, (ledger) =>
      this.#wholeCatalog((source) => ledger.contextFor(source)),
    );
  }

  async test(options: { readonly signal?: AbortSignal } = {}): Promise<TestReport> {
    return this.#within(options.signal, async (ledger) => {
      const sources = await Promise.all(
        this.#sources.map((source) => testSource(source, ledger.contextFor(source.name))),
      );
      return { sources, requests: ledger.requests };
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const reason = driverError('connection_closed', 'The connection was closed while the statement ran.');
    for (const ledger of this.#running.keys()) ledger.stop(reason);
    await (await this.#engine?.catch(() => undefined))?.close();
    await Promise.allSettled(this.#sources.map(({ connector }) => connector.close()));
    await this.#options.close();
  }

  #stream<R>(
    sql: string,
    read: () => Promise<ReadStatement>,
    params: ParameterValues,
    options: QueryOptions,
  ): Promise<BatchRows<R>> {
    return this.#begun<R>(options, async (ledger) => {
      const values = parameterValues(params, sql);
      const called = await this.#callIn(sql, values, ledger);
      if (called) return called;
      if (isSchemaReset(sql)) {
        this.#forgetSchemas();
        const names = this.#sources.map(({ name }) => name);
        const columns: readonly ResultColumn[] = [{ name: 'schema', type: 'text' }];
        return { columns, batches: listed([{ rowCount: names.length, columns: [names] }]) };
      }
      const claimed = await this.#claim(sql, values, ledger);
      if (claimed) return claimed;
      const { explain, parsed } = await read();
      const bound = await this.#bind(parsed, values, ledger);
      if (explain === 'no') return { columns: bound.planned.columns, batches: execute(bound.execution) };
      const explanation = await this.#explain(bound, explain === 'analyze', ledger);
      return { columns: explanationColumns, batches: explanationBatches(explanation) };
    });
  }

  /** Begins a statement, which ends when its rows do or when it fails. */
  async #begun<R>(
    options: QueryOptions,
    run: (ledger: Ledger) => Promise<RunningStatement>,
  ): Promise<BatchRows<R>> {
    const ledger = this.#begin(options.signal);
    try {
      const { columns, batches } = await run(ledger);
      return new BatchRows<R>(columns, batches, ledger, options, () => this.#end(ledger));
    } catch (error) {
      this.#end(ledger);
      throw ledger.failure(error);
    }
  }

  /** Runs the statement where it is the call of a procedure. */
  async #callIn(
    sql: string,
    values: readonly Value[],
    ledger: Ledger,
  ): Promise<RunningStatement | undefined> {
    const call = mayBeCall(sql) ? readCall(readStatement(sql)) : undefined;
    if (!call) return undefined;
    const result = await this.#call(call, values, ledger);
    if (!result && call.certain) throw unknownProcedure(call, this.#sources);
    return result;
  }

  async #call(
    call: ProcedureCall,
    values: readonly Value[],
    ledger: Ledger,
  ): Promise<RunningStatement | undefined> {
    const found = await findProcedure(call.name, this.#sources, ledger);
    if (!found) return undefined;
    const inputs = bindInputs(found.procedure, call.inputs, values);
    const { columns, batches } = await runProcedure(found, inputs, ledger);
    return { columns, batches: listed(batches) };
  }

  async #read(sql: string): Promise<ReadStatement> {
    const explained = readExplain(sql);
    const engine = await this.#openEngine();
    const parsed = await engine.parse(explained?.statement ?? sql);
    if (!explained) return { explain: 'no', parsed };
    return { explain: explained.analyze ? 'analyze' : 'plan', parsed };
  }

  /** A source that is alone in its connection and speaks SQL may take the statement as it is. */
  async #claim(
    sql: string,
    parameters: readonly Value[],
    ledger: Ledger,
  ): Promise<ClaimedAnswer | undefined> {
    const [source, ...others] = this.#sources;
    if (!source?.connector.claim || others.length > 0) return undefined;
    return source.connector.claim({ sql, parameters }, ledger.contextFor(source.name));
  }

  async #bind(parsed: ParsedStatement, values: readonly Value[], ledger: Ledger): Promise<BoundStatement> {
    const context: StatementContext = {
      engine: await this.#openEngine(),
      sources: this.#sources,
      metadata: this.#metadata,
      views: this.#views,
      catalogOf: (sources, asking) => this.#catalogOf(sources, (name) => asking.contextFor(name)),
      timeZone: this.#timeZone,
      pushdown: this.#sources.every(({ values }) => textProperty(values, 'Pushdown', 'On') === 'On'),
    };
    return bindStatement(parsed, values, Date.now() * 1000, ledger, context);
  }

  async #explain(bound: BoundStatement, analyze: boolean, ledger: Ledger): Promise<Explanation> {
    const before = ledger.statistics();
    const explanation = explainPlan(bound.execution.plan, before.warnings);
    if (!analyze) return explanation;
    for await (const batch of execute(bound.execution)) ledger.returned(batch.rowCount);
    return { ...explanation, stats: ledger.statistics() };
  }

  #forgetSchemas(): void {
    for (const source of this.#sources) source.forget();
  }

  get #timeZone(): string {
    return textProperty(this.#sources[0]?.values, 'TimeZone', 'UTC');
  }

  /** The schemas of all sources, and of the user's views. */
  async #wholeCatalog(contextOf: (source: string) => SourceContext): Promise<Catalog> {
    const catalog = await this.#catalogOf(this.#sources, contextOf);
    if (this.#views.schemaNames.length === 0) return catalog;
    const engine = await this.#openEngine();
    const settings = { parameters: [], now: Date.now() * 1000, timeZone: this.#timeZone };
    return { schemas: [...catalog.schemas, ...(await this.#views.schemas({ engine, catalog, settings }))] };
  }

  async #catalogOf(
    sources: readonly Source[],
    contextOf: (source: string) => SourceContext,
  ): Promise<Catalog> {
    const schemas = await Promise.all(sources.map((source) => source.schema(contextOf(source.name))));
    const key = sources.map(({ name }) => name).join('\0');
    const known = this.#catalogs.get(key);
    if (known?.schemas.every((schema, index) => schema === schemas[index])) return known;
    const catalog: Catalog = { schemas };
    this.#catalogs.set(key, catalog);
    return catalog;
  }

  #openEngine(): Promise<Engine> {
    this.#engine ??= (async () => {
      const { openEngine } = await import('../engine/duckdb-engine.ts');
      const values = this.#sources[0]?.values;
      const temporaryDirectory = textProperty(values, 'TempDirectory', '');
      return openEngine({
        memoryLimit: textProperty(values, 'MemoryLimit', '512MB'),
        ...(temporaryDirectory ? { temporaryDirectory } : {}),
      });
    })();
    return this.#engine;
  }

  /** Begins a statement: the clock, its time limit, and the caller's signal. */
  #begin(signal: AbortSignal | undefined): Ledger {
    if (this.#closed) {
      throw driverError('connection_closed', 'The connection is closed.');
    }
    const controller = new AbortController();
    // Every request of the statement listens to it.
    setMaxListeners(0, controller.signal);
    const stop = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    const limits = this.#sources.map(({ values }) => values);
    const seconds = smallestLimit(limits.map((values) => numberProperty(values, 'Timeout')));
    const timer =
      seconds > 0
        ? setTimeout(() => {
            const message = `The statement took longer than the ${seconds} seconds that Timeout allows.`;
            controller.abort(driverError('timeout', message));
          }, seconds * 1000)
        : undefined;
    const ledger = new Ledger({
      controller,
      maxRequests: smallestLimit(limits.map((values) => numberProperty(values, 'MaxRequests'))),
      sandbox: this.#sources.some(({ sandbox }) => sandbox),
      now: () => Date.now(),
      onEvent: (event) => {
        this.#requests.record(event);
        this.#options.onEvent?.(event);
      },
    });
    this.#running.set(ledger, () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    });
    return ledger;
  }

  #end(ledger: Ledger): void {
    ledger.end();
    this.#running.get(ledger)?.();
    this.#running.delete(ledger);
  }

  async #within<T>(signal: AbortSignal | undefined, work: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = this.#begin(signal);
    try {
      return await work(ledger);
    } catch (error) {
      throw ledger.failure(error);
    } finally {
      this.#end(ledger);
    }
  }
}

/** Cheap: most statements are not calls. */
function mayBeCall(sql: string): boolean {
  return /^[\s(]*(?:--|\/\*|call\b|exec\b|execute\b|select\s+\*\s+from\s+["\w.]+\s*\()/i.test(sql);
}

function isSchemaReset(sql: string): boolean {
  return /^\s*(?:--|\/\*|reset\b)/i.test(sql) && readStatement(sql).kind === 'refresh';
}

async function* listed(batches: readonly Batch[]): AsyncIterable<Batch> {
  yield* batches;
}

function textProperty(values: PropertyValues | undefined, name: string, otherwise: string): string {
  const value = values?.get(name);
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function numberProperty(values: PropertyValues, name: string): number {
  const value = values.get(name);
  return typeof value === 'number' ? value : 0;
}

/** The smallest of limits of which 0 means none. */
function smallestLimit(limits: readonly number[]): number {
  const set = limits.filter((limit) => limit > 0);
  return set.length > 0 ? Math.min(...set) : 0;
}
