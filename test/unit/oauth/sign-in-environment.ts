import { randomBytes } from 'node:crypto';
import type { SignInEnvironment } from '../../../src/oauth/sign-in-environment.ts';

/** Surroundings in which nobody can be asked, nothing is kept and no proxy is in the way. */
export function signInEnvironment(changes: Partial<SignInEnvironment> = {}): SignInEnvironment {
  return {
    now: Date.now,
    sleep: () => Promise.resolve(),
    randomBytes,
    fetch: (url, options) => fetch(url, options),
    variable: () => undefined,
    stores: {
      open: () => {
        throw new Error('nothing is kept here');
      },
      pending: () => {
        throw new Error('nothing is kept here');
      },
      defaultLocation: () => 'nowhere',
    },
    interaction: undefined,
    observe: () => {},
    ...changes,
  };
}
