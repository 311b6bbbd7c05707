import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateProperties } from '../../../../src/driver/options/validate-properties.ts';
import { DriverError } from '../../../../src/errors.ts';
import { inventedProperties } from './invented-properties.ts';

type Written = Readonly<Record<string, string | undefined>>;

function validate(written: Written) {
  return validateProperties(
    'invented',
    inventedProperties,
    Object.entries(written).map(([name, value]) => ({ name, value })),
  );
}

function failure(written: Written): DriverError {
  try {
    validate(written);
  } catch (error) {
    if (error instanceof DriverError) return error;
  }
  throw new Error('no DriverError');
}

const complete = { Domain: 'x', APIToken: 't' };

describe('validateProperties', () => {
  it('gives typed values by canonical name, defaults filled in', () => {
    const { values, notices } = validate({
      ' domain': 'x.example',
      'api token': 't',
      TIMEOUT: '5',
      readonly: 'On',
      pushdown: 'off',
      'time zone': 'Asia/Tokyo',
    });
    expect(Object.fromEntries(values)).toMatchObject({
      Domain: 'x.example',
      APIToken: 't',
      AuthScheme: 'Token',
      Timeout: 5,
      Readonly: true,
      Pushdown: 'Off',
      TimeZone: 'Asia/Tokyo',
      RequestTimeout: 60,
      MaxRequests: 0,
      MaxRetries: 5,
      MaxConcurrency: 10,
      RateLimitShare: 90,
      RateLimitPatience: 300,
      PageSize: 0,
      MemoryLimit: '512MB',
      Consistency: 'Auto',
      TypeErrors: 'Error',
    });
    expect(values.has('TempDirectory')).toBe(false);
    expect(notices).toEqual([]);
  });

  it('knows other spellings of a property', () => {
    expect(validate({ Domain: 'x', ssws: 't' }).values.get('APIToken')).toBe('t');
  });

  it.each(['true', 'TRUE', 'yes', 'on', '1'])('reads %s as true', (text) => {
    expect(validate({ ...complete, Readonly: text }).values.get('Readonly')).toBe(true);
  });

  it.each(['false', 'False', 'no', 'off', '0'])('reads %s as false', (text) => {
    expect(validate({ ...complete, Readonly: text }).values.get('Readonly')).toBe(false);
  });

  it('takes an empty value as not set', () => {
    expect(validate({ ...complete, AuthScheme: '', Timeout: '' }).values.get('Timeout')).toBe(0);
    expect(failure({ Domain: 'x', APIToken: '' }).reason).toBe('missing_property');
  });

  it.each([
    [{ Timeout: '-1' }, 'Timeout cannot be "-1": it takes a whole number from 0 to 2147483.'],
    [{ RateLimitShare: '101' }, 'RateLimitShare cannot be "101": it takes a whole number from 1 to 100.'],
    [{ PageSize: '1.5' }, 'PageSize cannot be "1.5": it takes a whole number from 0.'],
    [
      { PageSize: '99999999999999999999' },
      'PageSize cannot be "99999999999999999999": it takes a whole number from 0.',
    ],
    [{ Readonly: 'maybe' }, 'Readonly cannot be "maybe": it takes true or false.'],
    [{ Pushdown: 'Oof' }, 'Pushdown cannot be "Oof": it takes On or Off (did you mean Off?).'],
    [{ TimeZone: 'Mars/Olympus' }, /^TimeZone cannot be "Mars\/Olympus": it takes an IANA time zone/],
    [{ MemoryLimit: 'lots' }, /^MemoryLimit cannot be "lots": it takes a number with its unit/],
    [{ Pin: 'x1234567' }, 'Pin has a value it cannot take: it takes a whole number from 0 to 9999.'],
  ])('refuses %j', (wrong, message) => {
    const error = failure({ ...complete, ...wrong });
    expect(error).toMatchObject({ reason: 'bad_property_value', code: 'HV024' });
    expect(error.message).toMatch(message);
  });

  it('suggests the name that was meant', () => {
    const error = failure({ ...complete, MaxRetrys: '1' });
    expect(error).toMatchObject({ reason: 'unknown_property', code: 'HV00D' });
    expect(error.message).toBe('invented has no property MaxRetrys. Did you mean MaxRetries?');
    expect(failure({ Domain: 'x', Colour: 'red', APIToken: 't' }).message).toBe(
      'invented has no property Colour.',
    );
  });

  it('does not call missing what is only misspelled', () => {
    expect(failure({ Domian: 'x', APIToken: 't' }).message).toBe(
      'invented has no property Domian. Did you mean Domain?',
    );
  });

  it('does not repeat the tail of a secret that was cut at a semicolon', () => {
    const error = failure({ ...complete, s3cretTail: '' });
    expect(error.message).toMatch(/^What follows APIToken is no property of invented\. .*quote it/);
  });

  it('refuses a property that is given twice, under whatever spelling', () => {
    const error = failure({ ...complete, 'api  token': 'u' });
    expect(error).toMatchObject({
      reason: 'bad_connection_string',
      message: 'APIToken is given more than once.',
    });
  });

  it('says which property is missing, why, and where its value is found', () => {
    expect(failure({ APIToken: 't' }).message).toBe(
      'Domain is needed. It is the host in the address bar of the console.',
    );
    expect(failure({ Domain: 'x' }).message).toBe('APIToken is needed while AuthScheme is Token.');
    expect(failure({ Domain: 'x', AuthScheme: 'keypair' }).message).toBe(
      'KeyId is needed while AuthScheme is KeyPair.',
    );
  });

  it('lists all faults of one string in one error, earlier ones first', () => {
    const earlier = [{ reason: 'unresolved_reference' as const, message: 'APIToken refers to nothing.' }];
    const entries = [
      { name: 'APIToken', value: undefined },
      { name: 'Timout', value: '1' },
      { name: 'PageSize', value: 'x' },
    ];
    expect(() => validateProperties('invented', inventedProperties, entries, earlier)).toThrowError(
      expect.objectContaining({
        reason: 'bad_properties',
        message: '4 properties of the connection to invented are wrong.',
        detail: [
          'APIToken refers to nothing.',
          'invented has no property Timout. Did you mean Timeout?',
          'PageSize cannot be "x": it takes a whole number from 0.',
          'Domain is needed. It is the host in the address bar of the console.',
        ].join('\n'),
      }),
    );
  });

  it('accepts properties without effect with one notice for all', () => {
    const { values, notices } = validate({
      ...complete,
      RTK: '5246',
      Verbosity: '3',
      'Support Enhanced SQL': 'true',
    });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^Properties without effect: RTK \(.*\), Verbosity \(.*\), SupportEnhancedSQL \(/,
    );
    expect([...values.keys()]).not.toContain('RTK');
    expect(notices[0]).not.toContain('5246');
  });

  it('refuses to ignore what would betray who set it', () => {
    expect(validate({ ...complete, Offline: 'false', MaxRows: '-1' }).notices).toHaveLength(1);
    expect(failure({ ...complete, Offline: 'true' }).message).toMatch(/^Offline can only be False here: /);
    expect(failure({ ...complete, Gadget: 'new' }).message).toMatch(/^Gadget cannot be set here: /);
    expect(failure({ ...complete, MaxRows: '10' }).message).toMatch(/^MaxRows can only be -1 here: .*LIMIT/);
  });

  it('never repeats the value of a secret, whatever else is wrong', () => {
    const secret = fc.stringMatching(/^[a-z0-9;]{12,20}$/);
    const others = fc.dictionary(
      fc.constantFrom('Timeout', 'Colour', 'AuthScheme', 'Readonly', 'Offline'),
      fc.string(),
    );
    fc.assert(
      fc.property(secret, others, (value, rest) => {
        const error = failure({ APIToken: value, Pin: value, ...rest });
        expect(`${error.message}\n${error.detail}\n${error.hint}`).not.toContain(value);
      }),
    );
  });
});
