import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkTarget } from '../../../src/rest/link-header.ts';
import { pathStep, pathSteps, valueAt } from '../../../src/rest/property-path.ts';
import { redactedHeaders, redactedUrl } from '../../../src/rest/redaction.ts';
import { fillPath, formatTarget, isEncodable, isSegment } from '../../../src/rest/url.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('/', '.', '%', '?', '#', '&', '=', ' ', '\\', '"', 'é', '2e', '\n') }),
);

describe('a value in a path', () => {
  it('is one segment of that path, and reads back as itself, or is no segment', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        if (!isSegment(value)) return;
        const url = new URL(`http://127.0.0.1${fillPath('/api/{Id}/groups', new Map([['Id', value]]))}`);
        const [, api, segment, groups, ...more] = url.pathname.split('/');
        expect([api, decodeURIComponent(segment!), groups, more]).toEqual(['api', value, 'groups', []]);
        expect(url.search + url.hash).toBe('');
      }),
    );
  });

  it.each(['', '.', '..', '\ud800'])('cannot be %j', (value) => {
    expect(isSegment(value)).toBe(false);
  });
});

describe('a query', () => {
  it('reads back as its pairs', () => {
    const pairs = fc.array(fc.tuple(hostile, hostile), { maxLength: 4 });
    fc.assert(
      fc.property(pairs, (query) => {
        const url = new URL(`http://127.0.0.1${formatTarget('/x', query)}`);
        expect([...url.searchParams]).toEqual(query);
        expect(url.pathname).toBe('/x');
      }),
    );
  });

  it('takes no text without a UTF-8 form', () => {
    expect(isEncodable('a\ud800b')).toBe(false);
    expect(isEncodable('a\u{1f600}b')).toBe(true);
  });
});

describe('a Link header', () => {
  it.each([
    ['<https://a/x?after=1>; rel="next"', 'https://a/x?after=1'],
    ['<https://a/self>; rel="self", <https://a/next>; rel="next"', 'https://a/next'],
    ['<https://a/self>;rel=self,<https://a/next>;rel=next', 'https://a/next'],
    ['<https://a/x,y;z>; rel="next"', 'https://a/x,y;z'],
    [
      '<https://a/1>; title="a, <https://b>; rel=\\"next\\""; rel=prev, <https://a/2>; rel="next"',
      'https://a/2',
    ],
    ['<https://a/2>; rel="last next"', 'https://a/2'],
    ['<https://a/2>; REL="NEXT"', 'https://a/2'],
    ['<https://a/1>; rel=prev; rel=next', undefined],
    ['<https://a/1>; rel="prev"', undefined],
    ['<https://a/0>; rel="self"; =?, <https://a/1>; rel="next"', 'https://a/1'],
    ['no link at all; rel="next"', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j leads to %j', (header, target) => {
    expect(linkTarget(header, 'next')).toBe(target);
  });
});

describe('a property path', () => {
  it('finds a property of any name', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 3 }), (names) => {
        // The empty path stands for the value itself.
        fc.pre(names.join('.') !== '');
        const steps = pathSteps(names.map(pathStep).join('.'));
        expect(steps).toEqual(names);
        const value = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), 7);
        expect(valueAt(value, steps)).toBe(7);
      }),
    );
  });

  it('finds nothing that the value does not hold itself', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt({ a: null }, ['a', 'b'])).toBeUndefined();
    expect(valueAt('text', ['length'])).toBeUndefined();
  });
});

describe('what is told of an exchange', () => {
  it('leaves out the values of headers that are not known to be harmless', () => {
    const told = redactedHeaders([
      ['Authorization', 'SSWS 00secret'],
      ['dpop', 'eyJ'],
      ['set-cookie', 'sid=1'],
      ['Accept', 'application/json'],
      ['X-Rate-Limit-Remaining', '5'],
    ]);
    expect(told).toEqual({
      authorization: '[redacted]',
      dpop: '[redacted]',
      'set-cookie': '[redacted]',
      accept: 'application/json',
      'x-rate-limit-remaining': '5',
    });
  });

  it('leaves out user information, and parameters that name a secret', () => {
    expect(redactedUrl('https://u:p@a/x?limit=5&access_token=abc&after=1')).toBe(
      'https://a/x?limit=5&access_token=[redacted]&after=1',
    );
  });
});
