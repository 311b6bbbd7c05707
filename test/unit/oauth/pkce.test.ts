import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeOf, derivedVerifier, newStateAndVerifier } from '../../../src/oauth/pkce.ts';

describe('state and verifier', () => {
  it('are of the form that RFC 7636 takes, and never the same twice', () => {
    const made = Array.from({ length: 50 }, (_, at) =>
      newStateAndVerifier(randomBytes, at % 2 === 0 ? undefined : 'secret'),
    );
    for (const { state, verifier } of made) {
      expect(verifier).toMatch(/^[\w-]{43}$/);
      expect(state).toMatch(/^[\w.-]{32,}$/);
    }
    expect(new Set(made.map(({ state }) => state)).size).toBe(50);
    expect(new Set(made.map(({ verifier }) => verifier)).size).toBe(50);
  });

  it('belong together for whoever knows the secret, and for nobody else', () => {
    const { state, verifier } = newStateAndVerifier(randomBytes, 'secret');
    expect(derivedVerifier(state, 'secret')).toBe(verifier);
    expect(derivedVerifier(state, 'secret ')).not.toBe(verifier);
    expect(derivedVerifier(`${state}x`, 'secret')).not.toBe(verifier);
  });

  it('are not derived from states that were not made for it', () => {
    expect(derivedVerifier(newStateAndVerifier(randomBytes, undefined).state, 'secret')).toBeUndefined();
    const own = newStateAndVerifier(randomBytes, 'secret', 'default');
    expect(own.state).toBe('default');
    // A state that is always the same must not make a verifier that is always the same.
    expect(own.verifier).not.toBe(newStateAndVerifier(randomBytes, 'secret', 'default').verifier);
    expect(derivedVerifier('default', 'secret')).toBeUndefined();
  });

  it('have a challenge that is the digest of the verifier (RFC 7636, appendix B)', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(challengeOf(text)).toBe(createHash('sha256').update(text).digest('base64url'));
      }),
    );
  });
});
