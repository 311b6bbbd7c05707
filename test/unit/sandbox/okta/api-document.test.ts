import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRoute } from '../../../../src/sandbox/okta/api/routes.ts';
import { resources } from '../../../../src/sandbox/okta/resources/catalog.ts';
import type { Resource } from '../../../../src/sandbox/okta/resources/resource.ts';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import document from '../../../fixtures/okta/schemas.json' with { type: 'json' };
import { get, type Json, testTime, walk } from './client.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
// ajv-formats is CommonJS: its function is the default of the default under nodenext.
(addFormats as unknown as (instance: Ajv) => void)(ajv);
ajv.addFormat('int32', true);
ajv.addFormat('double', true);
ajv.addFormat('password', true);
ajv.addFormat('ISO 8601 compliant timestamp', true);
ajv.addSchema({ definitions: document.definitions, operations: document.operations }, 'okta');
ajv.addFormat('boolean', true);
ajv.addFormat('byte', true);

/** What answers have although the document, taken by the letter, does not allow it: each with what speaks for it. */
const flaws: readonly (readonly [path: string, fault: RegExp, why: string])[] = [
  [
    '/api/v1/api-tokens',
    /tokenWindow must match pattern/,
    'the pattern of durations fits no duration at all',
  ],
  ['/api/v1/iam/roles/{id}/permissions', /Profile must be object/, 'its examples have a list of attributes'],
  ['/api/v1/idps/{id}/users', /profile\/\w+ must be object/, 'its examples have texts'],
  ['/api/v1/org/factors/yubikey_token/tokens', /profile\/\w+ must be object/, 'its examples have texts'],
  ['/api/v1/users/{id}/authenticator-enrollments', /phoneNumber/, 'its example of an email has none'],
  ['/api/v1/users/{id}/roles', /match exactly one/, 'a standard role fits the schema of custom ones too'],
  ['/api/v1/groups/{id}/roles', /match exactly one/, 'a standard role fits the schema of custom ones too'],
  [
    '/oauth2/v1/clients/{id}/roles',
    /match exactly one/,
    'a standard role fits the schema of custom ones too',
  ],
];

/** Lists that the document takes for one object; its examples show the list. */
const listsInTruth = { '/api/v1/users/{userId}/authenticator-enrollments': true };
/** Properties of mappings, which the document takes for one property. */
const misdescribed = new Set(['/api/v1/mappings/{id}']);
const listed = resources.flatMap(({ path }) => (path === undefined || misdescribed.has(path) ? [] : [path]));

function operationAt(path: string): string {
  const plain = (name: string) => name.replaceAll(/\{\w+\}/g, '{}');
  return Object.keys(document.operations).find((name) => plain(name) === plain(path))!;
}

/** The queries that show everything: one for each value of what must be asked for. */
function queriesOf({ name }: Resource): readonly Record<string, string>[] {
  if (name === 'policies')
    return ['PASSWORD', 'OKTA_SIGN_ON', 'MFA_ENROLL', 'IDP_DISCOVERY'].map((type) => ({ type }));
  if (name === 'principalRateLimits') return [{ filter: 'principalType eq "SSWS_TOKEN"' }];
  return [{}];
}

const validators = new Map<string, ReturnType<Ajv['compile']>>();

