import type { Row } from '../org/collection.ts';
import type { Parent, Resource, Within } from './resource.ts';
import {
  absent,
  created,
  cycle,
  digits,
  flag,
  id,
  idIn,
  later,
  link,
  named,
  sometimes,
  updated,
  whole,
} from './shape.ts';

const scopes = ['okta.users.read'];
const inUser: readonly Within[] = [{ collection: 'users' }];
const pages = { default: 20, minimum: 1, maximum: 200 };

const factor = (factorType: string, provider: string, profile: object) => ({
  id: id('ufs'),
  factorType,
  provider,
  vendorName: provider,
  status: cycle('ACTIVE', 'PENDING_ACTIVATION', 'ENROLLED'),
  created,
  lastUpdated: updated,
  profile: { ...profile },
});

/** A user stands above four others, and below the one that they have in common. */
const team = 4;

/** Ordinals of those who stand in a relation with a user. */
function relatives(user: number, relationship: string): readonly number[] {
  switch (relationship) {
    case 'manager':
      return user === 0 ? [] : [Math.floor((user - 1) / team)];
    case 'subordinate':
      return Array.from({ length: team }, (_, place) => user * team + 1 + place);
    default:
      return [];
  }
}

/** What belongs to users, and the relations between them. */
export const userResources: readonly Resource[] = [
  {
    name: 'userFactors',
    path: '/api/v1/users/{id}/factors',
    scopes,
    within: inUser,
    count: (user) => user % 3,
    key: 'id',
    shape: cycle(
      factor('sms', 'OKTA', { phoneNumber: '+15555550100' }),
      factor('push', 'OKTA', { credentialId: named('device'), platform: 'IOS', name: named('Phone') }),
      factor('email', 'OKTA', { email: 'someone@example.com' }),
      { ...factor('token:hotp', 'CUSTOM', { credentialId: named('token') }), factorProfileId: digits(20) },
      factor('token:software:totp', 'GOOGLE', { credentialId: named('app') }),
    ),
  },
  {
    name: 'authenticatorEnrollments',
    path: '/api/v1/users/{id}/authenticator-enrollments',
    scopes,
    within: inUser,
    identityEngine: true,
    count: (user) => (user % 4 === 1 ? 2 : 0),
    key: 'id',
    shape: cycle(
      {
        id: id('eae'),
        key: 'okta_email',
        type: 'email',
        name: 'Email',
        status: 'ACTIVE',
        created,
        lastUpdated: updated,
        profile: { email: 'someone@example.com' },
      },
      {
        id: id('eae'),
        key: 'phone_number',
        type: 'phone',
        name: 'Phone',
        status: 'ACTIVE',
        created,
        lastUpdated: updated,
        profile: { phoneNumber: '+1XXXXXX0100' },
      },
    ),
  },
  {
    name: 'userAppLinks',
    path: '/api/v1/users/{id}/appLinks',
    scopes,
    within: inUser,
    count: (user) => user % 3,
    shape: {
      id: digits(20),
      label: named('Link'),
      linkUrl: (making) => `${making.origin}/home/app/${making.ordinal}`,
      logoUrl: 'https://example.com/logo.png',
      appName: cycle('google', 'oidc_client'),
      appInstanceId: cycle('0oa00000000000000001', '0oa00000000000000002'),
      appAssignmentId: digits(20),
      credentialsSetup: flag('credentials'),
      hidden: flag('hidden'),
      sortOrder: whole(0, 9),
    },
  },
  {
    name: 'userClients',
    path: '/api/v1/users/{id}/clients',
    scopes,
    within: inUser,
    count: (user) => (user % 6 === 1 ? 1 + (user % 4) : 0),
    shape: {
      client_id: id('0oa'),
      client_name: named('Client'),
      client_uri: sometimes('https://client.example'),
      logo_uri: sometimes('https://client.example/logo.png'),
    },
  },
  {
    name: 'userTokens',
    path: '/api/v1/users/{id}/clients/{child}/tokens',
    scopes,
    within: [{ collection: 'users' }, { collection: 'userClients', key: 'client_id' }],
    count: (client) => 1 + (client % 2),
    pages,
    shape: {
      id: id('oar'),
      status: cycle('ACTIVE', 'REVOKED'),
      scopes: ['openid', 'offline_access'],
      issuer: (making) => `${making.origin}/oauth2/default`,
      clientId: (making) => making.parents[1],
      userId: (making) => making.parents[0],
      created,
      lastUpdated: updated,
      expiresAt: later(30),
    },
  },
  {
    name: 'userGrants',
    path: '/api/v1/users/{id}/grants',
    scopes,
    within: inUser,
    count: (user) => (user % 5 === 2 ? 2 : 0),
    key: 'id',
    pages,
    equal: { scopeId: 'scopeId' },
    shape: {
      id: id('oag'),
      status: cycle('ACTIVE', 'REVOKED'),
      scopeId: cycle('scpCZtLKMbGl4SCVHDOT', 'scpAAtLKMbGl4SCVHDOT'),
      source: cycle('END_USER', 'ADMIN'),
      issuer: (making) => `${making.origin}/oauth2/default`,
      clientId: idIn('apps'),
      userId: (making) => making.parents[0],
      created,
      createdBy: { id: (making) => making.parents[0], type: 'User' },
      lastUpdated: updated,
    },
  },
  {
    name: 'userRisk',
    path: '/api/v1/users/{id}/risk',
    scopes: ['okta.userRisk.read'],
    within: inUser,
    identityEngine: true,
    answer: 'object',
    count: (user) => (user % 4 === 3 ? 0 : 1),
    shape: { riskLevel: cycle('LOW', 'HIGH', 'NONE'), reason: cycle('Seen before', 'New country', absent) },
  },
  {
    name: 'linkedObjectDefinitions',
    path: '/api/v1/meta/schemas/user/linkedObjects',
    scopes: ['okta.linkedObjects.read'],
    count: 2,
    shape: cycle(
      {
        primary: { name: 'manager', title: 'Manager', description: 'Whom they report to', type: 'USER' },
        associated: {
          name: 'subordinate',
          title: 'Subordinate',
          description: 'Who reports to them',
          type: 'USER',
        },
      },
      {
        primary: { name: 'mentor', title: 'Mentor', type: 'USER' },
        associated: { name: 'mentee', title: 'Mentee', type: 'USER' },
      },
    ),
  },
  {
    name: 'linkedObjectRelationships',
    key: 'name',
    count: 0,
    shape: {},
    rows: ({ objects }) =>
      [...objects('linkedObjectDefinitions')].flatMap(({ row }) =>
        ['primary', 'associated'].map((side) => ({ ...(row[side] as Row), side })),
      ),
  },
  {
    name: 'userLinkedObjects',
    path: '/api/v1/users/{id}/linkedObjects/{child}',
    scopes,
    within: [{ collection: 'users' }, { collection: 'linkedObjectRelationships', apart: true }],
    count: 0,
    shape: {},
    rows: ({ origin, parents: [user, relationship], objects }) => {
      const wanted = new Set(relatives((user as Parent).ordinal, (relationship as Parent).id));
      const most = Math.max(-1, ...wanted);
      const rows = [];
      for (const { id: other, ordinal } of objects('users')) {
        if (ordinal > most) break;
        if (wanted.has(ordinal)) rows.push({ _links: { self: { href: `${origin}/api/v1/users/${other}` } } });
      }
      return rows;
    },
  },
  {
    name: 'idpUsers',
    path: '/api/v1/idps/{id}/users',
    scopes: ['okta.idps.read'],
    within: [{ collection: 'identityProviders' }],
    count: (provider) => provider % 4,
    pages,
    shape: {
      id: idIn('users'),
      externalId: digits(12),
      created,
      lastUpdated: updated,
      profile: { email: 'someone@example.com', subjectNameId: digits(8) },
      _links: { user: link('/api/v1/users/{}', idIn('users')) },
    },
  },
  {
    name: 'yubikeyTokens',
    path: '/api/v1/org/factors/yubikey_token/tokens',
    scopes,
    count: 7,
    key: 'id',
    pages,
    shape: {
      id: id('ykk'),
      status: cycle('ACTIVE', 'UNASSIGNED', 'BLOCKED', 'REVOKED'),
      created,
      lastUpdated: updated,
      lastVerified: sometimes(later(20)),
      profile: { serial: digits(8) },
    },
  },
];
