// Takes what the tests hold the Okta stand-in against out of Okta's own API document and writes it as JSON Schema to
// test/fixtures/okta/schemas.json.
//
//   node scripts/okta-schemas.mjs PATH/TO/management-minimal.yaml
//
// The document is dist/current/management-minimal.yaml of github.com/okta/okta-management-openapi-spec (Apache-2.0).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const operations = [
  '/api/v1/agentPools',
  '/api/v1/api-tokens',
  '/api/v1/api-tokens/{apiTokenId}',
  '/api/v1/apps',
  '/api/v1/apps/{appId}',
  '/api/v1/apps/{appId}/credentials/keys',
  '/api/v1/apps/{appId}/credentials/secrets',
  '/api/v1/apps/{appId}/features',
  '/api/v1/apps/{appId}/grants',
  '/api/v1/apps/{appId}/group-push/mappings',
  '/api/v1/apps/{appId}/groups',
  '/api/v1/apps/{appId}/groups/{groupId}',
  '/api/v1/apps/{appId}/tokens',
  '/api/v1/apps/{appId}/users',
  '/api/v1/apps/{appId}/users/{userId}',
  '/api/v1/authenticators',
  '/api/v1/authenticators/{authenticatorId}',
  '/api/v1/authorizationServers',
  '/api/v1/authorizationServers/{authServerId}',
  '/api/v1/authorizationServers/{authServerId}/claims',
  '/api/v1/authorizationServers/{authServerId}/policies',
  '/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules',
  '/api/v1/authorizationServers/{authServerId}/scopes',
  '/api/v1/behaviors',
  '/api/v1/behaviors/{behaviorId}',
  '/api/v1/brands',
  '/api/v1/brands/{brandId}',
  '/api/v1/brands/{brandId}/templates/email',
  '/api/v1/brands/{brandId}/themes',
  '/api/v1/captchas',
  '/api/v1/captchas/{captchaId}',
  '/api/v1/device-assurances',
  '/api/v1/device-assurances/{deviceAssuranceId}',
  '/api/v1/devices',
  '/api/v1/devices/{deviceId}',
  '/api/v1/devices/{deviceId}/users',
  '/api/v1/domains',
  '/api/v1/domains/{domainId}',
  '/api/v1/email-domains',
  '/api/v1/email-domains/{emailDomainId}',
  '/api/v1/email-servers',
  '/api/v1/email-servers/{emailServerId}',
  '/api/v1/eventHooks',
  '/api/v1/eventHooks/{eventHookId}',
  '/api/v1/features',
  '/api/v1/features/{featureId}',
  '/api/v1/groups',
  '/api/v1/groups/rules',
  '/api/v1/groups/rules/{groupRuleId}',
  '/api/v1/groups/{groupId}',
  '/api/v1/groups/{groupId}/apps',
  '/api/v1/groups/{groupId}/owners',
  '/api/v1/groups/{groupId}/roles',
  '/api/v1/groups/{groupId}/users',
  '/api/v1/hook-keys',
  '/api/v1/hook-keys/{id}',
  '/api/v1/iam/assignees/users',
  '/api/v1/iam/resource-sets',
  '/api/v1/iam/resource-sets/{resourceSetIdOrLabel}',
  '/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings',
  '/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members',
  '/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources',
  '/api/v1/iam/roles',
  '/api/v1/iam/roles/{roleIdOrLabel}',
  '/api/v1/iam/roles/{roleIdOrLabel}/permissions',
  '/api/v1/idps',
  '/api/v1/idps/{idpId}',
  '/api/v1/idps/{idpId}/users',
  '/api/v1/inlineHooks',
  '/api/v1/inlineHooks/{inlineHookId}',
  '/api/v1/logStreams',
  '/api/v1/logStreams/{logStreamId}',
  '/api/v1/logs',
  '/api/v1/mappings',
  '/api/v1/mappings/{mappingId}',
  '/api/v1/meta/schemas/group/default',
  '/api/v1/meta/schemas/user/linkedObjects',
  '/api/v1/meta/schemas/user/{schemaId}',
  '/api/v1/meta/types/user',
  '/api/v1/meta/types/user/{typeId}',
  '/api/v1/org',
  '/api/v1/org/factors/yubikey_token/tokens',
  '/api/v1/org/factors/yubikey_token/tokens/{tokenId}',
  '/api/v1/policies',
  '/api/v1/policies/{policyId}',
  '/api/v1/policies/{policyId}/mappings',
  '/api/v1/policies/{policyId}/rules',
  '/api/v1/principal-rate-limits',
  '/api/v1/principal-rate-limits/{principalRateLimitId}',
  '/api/v1/push-providers',
  '/api/v1/push-providers/{pushProviderId}',
  '/api/v1/realm-assignments',
  '/api/v1/realm-assignments/operations',
  '/api/v1/realm-assignments/{assignmentId}',
  '/api/v1/realms',
  '/api/v1/realms/{realmId}',
  '/api/v1/templates/sms',
  '/api/v1/templates/sms/{templateId}',
  '/api/v1/threats/configuration',
  '/api/v1/trustedOrigins',
  '/api/v1/trustedOrigins/{trustedOriginId}',
  '/api/v1/users',
  '/api/v1/users/{id}',
  '/api/v1/users/{id}/appLinks',
  '/api/v1/users/{id}/groups',
  '/api/v1/users/{userIdOrLogin}/linkedObjects/{relationshipName}',
  '/api/v1/users/{userId}/authenticator-enrollments',
  '/api/v1/users/{userId}/clients',
  '/api/v1/users/{userId}/clients/{clientId}/tokens',
  '/api/v1/users/{userId}/factors',
  '/api/v1/users/{userId}/grants',
  '/api/v1/users/{userId}/risk',
  '/api/v1/users/{userId}/roles',
  '/api/v1/zones',
  '/api/v1/zones/{zoneId}',
  '/integrations/api/v1/api-services',
  '/integrations/api/v1/api-services/{apiServiceId}',
  '/oauth2/v1/clients/{clientId}/roles',
];

