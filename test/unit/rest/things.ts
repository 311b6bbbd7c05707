/** A table of things, sources that serve it, and the ways in which lists come in pages. */
import type { Value } from '../../../src/catalog/data-type.ts';
import type { Reason } from '../../../src/errors.ts';
import { type Authorization, none } from '../../../src/oauth/authorization.ts';
import type { ReadDeclaration, TableDeclaration } from '../../../src/rest/declaration.ts';
import type { RestSettings } from '../../../src/rest/settings.ts';
import { openRestSource, type RestSource } from '../../../src/rest/source.ts';
import type { Scan, SourceContext } from '../../../src/spi/connector.ts';
import { directNetwork } from '../network/direct-network.ts';
import type { ServedAnswer, ServedRequest } from './http-server.ts';
import { settings } from './table.ts';
import { contextOf, hurriedTime } from './virtual-time.ts';

/** Pages of ten. */
export const size = { parameter: 'size', default: 10, maximum: 10 };

/** A table of things with one read. */
export function tableOf(
  read: Partial<ReadDeclaration>,
  more: Partial<TableDeclaration> = {},
): TableDeclaration {
  return {
    ...{ name: 'Things', description: 'Things.', primaryKey: ['Id'] },
    columns: [
      { name: 'Id', type: 'integer', path: 'id', nullable: false },
      { name: 'Name', type: 'text', path: 'name' },
    ],
    reads: [{ name: 'list', path: '/things', rows: '', ...read }],
    ...more,
  };
}

/** What codes of the made-up source mean. */
const reasons: Readonly<Record<string, Reason>> = { feature: 'not_enabled', filter: 'filter_refused' };

/** Opens a source that never really waits, with a network of its own. */
export function open(
  origin: string,
  tables: readonly TableDeclaration[],
  options: {
    readonly settings?: Partial<RestSettings>;
    readonly authorization?: Authorization;
    readonly sameOrigins?: readonly string[];
  } = {},
): RestSource & { close(): Promise<void> } {
  const network = directNetwork();
  const source = openRestSource({
    ...{ connector: 'test', origin, declaration: { name: 'test', tables } },
    settings: { ...settings, ...options.settings },
    authorization: options.authorization ?? none,
    sameOrigins: options.sameOrigins,
    requestIdHeader: 'x-request-id',
    environment: { ...hurriedTime(), network },
    interpretError: ({ status, body }) => {
      const code = (body as { code?: string } | null)?.code;
      const action = code === 'cursor' ? 'lost cursor' : undefined;
      return {
        reason: status === 401 ? 'sign_in_failed' : (reasons[code ?? ''] ?? 'source_error'),
        message: `It answered ${status}.`,
        code,
        action,
      };
    },
  });
  return { ...source, close: () => network.close() };
}

/** The first column of all rows of a scan. */
export async function idsOf(
  source: RestSource,
  scan: Partial<Scan> = {},
  context: SourceContext = contextOf([]),
): Promise<readonly Value[]> {
  const ids: Value[] = [];
  const whole: Scan = { table: 'Things', columns: ['Id'], filters: [], ...scan };
  for await (const { batch } of source.scan(whole, context)) ids.push(...batch.columns[0]!);
  return ids;
}

/** The numbers below `count`. */
export const range = (count: number) => Array.from({ length: count }, (_, id) => id);
/** A row of the table of things. */
export const thing = (id: number) => ({ id, name: `thing ${id}` });

/** The ways of paging, each with a server that pages so; it holds `rows` things. */
export const styles: Readonly<
  Record<
    string,
    {
      readonly read: Partial<ReadDeclaration>;
      answer(rows: number, request: ServedRequest): ServedAnswer;
    }
  >
> = {
  'page numbers': {
    read: { paging: { style: 'page', parameter: 'page', start: 1, size } },
    answer: (rows, { url }) => {
      const first = (Number(url.searchParams.get('page')) - 1) * 10;
      return {
        body: range(rows)
          .slice(first, first + 10)
          .map(thing),
      };
    },
  },
  'page numbers with a total': {
    read: {
      rows: 'data.items',
      paging: { style: 'page', parameter: 'p', start: 0, size, total: 'data.total' },
    },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('p')) * 10;
      return {
        body: {
          data: {
            items: range(rows)
              .slice(first, first + 10)
              .map(thing),
            total: rows,
          },
        },
      };
    },
  },
  offsets: {
    read: { rows: 'items', paging: { style: 'offset', parameter: 'offset', size } },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('offset'));
      return {
        body: {
          items: range(rows)
            .slice(first, first + 10)
            .map(thing),
        },
      };
    },
  },
  'a link in the body': {
    read: { rows: 'value', paging: { style: 'body-link', next: '_links.next.href', size } },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('after') ?? 0);
      const next = first + 10 < rows ? { _links: { next: { href: `?after=${first + 10}&size=10` } } } : {};
      return {
        body: {
          value: range(rows)
            .slice(first, first + 10)
            .map(thing),
          ...next,
        },
      };
    },
  },
  'a Link header': {
    read: { paging: { style: 'link-header', size } },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('after') ?? 0);
      const link = [`<${url.href}>; rel="self"`];
      if (first + 10 < rows) link.push(`<${url.origin}/things?after=${first + 10}&size=10>; rel="next"`);
      return {
        headers: { link },
        body: range(rows)
          .slice(first, first + 10)
          .map(thing),
      };
    },
  },
  'one answer, with a Link all the same': {
    read: {},
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('after') ?? 0);
      const link = first + 10 < rows ? [`</things?after=${first + 10}>; rel=next`] : [];
      return {
        headers: { link },
        body: range(rows)
          .slice(first, first + 10)
          .map(thing),
      };
    },
  },
};
