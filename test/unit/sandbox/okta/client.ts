import type { OktaSandbox } from '../../../../src/sandbox/okta/server.ts';

/** A row of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
export type Json = any;

/** An answer of the sandbox. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  /** The next page, as the Link header names it. */
  readonly next: string | undefined;
}

/** The clock of the tests: 24 November 2026. */
export const testTime = Date.UTC(2026, 10, 24);

/** Sends one GET request; `url` is a path or a whole URL. */
export async function get(
  sandbox: OktaSandbox,
  url: string,
  parameters: Readonly<Record<string, string | number>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const address = new URL(url, sandbox.url);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, String(value));
  const response = await fetch(address, {
    headers: { authorization: `SSWS ${sandbox.tokens.full}`, ...headers },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const [, next] = /<([^<>]+)>; rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
    next,
  };
}

/** Follows the pages of a list to their end. */
export async function walk(
  sandbox: OktaSandbox,
  path: string,
  parameters: Readonly<Record<string, string | number>> = {},
  between: (page: number) => void = () => {},
): Promise<{ readonly rows: Json[]; readonly pages: number }> {
  const rows: Json[] = [];
  let pages = 0;
  let answer = await get(sandbox, path, parameters);
  for (;;) {
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    rows.push(...answer.body);
    between(++pages);
    if (answer.next === undefined) return { rows, pages };
    answer = await get(sandbox, answer.next);
  }
}

/** The ids of rows. */
export function idsOf(rows: readonly Json[]): string[] {
  return rows.map((row) => row.id);
}