const dropped = new Set([
  'description',
  'example',
  'examples',
  'externalDocs',
  'nullable',
  'readOnly',
  'writeOnly',
  'title',
  'deprecated',
]);
const keptWhole = new Set(['enum', 'required', 'default', 'type']);

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the API document: management-minimal.yaml');
const document = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 });

const found = {};
const result = {
  $comment: [
    `Taken by scripts/okta-schemas.mjs from the Okta Management API document, version ${document.info.version}:`,
    'dist/current/management-minimal.yaml of github.com/okta/okta-management-openapi-spec, as of 2026-06-29.',
    'Copyright Okta, Inc., licensed under the Apache License, Version 2.0. Changed: reduced to the schemas below,',
    'without descriptions and examples, and turned from OpenAPI 3.0 into JSON Schema.',
  ].join(' '),
  operations: Object.fromEntries(operations.map((name) => [name, operationOf(name)])),
  // Whatever can be listed: every GET whose path does not end with the id of one object.
  collections: Object.keys(document.paths).filter((name) => document.paths[name].get && !name.endsWith('}')),
  definitions: found,
};
collect('Error');

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
writeFileSync(
  path.join(root, 'test', 'fixtures', 'okta', 'schemas.json'),
  `${JSON.stringify(sorted(result), null, 1)}\n`,
);

function operationOf(name) {
  const operation = document.paths[name].get;
  const parameters = [...(operation.parameters ?? []), ...(document.paths[name].parameters ?? [])].map(
    (one) => (one.$ref ? document.components.parameters[one.$ref.split('/').at(-1)] : one),
  );
  const scopes = (operation.security ?? []).flatMap((one) => one.oauth2 ?? []);
  const reply = operation.responses['200'];
  const { content } = reply.$ref ? document.components.responses[reply.$ref.split('/').at(-1)] : reply;
  const query = parameters
    .filter((one) => one.in === 'query')
    .map((one) => [one.name, { ...toJsonSchema(one.schema), ...(one.required && { required: true }) }]);
  return {
    operationId: operation.operationId,
    scopes,
    query: Object.fromEntries(query),
    answer: toJsonSchema(content['application/json'].schema),
  };
}

function collect(name) {
  if (found[name] !== undefined) return;
  found[name] = {};
  found[name] = toJsonSchema(document.components.schemas[name]);
}

function toJsonSchema(schema) {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1);
    collect(name);
    return { $ref: `#/definitions/${name}` };
  }
  const kept = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') {
      kept.properties = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, toJsonSchema(property)]),
      );
    } else if (key === 'discriminator') {
      kept.$comment = `by ${value.propertyName}`;
      // Kinds name their base, not the other way round.
      for (const kind of Object.values(value.mapping ?? {})) collect(kind.split('/').at(-1));
    } else if (!dropped.has(key) && !key.startsWith('x-')) {
      kept[key] = keptWhole.has(key) ? value : toJsonSchema(value);
    }
  }
  // The document has enumerations with doubles, which JSON Schema does not allow.
  if (Array.isArray(schema.enum)) kept.enum = [...new Set(schema.enum)];
  if (schema.nullable === true && typeof schema.type === 'string') {
    kept.type = [schema.type, 'null'];
    if (kept.enum && !kept.enum.includes(null)) kept.enum.push(null);
  }
  return kept;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
