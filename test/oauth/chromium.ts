/** A person with a real browser: Chromium without a window, in which the forms of a sign-in are filled in. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import type { PersonChoices } from './sign-in-over-http.ts';

/** A running browser. */
export interface Chromium {
  /**
   * Signs in at a page, in a window without cookies, and goes where that leads. Throws where a page is an error, with
   * its text.
   */
  signIn(url: string, person: PersonChoices): Promise<Arrival>;
  close(): Promise<void>;
}

/** Where a sign-in led to. */
export interface Arrival {
  /** The redirect to the application, or the last page of the server where there is none. */
  readonly url: string;
  /** What is shown there; undefined where nobody answers. */
  readonly text: string | undefined;
}

/** It only ever sees pages of this machine, and containers have no sandbox for it. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];

/** How long a page may take, in milliseconds. */
const patience = 30_000;

/** Starts a browser: the packed one, or else the system's. */
export async function startChromium(): Promise<Chromium> {
  const browser = await launch();
  return {
    signIn: async (url, person) => {
      const context = await browser.newContext();
      context.setDefaultTimeout(patience);
      try {
        return await signIn(await context.newPage(), url, person);
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

async function signIn(page: Page, url: string, person: PersonChoices): Promise<Arrival> {
  const { origin } = new URL(url);
  const arrival = new Promise<Arrival>((resolve, reject) => {
    page.on('request', (request) => {
      if (!request.isNavigationRequest() || new URL(request.url()).origin === origin) return;
      arrive(page, request, origin).then(resolve, reject);
    });
  });
  // Nobody needs to be there when the sign-in leads back.
  const answer = await page.goto(url).catch(() => null);
  if (answer && answer.status() >= 400) throw new Error(await textOf(page));
  const { deny = false } = person;
  const button = page.locator(`button[value=${deny ? 'deny' : 'allow'}]`);
  for (;;) {
    const next = await Promise.race([arrival, nextPage(page)]);
    if (typeof next === 'object') return next;
    if (next.includes('Unable to sign in.')) throw new Error('Unable to sign in.');
    const user = page.locator('input[name=user]');
    if ((await user.count()) > 0) {
      await user.fill(person.user);
      await page.locator('input[name=password]').fill(person.password);
    }
    await page.evaluate('document.title = "answered"');
    await button.click({ noWaitAfter: true });
  }
}

async function arrive(page: Page, request: Request, origin: string): Promise<Arrival> {
  const url = request.url();
  const response = await request.response().catch(() => null);
  if (!response) return { url, text: undefined };
  // The answer is there before the page is.
  await page.waitForURL((at) => at.origin !== origin);
  return { url, text: await textOf(page) };
}

/** The text of the next page with a question. */
async function nextPage(page: Page): Promise<string> {
  await page.waitForFunction('document.title === "Sign in" && document.querySelector("button[name=choice]")');
  return textOf(page);
}

async function textOf(page: Page): Promise<string> {
  return (await page.locator('body').textContent()) ?? '';
}

async function launch(): Promise<Browser> {
  const attempts: string[] = [];
  for (const find of [unpacked, async () => '/usr/bin/chromium']) {
    try {
      return await chromium.launch({ executablePath: await find(), args: flags, headless: true });
    } catch (error) {
      attempts.push(String(error).split('\n').slice(0, 3).join(' '));
    }
  }
  throw new Error(
    `No Chromium starts on this machine, neither the packed one nor the system's:\n${attempts.join('\n')}`,
  );
}

/** The packed browser's file. It is unpacked once per machine: by whoever is first, so that nobody sees half of it. */
async function unpacked(): Promise<string> {
  const home = path.join(tmpdir(), `sqluice-test-chromium-${process.getuid?.() ?? 0}`);
  const file = path.join(home, 'chromium');
  if (existsSync(file)) return file;
  const folder = await mkdtemp(`${home}-`);
  const program = "import('@sparticuz/chromium').then((packed) => packed.default.executablePath())";
  await promisify(execFile)(process.execPath, ['-e', program], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: folder },
  });
  await rename(folder, home).catch(() => rm(folder, { recursive: true }));
  return file;
}
