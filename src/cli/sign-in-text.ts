import { type SignInStatus, signInSentence } from '../index.ts';
import { visibleText } from './formats/visible-text.ts';
import type { Style } from './style.ts';

/** What is kept of a sign-in, for people: `now` in milliseconds since 1970. */
export function statusText(status: SignInStatus, now: number, style: Style): string {
  const { source, tenant, scheme, clientId, user, signedIn } = status;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['state', signInSentence(status, now)],
    ['scheme', scheme],
    ['app', clientId],
    ['person', user],
    ['scopes', status.scopes.join(' ') || undefined],
    ['kept in', status.location],
  ];
  const lines = facts.flatMap(([label, text]) =>
    text === undefined ? [] : [visibleText(`${label.padEnd(9)} ${text}`)],
  );
  const [state = '', ...others] = lines;
  const shown = [signedIn ? state : style.red(state), ...others];
  return [style.bold(visibleText(`${source} at ${tenant}`)), ...shown.map((line) => `  ${line}`)].join('\n');
}
