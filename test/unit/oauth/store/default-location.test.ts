import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLocation } from '../../../../src/oauth/store/default-location.ts';
import { freshFolder } from './hosts.ts';

const config = '/home/u/.config';

describe('the default location', () => {
  it('can be read by people where the values are plain', () => {
    expect(defaultLocation(config, 'okta', 'dev-1.okta.com', '0oa1', 'ann@x.org')).toBe(
      `${config}/sqluice/okta/dev-1.okta.com-0oa1-ann@x.org/OAuthSettings.txt`,
    );
    expect(defaultLocation(config, 'okta', 'dev-1.okta.com', '0oa1', '')).toBe(
      `${config}/sqluice/okta/dev-1.okta.com-0oa1-~/OAuthSettings.txt`,
    );
  });

  it.each([
    ['where one ends and the next begins differs', ['a-b', 'c', 'd'], ['a', 'b-c', 'd']],
    ['a user is missing', ['a-b', 'c', ''], ['a', 'b', 'c']],
    ['only the case differs, for file systems without', ['t', '0oaB', ''], ['t', '0oab', '']],
    ['only a separator differs', ['t', 'a/b', ''], ['t', 'a\\b', '']],
    ['only a dot at the end differs, for Windows', ['t', 'c', 'x.'], ['t', 'c', 'x']],
    ['a value imitates the digest of another', ['t', 'A', ''], ['t', 'a~559aead08264d579', '']],
  ])('differs where %s', (_, one, two) => {
    const at = ([tenant, client, user]: readonly string[]) =>
      defaultLocation(config, 'okta', tenant ?? '', client ?? '', user ?? '').toLowerCase();
    expect(at(one)).not.toBe(at(two));
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      '',
      '.',
      '..',
      '../..',
      '/',
      'con',
      'NUL',
      'com1.txt',
      'a b ',
      'x.',
      '~',
      'c:\\x',
      '\0',
      '-',
    ),
    fc.stringMatching(/^[a-cA-C./~-]{0,6}$/),
  );

  it('is a name that every system takes, below the settings, for any values', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (source, tenant, client, user) => {
        const location = defaultLocation(config, source, tenant, client, user);
        const names = path.relative(`${config}/sqluice`, location).split(path.sep);
        expect(names.length).toBe(3);
        for (const name of names.slice(0, 2)) {
          expect(name).toMatch(/^[a-z0-9._@~-]{1,200}$/);
          expect(name).not.toMatch(/^\.|\.$/);
          expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/);
        }
      }),
    );
  });

  it('is another one for other values, also without regard to case', () => {
    const values = fc.tuple(hostile, hostile, hostile, hostile);
    fc.assert(
      fc.property(values, values, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        const [a, b] = [one, two].map((parts) => defaultLocation(config, ...parts).toLowerCase());
        expect(a).not.toBe(b);
      }),
      { numRuns: 1000 },
    );
  });

  it('can be made on this system, at its longest', async () => {
    const long = 'Ä'.repeat(500);
    const location = defaultLocation(await freshFolder(), long, long, long, long);
    await mkdir(path.dirname(location), { recursive: true });
    await writeFile(location, '');
  });
});
