/** A person without a browser: follows redirects, keeps cookies and fills in forms. */
import type { Person } from './client.ts';

/** What a person does. */
export interface PersonChoices extends Person {
  /** Whether they refuse, at the first question. */
  readonly deny?: boolean;
}

/** Forms and redirects after which a sign-in is taken for endless. */
const mostSteps = 12;

/**
 * Signs in at a page and gives the redirect that leads back to the application, which is not followed; undefined where
 * the sign-in ends on a page, as a device's does. Throws where a page is an error, with its text.
 */
export async function signInOverHttp(url: string, person: PersonChoices): Promise<string | undefined> {
  const { origin } = new URL(url);
  const cookies = new Map<string, string>();
  let request: { url: string; form?: URLSearchParams } = { url };
  for (let step = 0; step < mostSteps; step++) {
    const response: Response = await fetch(request.url, {
      ...{ redirect: 'manual', method: request.form ? 'POST' : 'GET', body: request.form },
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const page = await response.text();
    const location = response.headers.get('location');
    if (location !== null) {
      const target = new URL(location, request.url);
      if (target.origin !== origin) return target.href;
      request = { url: target.href };
      continue;
    }
    if (!response.ok || page.includes('Unable to sign in.')) throw new Error(textOf(page));
    const filled = fillIn(page, request.url, person);
    if (!filled) return undefined;
    request = filled;
  }
  throw new Error('The sign-in does not end.');
}

/** The first form of a page with what the person says; undefined where there is none. */
function fillIn(page: string, url: string, { user, password, deny = false }: PersonChoices) {
  const [, attributes = '', content = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(page) ?? [];
  if (content === '') return undefined;
  const form = new URLSearchParams();
  for (const [, input = ''] of content.matchAll(/<input([^>]*)>/g)) {
    const name = attributeOf(input, 'name');
    form.set(name, name === 'user' ? user : name === 'password' ? password : attributeOf(input, 'value'));
  }
  if (content.includes('name="choice"')) form.set('choice', deny ? 'deny' : 'allow');
  return { url: new URL(attributeOf(attributes, 'action') || url, url).href, form };
}

function attributeOf(tag: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

function textOf(page: string): string {
  return page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
