/** Chooses how a scan is read. `offer` and `scan` both ask here, so that what is shown is what is done. */
import type { Scan, ScanOffer } from '../spi/connector.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { ReadDeclaration, TableDeclaration } from './declaration.ts';
import { type PlanSettings, planRead, type ReadPlan } from './read-plan.ts';
import { formatTarget } from './url.ts';

/** What becomes of a scan: nothing to fetch, keys missing, or a read. */
export type Choice =
  | { readonly kind: 'nothing'; readonly read: string }
  | { readonly kind: 'missing'; readonly read: string; readonly missing: readonly string[] }
  | { readonly kind: 'read'; readonly plan: ReadPlan };

/** A read that may lag behind writes has to save this factor of the requests of one that does not. */
const EVENTUAL_SAVING = 4;

/** Requests that {@link offerOf} shows. */
const PREVIEWS = 3;

/** Decides how to read `scan` from `table`. */
export function chooseRead(
  table: TableDeclaration,
  scan: Scan,
  settings: PlanSettings & { readonly strict: boolean },
): Choice {
  const conjuncts = conjunctsOf(scan.filters);
  const first = table.reads[0]!.name;
  if (conjuncts === undefined || scan.limit === 0) return { kind: 'nothing', read: first };

  const plans: ReadPlan[] = [];
  let missing: readonly string[] | undefined;
  for (const read of table.reads) {
    if (read.eventual && settings.strict) continue;
    for (const chunks of read.expression === undefined ? [true] : [true, false]) {
      const plan = planRead(table, read, scan, conjuncts, settings, { chunks });
      if (plan === undefined) continue;
      if (!('missing' in plan)) plans.push(plan);
      else if (missing === undefined || plan.missing.length < missing.length) missing = plan.missing;
    }
  }
  const fresh = cheapest(plans.filter(({ read }) => !read.eventual));
  const eventual = cheapest(plans.filter(({ read }) => read.eventual === true));
  const plan = fresh && eventual ? (savesMuch(eventual, fresh) ? eventual : fresh) : (fresh ?? eventual);
  if (plan === undefined) return { kind: 'missing', read: first, missing: missing ?? [] };
  return plan.walkCount === 0 ? { kind: 'nothing', read: plan.read.name } : { kind: 'read', plan };
}

/**
 * Whether an answer that may lag is worth it: only where the fresh one costs more, and either reads the whole
 * table at {@link EVENTUAL_SAVING} times the requests, or cannot give the first rows of the order asked for.
 */
function savesMuch(eventual: ReadPlan, fresh: ReadPlan): boolean {
  if (eventual.expectedCalls >= fresh.expectedCalls) return false;
  if (eventual.limited && eventual.ordered && !fresh.ordered) return true;
  return !fresh.narrowed && eventual.expectedCalls * EVENTUAL_SAVING <= fresh.expectedCalls;
}

/** The plan with the fewest expected requests; among equals the one that leaves least to do, then the first. */
function cheapest(plans: readonly ReadPlan[]): ReadPlan | undefined {
  const exactness = (plan: ReadPlan) => plan.support.filter((part) => part === 'exact').length;
  return plans.reduce<ReadPlan | undefined>((best, plan) => {
    if (best === undefined) return plan;
    const saved = best.expectedCalls - plan.expectedCalls;
    const better = saved !== 0 ? saved > 0 : exactness(plan) > exactness(best);
    return better ? plan : best;
  }, undefined);
}

/** A choice as the contract shows it. */
export function offerOf(choice: Choice, scan: Scan): ScanOffer {
  const nothing = {
    ordered: scan.order !== undefined,
    limited: scan.limit !== undefined,
    calls: { count: 0, atLeast: false },
    expectedCalls: 0,
    requests: [],
    missing: [],
    eventual: false,
  };
  switch (choice.kind) {
    case 'nothing':
      return { ...nothing, support: scan.filters.map(() => 'exact'), read: choice.read };
    case 'missing':
      return {
        ...nothing,
        ordered: false,
        limited: false,
        support: scan.filters.map(() => 'unsupported'),
        read: choice.read,
        missing: choice.missing,
      };
    case 'read': {
      const { plan } = choice;
      return {
        support: plan.support,
        ordered: plan.ordered,
        limited: plan.limited,
        read: plan.read.name,
        calls: plan.calls,
        expectedCalls: plan.expectedCalls,
        requests: previews(plan),
        missing: [],
        eventual: plan.read.eventual ?? false,
        ...(plan.notice === undefined ? {} : { notice: plan.notice }),
      };
    }
    default:
      return choice satisfies never;
  }
}

function previews(plan: ReadPlan): ScanOffer['requests'] {
  const requests: { method: string; url: string }[] = [];
  for (const { path, query } of plan.walks()) {
    requests.push({ method: 'GET', url: formatTarget(path, query) });
    if (requests.length === PREVIEWS) break;
  }
  return requests;
}

/** Whether a plan gives every row of its table. */
export function isComplete(plan: ReadPlan, table: TableDeclaration): boolean {
  return !plan.narrowed && !plan.limited && hasNoKeys(plan.read) && (table.requiredKeys ?? []).length === 0;
}

function hasNoKeys(read: ReadDeclaration): boolean {
  return !read.path.includes('{') && read.range === undefined;
}
