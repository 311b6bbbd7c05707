/** Lower and upper bound of a scan on the one column that a read takes a range of. */
import type { Value } from '../catalog/data-type.ts';
import type { Filter, Support } from '../spi/filter.ts';
import type { Conjunct } from './conjuncts.ts';
import type { RangeDeclaration } from './declaration.ts';
import { formatMilliseconds, toMilliseconds } from './timestamp.ts';
import type { Query } from './url.ts';

/** The range of a scan. */
export interface RangePlan {
  readonly query: Query;
  /** For each of the conditions given. */
  readonly support: readonly Support[];
  /** True when no time lies in the range. */
  readonly empty: boolean;
  /** That a default narrows the answer. */
  readonly notice?: string;
}

/** Bounds in milliseconds. Rows lie at `from` or later and before `end`; `until` is what to ask for. */
interface Bounds {
  readonly from: number;
  readonly end: number;
  readonly until: number;
  readonly support: Support;
}

const DAY = 86_400_000;

/** Reads the range from the conditions. `now` in milliseconds; `properties` may change the default window. */
export function planRange(
  conjuncts: readonly Conjunct[],
  range: RangeDeclaration,
  now: number,
  properties: ReadonlyMap<string, string | number | boolean>,
): RangePlan {
  const bounds = conjuncts.map(({ filter }) => boundsOf(filter, range));
  const from = Math.max(...bounds.map((bound) => bound?.from ?? Number.NEGATIVE_INFINITY));
  const until = Math.min(...bounds.map((bound) => bound?.until ?? Number.POSITIVE_INFINITY));
  const days = defaultDays(range, properties);
  // From a time yet to come there is nothing, but a range must not end before it begins.
  const latest = range.alwaysUntil ? Math.max(now, from + 1) : undefined;
  const last = until !== Number.POSITIVE_INFINITY ? until : latest;
  const wanted = from !== Number.NEGATIVE_INFINITY ? from : days && (last ?? now) - days * DAY;
  const earliest = range.earliestDays === undefined ? undefined : now - range.earliestDays * DAY;
  const first = wanted !== undefined && earliest !== undefined ? Math.max(wanted, earliest) : wanted;
  const end = Math.min(...bounds.map((bound) => bound?.end ?? Number.POSITIVE_INFINITY));
  return {
    query: [
      ...(first === undefined ? [] : [[range.from, formatMilliseconds(first)] as const]),
      ...(last === undefined ? [] : [[range.until, formatMilliseconds(last)] as const]),
    ],
    support: bounds.map((bound) => bound?.support ?? 'unsupported'),
    empty: from >= end || (earliest !== undefined && end <= earliest),
    ...noticeOf(range, { from, until, days, now }),
  };
}

/** What the user should know of the range: a default that narrows it, or that what is asked for is gone. */
function noticeOf(
  range: RangeDeclaration,
  {
    from,
    until,
    days,
    now,
  }: {
    readonly from: number;
    readonly until: number;
    readonly days: number | undefined;
    readonly now: number;
  },
): { readonly notice?: string } {
  if (from === Number.NEGATIVE_INFINITY) {
    if (days === undefined) return {};
    const end = until === Number.POSITIVE_INFINITY ? 'now' : 'the upper bound';
    return { notice: `Without a lower bound on ${range.column}, only ${days} days up to ${end} are read.` };
  }
  const { keptDays } = range;
  if (keptDays === undefined || from >= now - keptDays * DAY) return {};
  return { notice: `The source keeps ${keptDays} days: what is older by ${range.column} is gone from it.` };
}

function defaultDays(
  range: RangeDeclaration,
  properties: ReadonlyMap<string, string | number | boolean>,
): number | undefined {
  const set = range.defaultDaysProperty === undefined ? undefined : properties.get(range.defaultDaysProperty);
  return set === undefined ? range.defaultDays : Number(set);
}

function boundsOf(filter: Filter, range: RangeDeclaration): Bounds | undefined {
  if (filter.kind === 'in' && filter.column === range.column) {
    const parts = filter.values.map((value) => comparison('=', value, range));
    if (parts.includes(undefined)) return undefined;
    return {
      from: Math.min(...parts.map((part) => part!.from)),
      end: Math.max(...parts.map((part) => part!.end)),
      until: Math.max(...parts.map((part) => part!.until)),
      support: 'inexact',
    };
  }
  if (filter.kind !== 'compare' || filter.column !== range.column) return undefined;
  return comparison(filter.operator, filter.value, range);
}

function comparison(operator: string, value: Value, range: RangeDeclaration): Bounds | undefined {
  const time = toMilliseconds(value);
  if (time === undefined) return undefined;
  const { floor, exact } = time;
  const ceiling = exact ? floor : floor + 1;
  const open = {
    from: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
  };
  // Where rows at exactly `until` may be left out, the wanted ones need a millisecond more.
  const upTo = { end: floor + 1, until: range.untilInclusive === 'yes' ? ceiling : ceiling + 1 };
  const exactWhen = (condition: boolean): Support => (exact && condition ? 'exact' : 'inexact');
  switch (operator) {
    case '>=':
      return { ...open, from: floor, support: exactWhen(true) };
    case '>':
      return { ...open, from: floor, support: 'inexact' };
    case '<':
      return { ...open, end: ceiling, until: ceiling, support: exactWhen(range.untilInclusive === 'no') };
    case '<=':
      return { ...open, ...upTo, support: exactWhen(range.untilInclusive === 'yes') };
    case '=':
      return { ...upTo, from: floor, support: 'inexact' };
    default:
      return undefined;
  }
}
