import type { Condition } from '../plan/plan.ts';
import type { Comparison } from './decode-comparison.ts';

const inverse: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** De Morgan down to the leaves; exact in three-valued logic. */
export function negate(condition: Condition): Condition {
  switch (condition.kind) {
    case 'compare':
      return negateComparison(condition);
    case 'null':
      return { ...condition, negated: !condition.negated };
    case 'and':
      return { kind: 'or', conditions: condition.conditions.map(negate) };
    case 'or':
      return { kind: 'and', conditions: condition.conditions.map(negate) };
    case 'not':
      return condition.condition;
    case 'constant':
      return { kind: 'constant', value: condition.value === null ? null : !condition.value };
    case 'opaque':
      return condition;
    case 'in':
    case 'starts':
    case 'ends':
    case 'contains':
      return { kind: 'not', condition };
  }
}

function negateComparison(condition: Extract<Condition, { kind: 'compare' }>): Condition {
  const { value } = condition;
  if (condition.operator === '=' && typeof value.value === 'boolean') {
    return { ...condition, value: { ...value, value: !value.value } };
  }
  return { ...condition, operator: inverse[condition.operator] };
}

/**
 * The same condition where NULL counts as false, as in a filter: constants folded, nested ANDs and ORs flattened, a
 * prefix that the engine wrote as a range given back. Sound because NOT stands at leaves only.
 */
export function filtering(condition: Condition): Condition {
  switch (condition.kind) {
    case 'constant':
      return { kind: 'constant', value: condition.value === true };
    case 'and':
    case 'or': {
      const absorbing = condition.kind === 'or';
      const parts = condition.conditions
        .map(filtering)
        .flatMap((part) => (part.kind === condition.kind ? part.conditions : [part]));
      if (parts.some((part) => part.kind === 'constant' && part.value === absorbing)) {
        return { kind: 'constant', value: absorbing };
      }
      const rest = parts.filter((part) => part.kind !== 'constant');
      const folded = condition.kind === 'and' ? withPrefixes(rest) : rest;
      if (folded.length === 0) return { kind: 'constant', value: !absorbing };
      return folded.length === 1 ? folded[0]! : { kind: condition.kind, conditions: folded };
    }
    case 'in':
      if (condition.values.length === 0) return { kind: 'constant', value: false };
      return condition;
    default:
      return condition;
  }
}

/** `c >= 'E' AND c < 'F'` is how the engine writes LIKE 'E%': in the order of code points they are the same. */
function withPrefixes(parts: readonly Condition[]): readonly Condition[] {
  const result = [...parts];
  for (const low of parts) {
    if (low.kind !== 'compare' || low.operator !== '>=' || low.value.type !== 'text') continue;
    const next = successor(String(low.value.value));
    const high = result.find(
      (part) =>
        part.kind === 'compare' &&
        part.operator === '<' &&
        part.operand.column === low.operand.column &&
        part.operand.folded === low.operand.folded &&
        part.value.value === next,
    );
    if (next === undefined || high === undefined) continue;
    result.splice(result.indexOf(high), 1);
    result[result.indexOf(low)] = { kind: 'starts', operand: low.operand, value: String(low.value.value) };
  }
  return result;
}

/** `text` with its last code point one higher. */
function successor(text: string): string | undefined {
  const last = [...text].at(-1)?.codePointAt(0);
  if (last === undefined || last === 0x10ffff) return undefined;
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return text.slice(0, text.length - (last > 0xffff ? 2 : 1)) + String.fromCodePoint(next);
}
