import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProperty, type Property } from '../../src/catalog/property.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { oktaDeclaration } from '../../src/connectors/okta/declaration.ts';
import { oktaSignIn } from '../../src/connectors/okta/sign-in.ts';
import { commonProperties } from '../../src/driver/options/common-properties.ts';
import { parseConnectionString } from '../../src/driver/options/connection-string.ts';
import { findConnectorEntry } from '../../src/driver/options/sources.ts';
import { givenValues, validateProperties } from '../../src/driver/options/validate-properties.ts';
import { signInRules } from '../../src/driver/sign-in-rules.ts';
import { reasons } from '../../src/errors.ts';
import { signInProcedures } from '../../src/oauth/procedures.ts';
import { openTokenStore } from '../../src/oauth/store/open-token-store.ts';
import type { StoreKeys } from '../../src/oauth/store/token-store.ts';
import { exportSignIn } from '../../src/oauth/store/transfer.ts';
import { readCall } from '../../src/sql/procedure-call.ts';
import { readStatement } from '../../src/sql/statement.ts';
import { capturedTerminal } from '../unit/cli/captured-terminal.ts';
import { realHost, signIn } from '../unit/oauth/store/hosts.ts';
import { codeBlocks } from './code-blocks.ts';
import { root } from './program.ts';

const folder = path.join(root, 'docs', 'sign-in');
const pages = await Promise.all(
  ['README.md', 'okta.md', 'acton.md', 'databricks.md'].map(async (name) => ({
    name,
    text: await readFile(path.join(folder, name), 'utf8'),
  })),
);
const textOf = (name: string) => pages.find((page) => page.name === name)?.text ?? '';

