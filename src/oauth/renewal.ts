/** When a token is due for renewal. Times in milliseconds. */

/** Life of a token whose server does not tell. */
const unknownLifetime = 300_000;

/**
 * When to get the next token: `margin` before the end of this one, or after half its life where that is less. Servers
 * whose clock differs by less than the margin never see an expired token.
 */
export function renewalTime(obtainedAt: number, expiresIn: number | undefined, margin: number): number {
  const lifetime = expiresIn === undefined ? unknownLifetime : expiresIn * 1000;
  return obtainedAt + lifetime - Math.min(margin, lifetime / 2);
}
