import { changeTime, creationTime, isoTime } from './calendar.ts';
import type { Generator } from './collection.ts';
import type { Groups } from './groups.ts';
import { createIdentifiers } from './identifiers.ts';
import { departments, projects } from './names.ts';
import { createRolls, pick } from './random.ts';

/** What the group rules of an org depend on. */
export interface GroupRulesOptions {
  readonly seed: number;
  readonly count: number;
  readonly groups: Groups;
}

const statuses = ['ACTIVE', 'ACTIVE', 'INACTIVE', 'INVALID'] as const;

/** The rules that put people into groups: first one per department, then one for every few groups. */
export function createGroupRules({ seed, count, groups }: GroupRulesOptions): Generator {
  const roll = createRolls(seed);
  const ids = createIdentifiers('0pr', seed);
  const rolls = {
    age: roll('rule created'),
    tie: roll('rule tie'),
    change: roll('rule last updated'),
    word: roll('rule word'),
    group: roll('rule group'),
  };
  const target = (ordinal: number) =>
    groups.departmentGroups[ordinal] ?? Math.floor(rolls.group(ordinal) * groups.count);
  return {
    count,
    id: ids.of,
    ordinalOf: ids.ordinalOf,
    generate: (ordinal) => {
      const created = creationTime(ordinal, count, rolls.age(ordinal));
      const [department] = departments[ordinal] ?? [];
      const word = pick(projects, rolls.word(ordinal));
      const condition =
        department === undefined
          ? `user.title != null AND String.stringContains(user.title, "${word}")`
          : `user.department=="${department.replaceAll('"', '\\"')}"`;
      const excluded = ordinal % 7 === 5 ? [groups.id(Math.min(2, groups.count - 1))] : [];
      return {
        type: 'group_rule',
        id: ids.of(ordinal),
        status: pick(statuses, rolls.word(ordinal)),
        name: `${ordinal}: ${department ?? word}`.slice(0, 50),
        created: isoTime(created),
        lastUpdated: isoTime(changeTime(created, rolls.tie(ordinal), rolls.change(ordinal))),
        conditions: {
          people: { users: { exclude: [] }, groups: { exclude: excluded } },
          expression: { value: condition, type: 'urn:okta:expression:1.0' },
        },
        actions: { assignUserToGroups: { groupIds: [groups.id(target(ordinal))] } },
      };
    },
  };
}