/** The pieces of code between single backticks. */
const inlineCode = (text: string) =>
  [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

const linesOf = (language: string) =>
  pages.flatMap(({ name, text }) =>
    codeBlocks(text, language)
      .flatMap((block) => block.split('\n'))
      .filter((line) => line !== '')
      .map((line) => ({ page: name, line })),
  );

async function propertiesOf(source: string): Promise<readonly Property[]> {
  const factory = await findConnectorEntry(source).load();
  return [...factory.properties, ...commonProperties];
}

describe('connection strings of the pages', () => {
  /** What an earlier connection has kept at OAuthSettingsLocation. */
  const kept = {
    okta: { Domain: 'dev-1.okta.com', OAuthClientId: 'id', OAuthClientSecret: 'secret' },
    acton: { OAuthClientId: 'id', OAuthClientSecret: 'secret' },
    lakebase: {
      DatabricksInstance: 'dbc-1.cloud.databricks.com',
      ...{ AuthScheme: 'OAuth', OAuthClientId: 'id', OAuthClientSecret: 'secret' },
    },
  };
  const nothing = { open: () => ({ read: async () => undefined }) } as unknown as Parameters<
    typeof signInRules
  >[2];

  it.each(linesOf(''))('hold, with nothing more: $line', async ({ line }) => {
    const { connector, entries } = parseConnectionString(line);
    const { signIn: profile } = await findConnectorEntry(connector).load();
    const properties = await propertiesOf(connector);
    const written = entries.map(({ name, value }) => ({ name, value: value.replace(/^\$\{.*\}$/, 'x') }));
    const rules = await signInRules(
      profile,
      givenValues(properties, written),
      nothing,
      () => undefined,
      false,
    );
    const isLater = /InitiateOAuth=REFRESH/.test(line) && line.includes('OAuthSettingsLocation=');
    const remembered = isLater ? kept[connector as keyof typeof kept] : {};
    const { values } = validateProperties(connector, properties, written, [], { ...rules, remembered });
    expect(profile?.schemes).toContain(values.get('AuthScheme'));
  });

  it('are those that people know', () => {
    const known = [
      [
        'okta.md',
        'Domain=dev-44876464.okta.com;OAuthClientId=myId;OAuthClientSecret=mySecret;InitiateOAuth=GETANDREFRESH;',
      ],
      ['okta.md', 'CallbackURL=http://localhost:33333'],
      [
        'acton.md',
        'InitiateOAuth=GETANDREFRESH;OAuthClientId=myId;OAuthClientSecret=mySecret;CallbackURL=http://localhost:80',
      ],
      ['databricks.md', 'AuthScheme=OAuthPKCE;User=ada@example.com;InitiateOAuth=GETANDREFRESH'],
      [
        'databricks.md',
        'AuthScheme=OAuthClient;OAuthClientId=myId;OAuthClientSecret=mySecret;InitiateOAuth=GETANDREFRESH',
      ],
      ...['okta', 'acton', 'lakebase'].map((source) => [
        source === 'lakebase' ? 'databricks.md' : `${source}.md`,
        `\n${source}:InitiateOAuth=REFRESH;OAuthSettingsLocation=/srv/app/OAuthSettings.txt\n`,
      ]),
    ] as const;
    for (const [page = '', string = ''] of known) expect(textOf(page)).toContain(string);
  });
});

it.each(linesOf('sql'))('procedures of the pages are there, with their inputs: $line', ({ line }) => {
  const call = readCall(readStatement(line));
  const procedure = signInProcedures.find(({ name }) => name === call?.name.at(-1));
  const inputs = procedure?.parameters.filter(({ direction }) => direction === 'in').map(({ name }) => name);
  expect(inputs).toEqual(expect.arrayContaining(call?.inputs.map(({ name }) => name) ?? ['none']));
});

describe('commands of the pages', () => {
  const commands = [
    ...linesOf('sh').map(({ line }) => line.replace(/\s*#.*/, '')),
    ...pages.flatMap(({ text }) => inlineCode(text)),
  ].filter((line) => line.startsWith('sqluice '));

  it.each([...new Set(commands)])('are there, with their options: %s', async (command) => {
    const [, name = '', verb = '', ...others] = command.split(' ');
    const words = name === 'auth' ? [name, verb] : [name];
    const terminal = capturedTerminal();
    expect(await runCommandLine([...words, '--help'], terminal)).toBe(0);
    const help = terminal.outputText();
    expect(help).toContain(`Usage: sqluice ${words.join(' ')} [options]`);
    for (const option of others.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  });
});

describe('names on the pages', () => {
  const sources = ['okta', 'acton', 'lakebase'];
  let properties: readonly Property[] = [];

  beforeAll(async () => {
    properties = (await Promise.all(sources.map(propertiesOf))).flat();
  });

  it.each(pages)('are those of properties, schemes, procedures and errors: $name', ({ text }) => {
    const valuesOf = (name: string) =>
      properties.filter((one) => one.name === name).flatMap(({ values = [] }) => values);
    const known = new Set([
      ...properties.map(({ name }) => name),
      ...valuesOf('AuthScheme'),
      ...valuesOf('InitiateOAuth'),
      ...valuesOf('Region'),
      ...signInProcedures.flatMap(({ name, parameters }) => [name, ...parameters.map((one) => one.name)]),
      ...Object.keys(reasons),
      // Words of the services themselves.
      ...['PRODUCTION', 'offline_access'],
    ]);
    const codes = inlineCode(text);
    const words = codes.filter((code) => /^(?:[A-Z]\w+|[a-z]+(?:_[a-z]+)+)$/.test(code));
    const environment = /^(?:SQLUICE|XDG)_/;
    expect(words.filter((word) => !known.has(word) && !environment.test(word))).toEqual([]);
    const settings = codes.flatMap((code) => /^([A-Z]\w+)=(\S+)$/.exec(code)?.slice(1, 3) ?? []);
    for (let index = 0; index < settings.length; index += 2) {
      const [name = '', value = ''] = settings.slice(index, index + 2);
      expect(findProperty(properties, name)?.name).toBe(name);
      const values = valuesOf(name);
      if (values.length > 0) expect(values).toContain(value);
    }
  });

  it('of scopes are those that tables need, with all that is asked for unless told otherwise', () => {
    const page = textOf('okta.md');
    const known = new Set(oktaDeclaration.tables.flatMap(({ scopes = [] }) => scopes));
    const named = [...page.matchAll(/okta\.\w+\.read/g)].map(([scope]) => scope);
    expect(named.filter((scope) => !known.has(scope))).toEqual([]);
    for (const scope of oktaSignIn.defaultScopes(undefined)) expect(page).toContain(`\`${scope}\``);
  });
});

describe('the table of what opens a copied file', () => {
  const secret = 'client-secret';
  const key = 'settings-key';
  const passphrase = 'passphrase';
  const secretive = signIn({ properties: { OAuthClientId: '0oa1', OAuthClientSecret: secret } });
  const open = signIn({ properties: { OAuthClientId: '0oa1' } });
  const written = [
    { content: secretive, keys: { clientSecret: secret } },
    { content: secretive, keys: { clientSecret: secret, settingsKey: key } },
    { content: open, keys: {} },
    { content: open, keys: { settingsKey: key } },
    { content: open, keys: {}, exported: true },
  ];
  const present: readonly (StoreKeys & { readonly sameUser?: boolean })[] = [
    ...[{}, { clientSecret: secret }, { settingsKey: key }, { settingsKey: passphrase }, { sameUser: true }],
  ];
  const rows = textOf('README.md')
    .split('\n')
    .filter((line) => /^\| (?:an app|`sqluice auth export`)/.test(line) && /opens/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    );
  let home = '';

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'sqluice-docs-'));
  });
  afterAll(() => rm(home, { recursive: true }));

  it('says what happens, in every cell', async () => {
    const found = await Promise.all(
      written.map(async ({ content, keys, exported = false }, row) => {
        const desktop = realHost(path.join(home, 'desktop'));
        const file = path.join(home, `${row}.txt`);
        const store = openTokenStore(file, keys, desktop);
        await store.update(async () => content);
        if (exported) await writeFile(file, await exportSignIn(store, passphrase, desktop));
        return Promise.all(
          present.map(async ({ sameUser, ...given }, column) => {
            const copy = path.join(home, `${row}-${column}.txt`);
            await copyFile(file, copy);
            const host = sameUser ? desktop : realHost(path.join(home, 'elsewhere'));
            return openTokenStore(copy, given, host)
              .read()
              .then(
                () => 'opens',
                () => '–',
              );
          }),
        );
      }),
    );
    expect(rows).toEqual(found);
  });
});
