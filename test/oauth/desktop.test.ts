/** People of the tests, with browsers and without: they see the same pages and get to the same place. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, startChromium } from './chromium.ts';
import { startDesktop } from './desktop.ts';
import { type LoopbackServer, listenOnLoopback } from './loopback-server.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

describe('a person of the tests', () => {
  let okta: OktaService;
  let browser: Chromium;
  let application: LoopbackServer;
  beforeAll(async () => {
    application = await listenOnLoopback(
      () => (_, response) => response.setHeader('content-type', 'text/html').end('<h1>Welcome back</h1>'),
    );
    okta = await startOktaService({ redirects: [application.origin, 'http://localhost:1/nobody'] });
    browser = await startChromium();
  });
  afterAll(async () => {
    await application?.close();
    await browser?.close();
    await okta?.close();
  });

  const url = (redirect = application.origin, client: string = okta.clients.webWithoutPkce.id) =>
    `${okta.origin}/oauth2/v1/authorize?${new URLSearchParams({
      ...{ response_type: 'code', client_id: client, redirect_uri: redirect },
      ...{ scope: 'okta.users.read', state: 'state-1' },
    })}`;
  const codePattern = /^http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]+&state=state-1/;

  it('signs in with Chromium and sees the page of the application', async () => {
    const { url: arrived, text } = await browser.signIn(url(), okta.person);
    expect(arrived).toMatch(codePattern);
    expect(text).toBe('Welcome back');
  });

  it('gets the same redirect without a browser', async () => {
    expect(await signInOverHttp(url(), okta.person)).toMatch(codePattern);
  });

  it('is led back in Chromium even if nobody is there any more', async () => {
    const { url: arrived, text } = await browser.signIn(url('http://localhost:1/nobody'), okta.person);
    expect(arrived).toMatch(/^http:\/\/localhost:1\/nobody\?code=/);
    expect(text).toBeUndefined();
  });

  it('may refuse, may forget the password, and sees the errors of the server', async () => {
    const denied = await browser.signIn(url(), { ...okta.person, deny: true });
    expect(new URL(denied.url).searchParams.get('error')).toBe('access_denied');
    await expect(browser.signIn(url(), { ...okta.person, password: 'wrong' })).rejects.toThrow('Unable');
    await expect(browser.signIn(url('http://localhost:1'), okta.person)).rejects.toThrow('redirect_uri');
    expect((await browser.signIn(url(undefined, okta.clients.web.id), okta.person)).url).toContain('error=');
  });

  it('is shown on a desktop what a program opens with BROWSER', async () => {
    const arrivals: string[] = [];
    const desktop = await startDesktop(async (opened) => {
      arrivals.push((await browser.signIn(opened, okta.person)).url);
    });
    await promisify(execFile)(desktop.env.BROWSER, [url()]);
    await desktop.close();
    expect([desktop.opened, desktop.failures]).toEqual([[url()], []]);
    expect(arrivals).toEqual([expect.stringMatching(codePattern)]);
  });
});
