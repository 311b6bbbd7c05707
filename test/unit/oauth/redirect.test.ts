import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, readPastedAnswer } from '../../../src/oauth/redirect.ts';

describe('what a person pastes', () => {
  it.each([
    ['http://localhost:33333/?code=abc&state=s.1', { code: 'abc', state: 's.1' }],
    [
      '  "http://localhost:33333/cb?x=1&code=a%2Fb&state=s&iss=https%3A%2F%2Fo.example"\n',
      { code: 'a/b', issuer: 'https://o.example' },
    ],
    ['code=abc&state=s', { code: 'abc', state: 's' }],
    [
      'https://app.example/cb?error=access_denied&error_description=No%20way&state=s',
      { error: 'access_denied', errorDescription: 'No way' },
    ],
    ['abc-DEF_123', { code: 'abc-DEF_123', state: undefined }],
    ['abc%2Fdef%3D', { code: 'abc/def=' }],
    ['50%', { code: '50%' }],
  ])('is read: %j', (pasted, expected) => {
    expect(readPastedAnswer(pasted)).toMatchObject(expected);
  });

  it('gives back the code of any address that carries one', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (code, state) => {
        const url = new URL('http://localhost:33333/');
        url.search = new URLSearchParams({ code, state }).toString();
        expect(readPastedAnswer(url.href)).toMatchObject({ code, state });
      }),
    );
  });
});

describe('an answer', () => {
  const client = { connector: 'okta', issuer: 'https://o.example', whereScopesAreGranted: 'There.' };

  it('of another authorization server is refused, whatever it says', () => {
    const answer = readPastedAnswer('http://localhost/?code=a&state=s&iss=https://evil.example');
    expect(() => codeOf(answer, client)).toThrow(
      expect.objectContaining({ reason: 'sign_in_mismatch', code: '28000' }),
    );
  });

  it.each([
    ['http://localhost/?error=access_denied&state=s', /administrator allow/],
    ['http://localhost/?error=invalid_scope&state=s', /There.*Scope or Tables/],
    ['http://localhost/?error=invalid_request&error_description=bad+redirect', /redirect URI/],
  ])('that is a refusal says so and what to do: %s', (pasted, hint) => {
    expect(() => codeOf(readPastedAnswer(pasted), client)).toThrow(
      expect.objectContaining({ reason: 'sign_in_unfinished', hint: expect.stringMatching(hint) }),
    );
  });

  it('without a code asks for the whole address', () => {
    expect(() => codeOf(readPastedAnswer('?code=&state=s'), client)).toThrow(/no code/);
  });
});
