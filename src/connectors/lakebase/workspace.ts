import { driverError } from '../../errors.ts';
import { isLoopback } from '../../network/loopback.ts';

/**
 * Scheme and host of a workspace, from what people have: a host, or an address out of the browser with path and query.
 * Throws `bad_property_value` for the host of a database instance, which signs nobody in, and `insecure_url`.
 */
export function readWorkspace(text: string): string {
  const written = /^[a-z]+:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
    throw driverError('bad_property_value', `DatabricksInstance cannot be read as a host: ${text}.`, {
      hint,
    });
  }
  if (/\.database\./.test(url.hostname)) {
    throw driverError(
      'bad_property_value',
      `DatabricksInstance is the host of a database instance, ${url.hostname}: signing in is done at the workspace.`,
      { hint },
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw driverError('insecure_url', `The token would travel to ${url.host} over plain http.`);
  }
  return url.origin;
}

const hint =
  'Give the host in the address bar of the workspace, such as dbc-a1b2c3d4-e5f6.cloud.databricks.com.';
