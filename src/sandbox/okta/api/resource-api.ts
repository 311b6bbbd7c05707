/** The endpoints of the resources that are described as data: their lists, and their objects one by one. */
import { readCondition } from '../language/grammar.ts';
import { type Row, valueAt } from '../org/collection.ts';
import { resources } from '../resources/catalog.ts';
import { rowsUnder } from '../resources/holdings.ts';
import type { Resource } from '../resources/resource.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import { listPage } from './list-page.ts';
import type { RequestContext } from './request-context.ts';
import type { Route } from './routes.ts';

/** Lists first, so that no list is taken for an object of another. */
export const resourceRoutes: readonly Route[] = [
  ...resources.flatMap((resource) =>
    resource.path === undefined ? [] : [routeOf(resource, resource.path, listRows)],
  ),
  ...resources.flatMap((resource) => {
    const { path, key, within = [] } = resource;
    if (path === undefined || key === undefined || within.length > 1) return [];
    return [routeOf(resource, `${path}/${within.length === 0 ? '{id}' : '{child}'}`, getRow)];
  }),
];

function routeOf(
  resource: Resource,
  template: string,
  handle: (resource: Resource, context: RequestContext) => Answer,
): Route {
  return {
    template,
    scopes: resource.scopes ?? [],
    timeless: true,
    handler: (context) => {
      if (resource.identityEngine && !context.org.identityEngine) throw new OktaError('E0000015');
      return handle(resource, context);
    },
  };
}

function listRows(resource: Resource, context: RequestContext): Answer {
  const { id, child, query, org, path } = context;
  const all = rowsUnder(org, resource, [id, child]);
  if (!all) throw new OktaError('E0000007', [`${child || id} (${resource.name})`]);
  checkRequired(resource, query);
  const fits = conditionOf(resource, query);
  const answer = resource.answer ?? 'array';
  if (answer === 'object') {
    const [only] = all;
    if (!only) throw new OktaError('E0000007', [`${id} (${resource.name})`]);
    return { kind: 'object', row: only };
  }
  const list = listPage(context, {
    length: all.length,
    sizes: resource.pages ?? { default: all.length + 1, minimum: 1, maximum: all.length + 1 },
    fits: (place) => fits(all[place] as Row),
    row: (place) => all[place] as Row,
  });
  if (answer === 'array' || list.kind !== 'rows') return list;
  const next = list.next && { next: { href: `${org.origin}${path}?${list.next}` } };
  return {
    kind: 'object',
    row: { [answer.under]: list.rows, ...(answer.links ? { _links: next ?? {} } : {}) },
    rows: list.rows.length,
  };
}

function getRow(resource: Resource, { org, id, child }: RequestContext): Answer {
  const nested = (resource.within ?? []).length > 0;
  const wanted = nested ? child : id;
  const row = rowsUnder(org, resource, [id])?.find((found) => found[resource.key as string] === wanted);
  if (!row) throw new OktaError('E0000007', [`${wanted} (${resource.name})`]);
  return { kind: 'object', row };
}

function checkRequired({ required, lacking }: Resource, query: URLSearchParams): void {
  if (required === undefined) return;
  const value = query.get(required);
  if (value === null) throw new OktaError('E0000001', [`${required}: The field cannot be left blank`]);
  if (lacking?.includes(value)) throw new OktaError('E0000015');
}

/** What a query asks of each row. */
function conditionOf(resource: Resource, query: URLSearchParams): (row: Row) => boolean {
  const tests = (['filter', 'search'] as const).flatMap((parameter) => {
    const text = query.get(parameter);
    const attributes = resource[parameter];
    if (text === null || !attributes) return [];
    const { fits } = readCondition(text, {
      parameter,
      caseSensitive: parameter === 'filter',
      negation: false,
      ruleOf: (name) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined),
    });
    return [(row: Row) => fits((attribute) => valueAt(row, attribute))];
  });
  const equal = Object.entries(resource.equal ?? {}).flatMap(([parameter, path]) => {
    const value = query.get(parameter);
    return value === null ? [] : [(row: Row) => valueAt(row, path) === value];
  });
  return (row) => [...tests, ...equal].every((test) => test(row));
}
