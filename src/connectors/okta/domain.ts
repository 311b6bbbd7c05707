import { driverError } from '../../errors.ts';
import { isLoopback } from '../../network/loopback.ts';

/** Where an org is reached. */
export interface OktaOrigin {
  /** Scheme and host, such as https://dev-1.okta.com */
  readonly origin: string;
  /** Origins that mean the same org: the Admin Console's, which may stand in links. */
  readonly sameOrigins: readonly string[];
}

/**
 * Reads the Domain property: a host, with or without scheme, port and path. The `-admin` host of the console is
 * folded into the org's own. Throws `bad_property_value`, and `insecure_url` for http beyond this machine.
 */
export function readDomain(domain: string): OktaOrigin {
  const text = domain.trim();
  const local = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(text);
  const written = /^[a-z]+:\/\//i.test(text) ? text : `${local ? 'http' : 'https'}://${text}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url?.hostname || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username) {
    throw driverError('bad_property_value', `Domain cannot be read as the host of an org: ${domain}.`, {
      hint: 'Write it as dev-1.okta.com.',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw driverError('insecure_url', `The token would travel to ${url.host} over plain http.`);
  }
  const folded = url.host.replace(/^([^.]+)-admin(?=\.)/, '$1');
  const admin = folded.replace(/^[^.]+/, '$&-admin');
  const scheme = `${url.protocol}//`;
  return { origin: scheme + folded, sameOrigins: isLoopback(url.hostname) ? [] : [scheme + admin] };
}
