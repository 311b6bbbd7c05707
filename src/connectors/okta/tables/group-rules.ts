import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, enumerated, json, text, timestamp } from '../column.ts';
import { objectId } from '../read.ts';

/** Rules that put users into groups (API document, listGroupRules). */
export const groupRules: TableDeclaration = {
  name: 'GroupRules',
  description: 'Rules that put users into groups by their attributes.',
  columns: [
    always(text('Id', 'id', 'Unique id of the rule.')),
    text('Name', 'name', 'Name of the rule.'),
    enumerated('Status', 'status', ['ACTIVE', 'INACTIVE', 'INVALID'], 'Whether the rule works.'),
    text('Type', 'type', 'Kind of rule; group_rule today.'),
    timestamp('Created', 'created', 'When the rule was created.'),
    timestamp('LastUpdated', 'lastUpdated', 'When the rule was last changed.'),
    text('ConditionsExpressionType', 'conditions.expression.type', 'Language of the expression.'),
    text('ConditionsExpressionValue', 'conditions.expression.value', 'Which users the rule is for.'),
    json('ConditionsPeople', 'conditions.people', 'Users and groups that are left out.'),
    json(
      'ActionsAssignUserToGroupsGroupIds',
      'actions.assignUserToGroups.groupIds',
      'Ids of the groups that the users are put into.',
    ),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.groups.read'],
  expectedRows: 50,
  reads: [
    {
      name: 'by id',
      path: '/api/v1/groups/rules/{Id}',
      keyPatterns: { Id: objectId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/groups/{id}',
    },
    {
      name: 'list',
      path: '/api/v1/groups/rules',
      rows: '',
      paging: {
        style: 'link-header',
        size: { parameter: 'limit', default: 200, minimum: 1, maximum: 200 },
      },
      bucket: 'GET /api/v1/groups/{id}',
    },
  ],
};
