import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeOf, newStateAndVerifier, recognizeState } from '../../../src/oauth/pkce.ts';

const make = (clientSecret: string | undefined, pkce = true, ownState?: string) =>
  newStateAndVerifier(randomBytes, { clientSecret, pkce, ...(ownState === undefined ? {} : { ownState }) });

describe('state and verifier', () => {
  it('are of the form that RFC 7636 takes, and never the same twice', () => {
    const made = Array.from({ length: 50 }, (_, at) => make(at % 2 === 0 ? undefined : 'secret'));
    for (const { state, verifier } of made) {
      expect(verifier).toMatch(/^[\w-]{43}$/);
      expect(state).toMatch(/^[\w.-]{32,}$/);
    }
    expect(new Set(made.map(({ state }) => state)).size).toBe(50);
    expect(new Set(made.map(({ verifier }) => verifier)).size).toBe(50);
  });

  it('belong together for whoever knows the secret, and for nobody else', () => {
    const { state, verifier } = make('secret');
    expect(recognizeState(state, 'secret')).toEqual({ kind: 'derived', verifier });
    expect(recognizeState(state, 'secret ')).not.toEqual({ kind: 'derived', verifier });
    expect(recognizeState(`${state}x`, 'secret')).not.toEqual({ kind: 'derived', verifier });
  });

  it('are a signed state where there is no verifier, which nobody else can make', () => {
    const { state, verifier } = make('secret', false);
    expect(verifier).toBeUndefined();
    expect(recognizeState(state, 'secret')).toEqual({ kind: 'signed' });
    expect(recognizeState(state, 'other')).toBeUndefined();
    expect(recognizeState(`${state}x`, 'secret')).toBeUndefined();
    expect(recognizeState(state.replace('sq0.', 'sq0.x'), 'secret')).toBeUndefined();
    expect(recognizeState('evil', 'secret')).toBeUndefined();
  });

  it('are not derived from states that were not made for it', () => {
    expect(recognizeState(make(undefined).state, 'secret')).toBeUndefined();
    const own = make('secret', true, 'default');
    expect(own.state).toBe('default');
    // A state that is always the same must not make a verifier that is always the same.
    expect(own.verifier).not.toBe(make('secret', true, 'default').verifier);
    expect(recognizeState('default', 'secret')).toBeUndefined();
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
