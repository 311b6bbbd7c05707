import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { listenForCallback } from '../../../src/oauth/callback-listener.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server, 0);
  await closed(server);
  return port;
}

async function occupy(port: number): Promise<void> {
  const server = createServer();
  await listening(server, port);
  closers.push(() => closed(server));
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function listen(url: string, lastPort?: number) {
  const listener = await listenForCallback(url, lastPort);
  closers.push(listener.close);
  return listener;
}

const never = new AbortController().signal;

describe('listening for the browser', () => {
  it('hears localhost on both of its addresses, and shows how it ended', async () => {
    const port = await freePort();
    const listener = await listen(`http://localhost:${port}`);
    expect(listener.redirectUri).toBe(`http://localhost:${port}`);
    for (const host of ['127.0.0.1', '[::1]']) {
      const page = fetch(`http://${host}:${port}/?code=c&state=s`);
      const { answer, reply } = await listener.next(never);
      expect(answer).toMatchObject({ code: 'c', state: 's' });
      await reply({ title: 'Signed in to <Okta>', text: 'Close & go.', succeeded: true });
      const response = await page;
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).toContain('Signed in to &#60;Okta&#62;');
      expect(text).not.toMatch(/<Okta>|code=c/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('honours the path, and answers nothing else', async () => {
    const port = await freePort();
    const listener = await listen(`http://127.0.0.1:${port}/oauth/back`);
    for (const other of ['/?code=c', '/favicon.ico', '/oauth/back', '/oauth/back/?code=c']) {
      expect((await fetch(`http://127.0.0.1:${port}${other}`)).status).toBe(404);
    }
    const page = fetch(`http://127.0.0.1:${port}/oauth/back?error=access_denied`);
    const { answer, reply } = await listener.next(never);
    await reply({ title: 'No', text: 'No.', succeeded: false });
    expect(answer.error).toBe('access_denied');
    expect((await page).status).toBe(400);
  });

  it('takes the next port only where the source allows several', async () => {
    const port = await freePort();
    await occupy(port);
    await expect(listen(`http://localhost:${port}`)).rejects.toMatchObject({
      reason: 'callback_unavailable',
      message: expect.stringContaining(`Port ${port} is taken`),
      hint: expect.stringContaining('CallbackURL'),
    });
    const listener = await listen(`http://localhost:${port}`, port + 5);
    expect(listener.redirectUri).toMatch(/^http:\/\/localhost:\d+$/);
    expect(listener.redirectUri).not.toBe(`http://localhost:${port}`);
  });

  it('frees the port when it is closed, and when only half of localhost could be had', async () => {
    const port = await freePort();
    const listener = await listenForCallback(`http://localhost:${port}`, undefined);
    await listener.close();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '::1', resolve));
    await expect(listen(`http://localhost:${port}`)).rejects.toMatchObject({
      reason: 'callback_unavailable',
    });
    await closed(server);
    await occupy(port);
  });

  it.each(['https://localhost:33333', 'http://example.com:33333', 'http://192.168.0.1/cb'])(
    'refuses %s, where no browser can come back to',
    async (url) => {
      await expect(listen(url)).rejects.toMatchObject({ reason: 'callback_unavailable', code: '08001' });
    },
  );

  it('stops waiting when it is told to', async () => {
    const listener = await listen(`http://localhost:${await freePort()}`);
    const stop = new AbortController();
    const waiting = listener.next(stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
