// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in connection strings look like this
import { describe, expect, it } from 'vitest';
import { isReference, resolveReferences } from '../../../../src/driver/options/references.ts';

const variables: Readonly<Record<string, string>> = {
  TOKEN: 't0ken',
  PART: 'b',
  TRICK: '${env:TOKEN}',
  EMPTY: '',
};
const files: Readonly<Record<string, string>> = {
  '/run/key.pem': '-----BEGIN\nabc\n',
  '/run/windows': 'x\r\n',
};

const host = {
  variable: (name: string) => variables[name],
  readText: async (path: string) => files[path] ?? Promise.reject(new Error('ENOENT')),
};

async function resolve(value: string): Promise<string | undefined> {
  const { entries, faults } = await resolveReferences([{ name: 'A', value }], host);
  expect(faults).toEqual([]);
  return entries[0]?.value;
}

describe('resolveReferences', () => {
  it.each([
    ['${env:TOKEN}', 't0ken'],
    ['a-${env:PART}-${env:TOKEN}!', 'a-b-t0ken!'],
    ['${env:EMPTY}', ''],
    ['${file:/run/key.pem}', '-----BEGIN\nabc'],
    ['${file:/run/windows}', 'x'],
    ['$${env:TOKEN}', '${env:TOKEN}'],
    ['${other:TOKEN} $5 ${', '${other:TOKEN} $5 ${'],
  ])('reads %j as %j', async (value, expected) => {
    expect(await resolve(value)).toBe(expected);
  });

  it('does not read again what it put in', async () => {
    expect(await resolve('${env:TRICK}')).toBe('${env:TOKEN}');
  });

  it('names the property of each reference that has nothing behind it', async () => {
    const { entries, faults } = await resolveReferences(
      [
        { name: 'APIToken', value: '${env:NOT_SET}' },
        { name: 'Key', value: '${file:/not/there}' },
        { name: 'Domain', value: 'x' },
      ],
      host,
    );
    expect(faults).toEqual([
      {
        reason: 'unresolved_reference',
        message: 'APIToken refers to the environment variable NOT_SET, which is not set.',
      },
      { reason: 'unresolved_reference', message: 'Key refers to the file /not/there, which cannot be read.' },
    ]);
    expect(entries.map(({ value }) => value)).toEqual([undefined, undefined, 'x']);
  });
});

describe('isReference', () => {
  it.each([
    ['${env:TOKEN}', true],
    ['${env:A}${file:/b}', true],
    ['x${env:TOKEN}', false],
    ['$${env:TOKEN}', false],
    ['', false],
    ['t0ken', false],
  ])('says of %j: %s', (value, expected) => {
    expect(isReference(value)).toBe(expected);
  });
});
