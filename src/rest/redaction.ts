/** What of an exchange may be told: events and errors pass through here. */

const openHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'etag',
  'link',
  'retry-after',
  'server',
  'user-agent',
  'vary',
]);
const openPrefixes = ['x-rate-limit-', 'x-ratelimit-', 'ratelimit'];

/** Query parameters whose values are secrets wherever they appear. */
const secretParameter = /token|secret|password|assertion|code|key|signature/i;

/** Headers with the values of all that are not known to be harmless replaced. */
export function redactedHeaders(
  headers: Iterable<readonly [string, string]>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(headers, ([name, value]) => {
      const lower = name.toLowerCase();
      const open = openHeaders.has(lower) || openPrefixes.some((prefix) => lower.startsWith(prefix));
      return [lower, open ? withoutSecrets(value) : '[redacted]'];
    }),
  );
}

/** A URL without user information, and without the values of parameters that name a secret. */
export function redactedUrl(text: string): string {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    url.username = '';
    url.password = '';
    text = url.href;
  }
  return withoutSecrets(text);
}

/** A text in which URLs may stand, such as a Link header, without the values of parameters that name a secret. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/([?&])([^=&#>]+)=([^&#>]*)/g, (pair, mark: string, name: string) =>
    secretParameter.test(name) ? `${mark}${name}=[redacted]` : pair,
  );
}
