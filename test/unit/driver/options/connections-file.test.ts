import { describe, expect, it } from 'vitest';
import type { Sources } from '../../../../src/driver/connection.ts';
import { connectionsPath, nameSources } from '../../../../src/driver/options/connections-file.ts';
import type { OptionsHost } from '../../../../src/driver/options/host.ts';

function hostWith(text: string, permissions: number | undefined = 0o600): OptionsHost {
  return {
    variable: () => undefined,
    readText: async (path) => (path === '/c.json' ? text : Promise.reject(new Error(`ENOENT ${path}`))),
    permissions: async () => permissions,
    platform: 'linux',
    home: '/home/ada',
  };
}

const file = JSON.stringify({
  prod: 'okta:Domain=p',
  both: { okta: 'okta:Domain=p', hr: '@prod' },
  loop: '@prod',
  nested: { all: '@both' },
});

function named(sources: Sources, text = file, permissions?: number) {
  return nameSources(sources, '/c.json', hostWith(text, permissions));
}

describe('nameSources', () => {
  it('does not touch the file while no name is used', async () => {
    expect(await nameSources('okta:Domain=x', '/missing', hostWith(file))).toEqual({
      sources: [{ name: undefined, text: 'okta:Domain=x' }],
      notices: [],
    });
    expect(await nameSources({ b: 'okta:', a: 'okta:' }, '/missing', hostWith(file))).toEqual({
      sources: [
        { name: 'b', text: 'okta:' },
        { name: 'a', text: 'okta:' },
      ],
      notices: [],
    });
  });

  it('finds one source, several, and names within several', async () => {
    expect((await named('@prod')).sources).toEqual([{ name: undefined, text: 'okta:Domain=p' }]);
    const both = [
      { name: 'okta', text: 'okta:Domain=p' },
      { name: 'hr', text: 'okta:Domain=p' },
    ];
    expect((await named('@both')).sources).toEqual(both);
    expect((await named({ okta: '@prod', hr: 'okta:Domain=p' })).sources).toEqual(both);
  });

  it('lists the names when one is unknown, and suggests the near one', async () => {
    await expect(named('@prodd')).rejects.toMatchObject({
      reason: 'unknown_connection',
      message: '/c.json has no connection prodd. It has prod, both, loop, nested.',
      hint: 'Did you mean @prod?',
    });
  });

  it.each(['@loop', '@nested'])('refuses %s, a name that stands for a name', async (name) => {
    await expect(named(name)).rejects.toMatchObject({ reason: 'bad_connection_string' });
  });

  it.each([0o644, 0o640, 0o606])('warns when other users can reach the file (%o)', async (permissions) => {
    const { notices } = await named('@prod', file, permissions);
    expect(notices).toEqual(['Other users of this machine can reach /c.json; run chmod 600 on it.']);
  });

  it('does not warn when only the owner can, or where there are no permissions', async () => {
    expect((await named('@prod', file, 0o600)).notices).toEqual([]);
    const windows = { ...hostWith(file), permissions: async () => undefined };
    expect((await nameSources('@prod', '/c.json', windows)).notices).toEqual([]);
  });

  it.each([
    ['is not JSON', '{"prod": "okta:APIToken=s3cret" s3cret}'],
    ['is no object', '["okta:APIToken=s3cret"]'],
    ['holds something else', '{"prod": ["s3cret"]}'],
  ])('says without its content that a file %s', async (_, text) => {
    const error: Error = await named('@prod', text).catch((reason) => reason);
    expect(error).toMatchObject({ reason: 'bad_connection_string' });
    expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain('s3cret');
  });

  it('says which file cannot be read', async () => {
    await expect(nameSources('@prod', '/missing', hostWith(file))).rejects.toMatchObject({
      reason: 'unknown_connection',
      message: 'The connections file /missing cannot be read.',
    });
  });
});

describe('connectionsPath', () => {
  const home = { linux: '/home/ada', darwin: '/Users/ada', win32: 'C:\\Users\\ada' };

  function pathOn(platform: keyof typeof home, variables: Readonly<Record<string, string>> = {}): string {
    return connectionsPath({ platform, home: home[platform], variable: (name) => variables[name] });
  }

  it('follows the custom of each platform', () => {
    expect(pathOn('linux')).toBe('/home/ada/.config/sqluice/connections.json');
    expect(pathOn('linux', { XDG_CONFIG_HOME: '/x' })).toBe('/x/sqluice/connections.json');
    expect(pathOn('darwin')).toBe('/Users/ada/Library/Application Support/sqluice/connections.json');
    expect(pathOn('win32')).toBe('C:\\Users\\ada\\AppData\\Roaming\\sqluice\\connections.json');
    expect(pathOn('win32', { APPDATA: 'D:\\a' })).toBe('D:\\a\\sqluice\\connections.json');
  });

  it('gives way to SQLUICE_CONNECTIONS', () => {
    expect(pathOn('darwin', { SQLUICE_CONNECTIONS: './here.json' })).toBe('./here.json');
  });
});