/** What is wrong with an object, by the schema of the API document. */
function faultsOf(name: string, value: Json): readonly string[] {
  const validate = validators.get(name) ?? ajv.compile({ $ref: `okta#/definitions/${name}` });
  validators.set(name, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${value.id ?? value.uuid}${instancePath} ${message}`,
  );
}

/** An app is described by the schema of its sign-on mode (discriminator of Application). */
const appSchemas: Readonly<Record<string, string>> = {
  AUTO_LOGIN: 'AutoLoginApplication',
  BASIC_AUTH: 'BasicAuthApplication',
  BOOKMARK: 'BookmarkApplication',
  BROWSER_PLUGIN: 'BrowserPluginApplication',
  OPENID_CONNECT: 'OpenIdConnectApplication',
  SAML_1_1: 'Saml11Application',
  SAML_2_0: 'SamlApplication',
  SECURE_PASSWORD_STORE: 'SecurePasswordStoreApplication',
  WS_FEDERATION: 'WsFederationApplication',
};

describe('answers of the Okta stand-in, by the API document of Okta', () => {
  let sandbox: OktaSandbox;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({
      users: 400,
      groups: 60,
      apps: 42,
      logs: 1000,
      latency: 0,
      now: () => testTime,
    });
  });
  afterAll(() => sandbox.close());

  it('describes users in lists and alone', async () => {
    const { rows } = await walk(sandbox, '/api/v1/users', { search: 'id pr' });
    expect(rows).toHaveLength(400);
    expect(rows.flatMap((row) => faultsOf('User', row))).toEqual([]);
    const { body } = await get(sandbox, `/api/v1/users/${rows[5].id}`);
    expect(faultsOf('UserGetSingleton', body)).toEqual([]);
  });

  it('describes groups, also with statistics and source apps', async () => {
    const { rows } = await walk(sandbox, '/api/v1/groups', { expand: 'stats,app' });
    expect(rows.flatMap((row) => faultsOf('Group', row))).toEqual([]);
    const { body } = await get(sandbox, `/api/v1/groups/${rows[0].id}`);
    expect(faultsOf('Group', body)).toEqual([]);
  });

  it('describes members as users and group rules as such', async () => {
    const groups = await walk(sandbox, '/api/v1/groups');
    const members = await walk(sandbox, `/api/v1/groups/${groups.rows[4].id}/users`);
    expect(members.rows.length).toBeGreaterThan(0);
    expect(members.rows.flatMap((row) => faultsOf('User', row))).toEqual([]);
    const rules = await walk(sandbox, '/api/v1/groups/rules', { expand: 'groupIdToGroupNameMap' });
    expect(rules.rows.length).toBeGreaterThan(0);
    expect(rules.rows.flatMap((row) => faultsOf('GroupRule', row))).toEqual([]);
  });

  it('describes apps of every sign-on mode', async () => {
    const { rows } = await walk(sandbox, '/api/v1/apps', { includeNonDeleted: 'true' });
    expect(new Set(rows.map((row) => row.signOnMode))).toEqual(new Set(Object.keys(appSchemas)));
    expect(rows.flatMap((row) => faultsOf(String(appSchemas[row.signOnMode]), row))).toEqual([]);
  });

  it('describes who and what is assigned to apps', async () => {
    const apps = await walk(sandbox, '/api/v1/apps');
    for (const app of apps.rows.slice(0, 12)) {
      const users = await walk(sandbox, `/api/v1/apps/${app.id}/users`, { limit: 500, expand: 'user' });
      expect(users.rows.flatMap((row) => faultsOf('AppUser', row))).toEqual([]);
      const groups = await walk(sandbox, `/api/v1/apps/${app.id}/groups`, { expand: 'group' });
      expect(groups.rows.flatMap((row) => faultsOf('ApplicationGroupAssignment', row))).toEqual([]);
    }
  });

  it('describes events of the System Log', async () => {
    const until = new Date(testTime).toISOString();
    const since = new Date(testTime - 90 * 86_400_000).toISOString();
    const { rows } = await walk(sandbox, '/api/v1/logs', { since, until, limit: 1000 });
    expect(rows.length).toBeGreaterThan(900);
    expect(rows.flatMap((row) => faultsOf('LogEvent', row))).toEqual([]);
  });

  it('describes user types, user schemas and the group schema', async () => {
    const { rows } = await walk(sandbox, '/api/v1/meta/types/user');
    expect(rows.flatMap((row) => faultsOf('UserType', row))).toEqual([]);
    for (const type of rows) {
      const { body } = await get(sandbox, type._links.schema.href);
      expect(faultsOf('UserSchema', body)).toEqual([]);
      expect((await get(sandbox, type._links.self.href)).body).toEqual(type);
    }
    expect(faultsOf('GroupSchema', (await get(sandbox, '/api/v1/meta/schemas/group/default')).body)).toEqual(
      [],
    );
  });

  it('describes errors', async () => {
    const { status, body } = await get(sandbox, '/api/v1/users/nobody');
    expect(status).toBe(404);
    expect(faultsOf('Error', body)).toEqual([]);
  });

  it('knows every attribute of a user profile that the document lists', async () => {
    const { body } = await get(sandbox, '/api/v1/meta/schemas/user/default');
    const documented = document.definitions.UserProfile.properties;
    expect(Object.keys(body.definitions.base.properties).sort()).toEqual(Object.keys(documented).sort());
  });

  it.each(Object.entries(document.operations))('asks for the documented scopes at %s', (path, operation) => {
    const found = findRoute(path.replaceAll(/\{\w+\}/g, '00u1'));
    expect(found?.route.scopes).toEqual(operation.scopes);
  });

  it.each(listed)('describes what it lists at %s', async (path) => {
    const resource = resources.find((one) => one.path === path)!;
    const operation = operationAt(path);
    const schema = ajv.compile({
      $ref: `okta#/operations/${operation.replaceAll('~', '~0').replaceAll('/', '~1')}/answer`,
    });
    const rows = sandbox.truth()[resource.name]!;
    expect(rows.length).toBeGreaterThan(0);
    const parents = new Set(
      rows.map((row) => JSON.stringify([row._grandparent ?? row._parent, row._parent])),
    );
    for (const parent of [...parents].slice(0, 12)) {
      const [id, child] = JSON.parse(parent) as (string | null)[];
      const url = path.replace('{id}', id ?? '').replace('{child}', child ?? '');
      for (const query of queriesOf(resource)) {
        const { status, body } = await get(sandbox, url, query);
        expect([url, status]).toEqual([url, 200]);
        const value = operation in listsInTruth ? body[0] : body;
        schema(value);
        const faults = (schema.errors ?? [])
          .map(({ instancePath, message }) => `${instancePath} ${message}`)
          .filter((fault) => !flaws.some(([where, flaw]) => where === path && flaw.test(fault)));
        expect(faults).toEqual([]);
      }
    }
  });
});
