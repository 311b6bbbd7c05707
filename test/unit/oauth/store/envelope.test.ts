import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Keyring, openEnvelope, sealEnvelope } from '../../../../src/oauth/store/envelope.ts';
import { secretStretcher } from '../../../../src/oauth/store/secret-stretcher.ts';

const cheap = { logN: 4, r: 1, p: 1 };
const tools = {
  random: randomBytes,
  stretch: { ...secretStretcher(), costs: { clientSecret: cheap, settingsKey: cheap } },
};
const machine = (id: string) => ({ id, key: randomBytes(32) });
const laptop = machine('laptop');
const server = machine('server');
const nothing: Keyring = { machine: [] };

async function sealed(content: unknown, keyring: Keyring) {
  return (await sealEnvelope(content, keyring, undefined, tools)).text;
}

/** Seals the next version with what opening the last one gave. */
async function resealed(text: string, opensWith: Keyring, keyring: Keyring, content: unknown) {
  const opening = await openEnvelope(text, opensWith, tools);
  if (opening.kind !== 'open') throw new Error(opening.kind);
  return (await sealEnvelope(content, keyring, opening.seal, tools)).text;
}

async function opened(text: string, keyring: Keyring): Promise<unknown> {
  const opening = await openEnvelope(text, keyring, tools);
  return opening.kind === 'open' ? opening.content : opening.kind;
}

describe('an envelope', () => {
  it('gives back any JSON under any one of its keys, and nothing without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        async (content, clientSecret, settingsKey) => {
          // JSON knows no negative zero.
          const value = JSON.parse(JSON.stringify(content));
          const text = await sealed(value, { machine: [laptop], clientSecret, settingsKey });
          expect(await opened(text, { machine: [server, laptop] })).toEqual(value);
          expect(await opened(text, { machine: [], clientSecret })).toEqual(value);
          expect(await opened(text, { machine: [], settingsKey })).toEqual(value);
          expect(await opened(text, { machine: [server] })).toBe('locked');
          expect(await opened(text, { machine: [], clientSecret: `${clientSecret}.` })).toBe('locked');
        },
      ),
      { numRuns: 50 },
    );
  });

  it('does not open with a key of another kind, though its text is the same', async () => {
    const text = await sealed('it', { machine: [], clientSecret: 'same' });
    expect(await opened(text, { machine: [], settingsKey: 'same' })).toBe('locked');
  });

  it('tells which kinds of keys open it, in a fixed order', async () => {
    const text = await sealed('it', { machine: [laptop], settingsKey: 'k', clientSecret: 's' });
    expect(await openEnvelope(text, nothing, tools)).toEqual({
      kind: 'locked',
      opensWith: ['machine', 'clientSecret', 'settingsKey'],
    });
  });

  it('never gives other content when any character of it is changed', async () => {
    const content = { a: 1, b: ['text'] };
    const text = await sealed(content, { machine: [laptop], clientSecret: 's', settingsKey: 'k' });
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
      expect(['damaged', 'locked'], `character ${at}`).toContain(
        await opened(changed, { machine: [laptop], clientSecret: 's', settingsKey: 'k' }),
      );
    }
  });

  it('is damaged when a key that opens it is not of it: taken from another, left out, or in another order', async () => {
    const keyring = { machine: [laptop], clientSecret: 's' };
    const [one, two] = await Promise.all([sealed('one', keyring), sealed('two', keyring)]);
    const parts = JSON.parse(one);
    const forgeries = [
      { ...parts, content: JSON.parse(two).content },
      { ...parts, keys: parts.keys.slice(0, 1) },
      { ...parts, keys: [...parts.keys].reverse() },
    ];
    for (const forgery of forgeries) expect(await opened(JSON.stringify(forgery), keyring)).toBe('damaged');
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    ['empty JSON', () => '{}'],
    ['no JSON', () => 'OAuthAccessToken=abc'],
    ['null', () => 'null'],
    ['without keys', (text: string) => JSON.stringify({ ...JSON.parse(text), keys: [] })],
    ['one that would take all memory', (text: string) => text.replace('"logN": 4', '"logN": 40')],
  ])('is damaged when it is %s', async (_, change) => {
    const text = change(await sealed('it', { machine: [], clientSecret: 's' }));
    expect(await opened(text, { machine: [], clientSecret: 's' })).toBe('damaged');
  });

  it('of a later version is not called damaged', async () => {
    const text = await sealed('it', { machine: [laptop] });
    expect(await opened(JSON.stringify({ ...JSON.parse(text), version: 2 }), nothing)).toBe('newer');
  });

  it('keeps the keys that it cannot make anew when it is sealed again', async () => {
    const first = await sealed(1, { machine: [laptop], clientSecret: 's', settingsKey: 'k' });
    const second = await resealed(first, { machine: [laptop] }, { machine: [laptop] }, 2);
    expect(await opened(second, { machine: [], clientSecret: 's' })).toBe(2);
    expect(await opened(second, { machine: [], settingsKey: 'k' })).toBe(2);
    const third = await resealed(second, { machine: [], clientSecret: 's' }, { machine: [server] }, 3);
    for (const keyring of [{ machine: [laptop] }, { machine: [server] }, { machine: [], settingsKey: 'k' }]) {
      expect(await opened(third, keyring)).toBe(3);
    }
  });

  it('follows a key that was changed', async () => {
    const first = await sealed(1, { machine: [laptop], clientSecret: 'old' });
    const second = await resealed(
      first,
      { machine: [laptop] },
      { machine: [laptop], clientSecret: 'new' },
      2,
    );
    expect(await opened(second, { machine: [], clientSecret: 'new' })).toBe(2);
    expect(await opened(second, { machine: [], clientSecret: 'old' })).toBe('locked');
  });

  it('forgets the machines that were longest not there, so that it does not grow', async () => {
    const secret = { machine: [], clientSecret: 's' };
    const containers = Array.from({ length: 12 }, (_, index) => machine(`container${index}`));
    let text = await sealed(0, secret);
    for (const own of containers) text = await resealed(text, secret, { ...secret, machine: [own] }, 0);
    const found = await Promise.all(containers.map((own) => opened(text, { machine: [own] })));
    expect(found).toEqual([...Array(4).fill('locked'), ...Array(8).fill(0)]);
    expect(await opened(text, secret)).toBe(0);
  });
});

describe('keys from secrets', () => {
  it('are computed once for the same secret, salt and cost', async () => {
    const stretch = secretStretcher();
    const [one, two] = [stretch.key('s', 'AAAA', cheap), stretch.key('s', 'AAAA', cheap)];
    expect(await two).toBe(await one);
    expect(await stretch.key('s', 'BBBB', cheap)).not.toEqual(await one);
    expect(await stretch.key('t', 'AAAA', cheap)).not.toEqual(await one);
  });

  it('are those of scrypt (RFC 7914, 12)', async () => {
    const salt = Buffer.from('NaCl').toString('base64url');
    const key = await secretStretcher().key('password', salt, { logN: 10, r: 8, p: 16 });
    // The RFC gives 64 bytes; the first 32 are the same by the last step, PBKDF2.
    expect(key.toString('hex')).toBe('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162');
  });

  it('are the same however the letters of a secret were typed', async () => {
    const stretch = secretStretcher();
    expect(await stretch.key('é', 'AAAA', cheap)).toEqual(await stretch.key('e\u0301', 'AAAA', cheap));
  });
});
