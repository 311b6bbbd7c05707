/** Parts of the org with users of their own (API document, realms and realm assignments). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { searchedText } from '../attribute.ts';
import {
  activity,
  boolean,
  created,
  double,
  enumerated,
  id,
  integer,
  json,
  lastUpdated,
  nameOf,
  text,
  timestamp,
} from '../column.ts';
import { byId, pages } from '../read.ts';

const needs = 'Okta Identity Governance';

/** Realms. */
export const realms: TableDeclaration = {
  name: 'Realms',
  description: 'Parts that the users of the org are divided into.',
  needs,
  columns: [
    id('realm'),
    text('ProfileName', 'profile.name', 'Name of the realm.'),
    enumerated('ProfileRealmType', 'profile.realmType', ['DEFAULT', 'PARTNER'], 'Kind of realm.'),
    json('ProfileDomains', 'profile.domains', 'Domains of the logins of its users.'),
    boolean('IsDefault', 'isDefault', 'Whether users are in it that no rule puts elsewhere.'),
    created('realm'),
    lastUpdated('realm'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.realms.read'],
  expectedRows: 10,
  reads: [
    byId('/api/v1/realms/{Id}'),
    pages('/api/v1/realms', 200),
    {
      ...pages('/api/v1/realms', 200),
      name: 'search',
      eventual: true,
      partial: true,
      expression: {
        parameter: 'search',
        grammar: 'scim',
        maximumTerms: 20,
        maximumLength: 4000,
        attributes: { ProfileName: searchedText('profile.name', true) },
      },
    },
  ],
};

/** Rules that put users into realms. */
export const realmAssignments: TableDeclaration = {
  name: 'RealmAssignments',
  description: 'Rules that put users into realms.',
  needs,
  columns: [
    id('rule'),
    nameOf('rule'),
    activity('rule'),
    integer('Priority', 'priority', 'Place among the rules; the least is asked first.'),
    boolean('IsDefault', 'isDefault', 'Whether it is for users that no other rule is for.'),
    json('Domains', 'domains', 'Domains of the logins that it is for.'),
    text('ConditionsProfileSourceId', 'conditions.profileSourceId', 'Where the users come from.'),
    text('ConditionsExpressionValue', 'conditions.expression.value', 'Which users it is for.'),
    text('ActionsRealmId', 'actions.assignUserToRealm.realmId', 'Id of the realm that they get into.'),
    created('rule'),
    lastUpdated('rule'),
  ],
  primaryKey: ['Id'],
  foreignKeys: [{ columns: ['ActionsRealmId'], table: 'Realms', references: ['Id'] }],
  scopes: ['okta.realmAssignments.read'],
  expectedRows: 10,
  reads: [byId('/api/v1/realm-assignments/{Id}'), pages('/api/v1/realm-assignments', 200)],
};

/** Runs of such rules over the users that there are. */
export const realmAssignmentOperations: TableDeclaration = {
  name: 'RealmAssignmentOperations',
  description: 'Runs of realm assignments over the users that the org has.',
  needs,
  columns: [
    id('run'),
    text('Type', 'type', 'Kind of run.'),
    enumerated(
      'Status',
      'status',
      ['COMPLETED', 'FAILED', 'IN_PROGRESS', 'SCHEDULED'],
      'How far the run is.',
    ),
    text('RealmId', 'realmId', 'Id of the realm.'),
    text('RealmName', 'realmName', 'Name of the realm.'),
    double('NumUserMoved', 'numUserMoved', 'How many users were moved.'),
    json('AssignmentOperationConfiguration', 'assignmentOperation.configuration', 'Rule that was run.'),
    created('run'),
    timestamp('Started', 'started', 'When it began.'),
    timestamp('Completed', 'completed', 'When it ended.'),
  ],
  primaryKey: ['Id'],
  foreignKeys: [{ columns: ['RealmId'], table: 'Realms', references: ['Id'] }],
  scopes: ['okta.realmAssignments.read'],
  expectedRows: 20,
  reads: [pages('/api/v1/realm-assignments/operations', 200)],
};
