import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatConnectionString,
  parseConnectionString,
} from '../../../../src/driver/options/connection-string.ts';

const parsed = { connector: 'okta', entries: [entry('Domain', 'x.okta.com'), entry('APIToken', 'a=b')] };

function entry(name: string, value: string) {
  return { name, value };
}

function read(text: string) {
  return parseConnectionString(text).entries;
}

describe('parseConnectionString', () => {
  it.each([
    'okta:Domain=x.okta.com;APIToken=a=b',
    'okta:Domain=x.okta.com;APIToken=a=b;',
    '  OKTA: Domain = x.okta.com ;\n APIToken = a=b ;; ',
    'jdbc:okta:Domain=x.okta.com;APIToken=a=b;',
    'JDBC:CData:Okta:Domain="x.okta.com";APIToken=\'a=b\';',
    'okta:///?Domain=x.okta.com&APIToken=a=b',
    'okta:///?Domain=x.okta.com;APIToken=a%3Db;',
    'okta://?Domain=x%2Eokta.com&APIToken="a=b"',
    'jdbc:okta:///?Domain=x.okta.com&APIToken=a%3Db',
  ])('reads %j', (text) => {
    expect(parseConnectionString(text)).toEqual(parsed);
  });

  it('takes a name without any property', () => {
    expect(read('okta:')).toEqual([]);
    expect(read('okta:///')).toEqual([]);
    expect(read('okta:///?')).toEqual([]);
  });

  it('ends a quoted value at the same quote and reads a doubled one as one', () => {
    expect(read(`okta:A='it''s; "so"';B="say ""yes""; 'now'" ;C=;`)).toEqual([
      entry('A', `it's; "so"`),
      entry('B', `say "yes"; 'now'`),
      entry('C', ''),
    ]);
  });

  it('keeps quotes inside a value, and several lines', () => {
    expect(read('okta:A=it\'s "fine";Key=-----BEGIN\nabc==\n-----END')).toEqual([
      entry('A', 'it\'s "fine"'),
      entry('Key', '-----BEGIN\nabc==\n-----END'),
    ]);
  });

  it('keeps a plus sign in both forms', () => {
    expect(read('okta:A=a+b c')).toEqual([entry('A', 'a+b c')]);
    expect(read('okta:///?A=a+b%20c&B=%2B')).toEqual([entry('A', 'a+b c'), entry('B', '+')]);
  });

  it('decodes percent signs in the URL form only', () => {
    expect(read('okta:A=%3B')).toEqual([entry('A', '%3B')]);
    expect(read('okta:///?A%20b=%3B%26%E6%97%A5')).toEqual([entry('A b', ';&日')]);
  });

  it.each([
    ['no source', 'Domain=x', /name of a source/],
    ['a host in the URL', 'okta://x.okta.com/?A=1', /names no host/],
    ['an open quote', 'okta:APIToken="s3cret', /APIToken is not closed/],
    ['text behind a quote', 'okta:APIToken="a"s3cret;', /follows the closing quote of APIToken/],
    ['an entry without =', 'okta:APIToken=a;s3cret', /follows the value of APIToken is not Name=Value/],
    ['a first entry without =', 'okta:s3cret', /first property/],
    ['no name', 'okta:=s3cret', /first property/],
    ['a lone percent sign', 'okta:///?APIToken=s3cret%', /percent/],
  ])('refuses %s without repeating the value', (_, text, message) => {
    const error = refusal(() => parseConnectionString(text));
    expect(error).toMatchObject({ reason: 'bad_connection_string', code: 'HV00D' });
    expect(error.message).toMatch(message);
    expect(`${error.message} ${error.stack}`).not.toContain('s3cret');
  });
});

function refusal(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

describe('formatConnectionString', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        ';',
        '&',
        '+',
        '%',
        '=',
        '"',
        "'",
        '\n',
        '\r',
        ' ',
        '\t',
        '日',
        '本',
        '#',
        '$',
        '{',
      ),
    }),
  );
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,8}[A-Za-z0-9]$/);
  const entries = fc.array(fc.record({ name, value: hostile }));

  it.each(['native', 'url'] as const)('writes what is read back unchanged in the %s form', (form) => {
    fc.assert(
      fc.property(entries, (written) => {
        const original = { connector: 'okta', entries: written };
        expect(parseConnectionString(formatConnectionString(original, form))).toEqual(original);
      }),
    );
  });

  it('quotes only what needs it', () => {
    expect(
      formatConnectionString({ connector: 'okta', entries: [entry('A', 'x=y'), entry('B', 'x;"y"')] }),
    ).toBe('okta:A=x=y;B="x;""y""";');
    expect(formatConnectionString({ connector: 'okta', entries: [entry('A', "x=+'")] }, 'url')).toBe(
      'okta:///?A=x%3D%2B%27',
    );
  });
});
