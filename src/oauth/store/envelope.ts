/**
 * The form in which secrets lie in a file: JSON whose content is encrypted under a random data key, and the data key
 * again under each key at hand. Any one of these opens it; the names of their kinds are all that it tells.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SecretStretcher, StretchCost } from './secret-stretcher.ts';

/** Kinds of keys that open an envelope, in the order in which they are tried. */
export const keyKinds = ['machine', 'clientSecret', 'settingsKey'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** A random key of one machine. */
export interface MachineKey {
  /** Names it without telling it. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The keys at hand. */
export interface Keyring {
  /** Those of this machine that may open; the first one seals. */
  readonly machine: readonly MachineKey[];
  readonly clientSecret?: string;
  readonly settingsKey?: string;
}

/** The data key, encrypted under one key. */
export type Wrap =
  | { readonly kind: 'machine'; readonly id: string; readonly dataKey: string }
  | {
      readonly kind: 'clientSecret' | 'settingsKey';
      readonly cost: StretchCost;
      readonly salt: string;
      readonly dataKey: string;
    };

/** What seals the next version of an envelope so that every key which opened it before still does. */
export interface Seal {
  readonly dataKey: Buffer;
  readonly wraps: readonly Wrap[];
}

/** What came of opening an envelope. */
export type Opening =
  | { readonly kind: 'open'; readonly content: unknown; readonly seal: Seal; readonly by: KeyKind }
  /** None of the keys at hand opens it. */
  | { readonly kind: 'locked'; readonly opensWith: readonly KeyKind[] }
  /** Written by a later version in a form not known here. */
  | { readonly kind: 'newer' }
  /** No envelope, or one that was changed or cut. */
  | { readonly kind: 'damaged' };

/** What envelopes take from outside. */
export interface EnvelopeTools {
  /** Random bytes that cannot be guessed. */
  random(bytes: number): Buffer;
  readonly stretch: SecretStretcher;
}

const format = 'sqluice sign-in';
const version = 1;

/** Machines whose keys are kept in one envelope: containers would add one at each start. */
const mostMachines = 8;

interface Envelope {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly keys: readonly Wrap[];
  readonly content: string;
}

/**
 * Encrypts `content` (any JSON value) for each key at hand, and for those of `previous`, the seal that the envelope was
 * opened with. Needs one key at least, at hand or before. The text ends with a line break.
 */
export async function sealEnvelope(
  content: unknown,
  keyring: Keyring,
  previous: Seal | undefined,
  tools: EnvelopeTools,
): Promise<{ readonly text: string; readonly seal: Seal }> {
  const dataKey = previous?.dataKey ?? tools.random(32);
  const keys = await wrapsFor(dataKey, keyring, previous?.wraps ?? [], tools);
  const envelope: Envelope = {
    ...{ format, version, keys },
    content: encrypt(dataKey, Buffer.from(JSON.stringify(content)), boundTo(keys), tools),
  };
  return { text: `${JSON.stringify(envelope, null, 2)}\n`, seal: { dataKey, wraps: keys } };
}

/** Opens an envelope with any key at hand. Never rejects for what the text holds. */
export async function openEnvelope(text: string, keyring: Keyring, tools: EnvelopeTools): Promise<Opening> {
  const envelope = parse(text);
  if (envelope === undefined) return { kind: 'damaged' };
  if (envelope === 'newer') return { kind: 'newer' };
  const wraps = envelope.keys;
  for (const wrap of inOrder(wraps)) {
    const dataKey = await unwrap(wrap, keyring, tools);
    if (!dataKey) continue;
    const content = decrypt(dataKey, envelope.content, boundTo(wraps));
    return content
      ? { kind: 'open', content: JSON.parse(content.toString()), seal: { dataKey, wraps }, by: wrap.kind }
      : { kind: 'damaged' };
  }
  return { kind: 'locked', opensWith: keyKinds.filter((kind) => wraps.some((wrap) => wrap.kind === kind)) };
}

function inOrder(wraps: readonly Wrap[]): readonly Wrap[] {
  return keyKinds.flatMap((kind) => wraps.filter((wrap) => wrap.kind === kind));
}

/** The wraps of a key that is at hand are made anew where that key changed; those of other keys stay as they are. */
async function wrapsFor(
  dataKey: Buffer,
  keyring: Keyring,
  previous: readonly Wrap[],
  tools: EnvelopeTools,
): Promise<readonly Wrap[]> {
  const own = keyring.machine[0];
  const machines = previous.filter((wrap) => wrap.kind === 'machine' && wrap.id !== own?.id);
  const wraps = own ? [...machines, wrapForMachine(dataKey, own, tools)] : machines;
  const kept = wraps.slice(-mostMachines);
  for (const kind of ['clientSecret', 'settingsKey'] as const) {
    const before = previous.find((wrap) => wrap.kind === kind);
    const secret = keyring[kind];
    if (!secret || (before && (await unwrap(before, keyring, tools))?.equals(dataKey))) {
      if (before) kept.push(before);
    } else {
      kept.push(await wrapForSecret(dataKey, kind, secret, tools));
    }
  }
  return kept;
}

function wrapForMachine(dataKey: Buffer, { id, key }: MachineKey, tools: EnvelopeTools): Wrap {
  return { kind: 'machine', id, dataKey: encrypt(key, dataKey, 'machine', tools) };
}

async function wrapForSecret(
  dataKey: Buffer,
  kind: 'clientSecret' | 'settingsKey',
  secret: string,
  tools: EnvelopeTools,
): Promise<Wrap> {
  const salt = tools.random(16).toString('base64url');
  const cost = tools.stretch.costs[kind];
  const key = await tools.stretch.key(secret, salt, cost);
  return { kind, cost, salt, dataKey: encrypt(key, dataKey, kind, tools) };
}

async function unwrap(wrap: Wrap, keyring: Keyring, { stretch }: EnvelopeTools): Promise<Buffer | undefined> {
  if (wrap.kind === 'machine') {
    const key = keyring.machine.find(({ id }) => id === wrap.id)?.key;
    return key && decrypt(key, wrap.dataKey, wrap.kind);
  }
  const secret = keyring[wrap.kind];
  return secret
    ? decrypt(await stretch.key(secret, wrap.salt, wrap.cost), wrap.dataKey, wrap.kind)
    : undefined;
}

/** Binds the content to all the rest, so that no part can be changed or moved to another envelope unseen. */
function boundTo(keys: readonly Wrap[]): string {
  return JSON.stringify([format, version, keys]);
}

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM (NIST SP 800-38D): nonce, ciphertext and tag in base64url. */
function encrypt(key: Buffer, plain: Buffer, bound: string, { random }: EnvelopeTools): string {
  const nonce = random(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
  const sealed = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** Undefined where the key is another, or anything was changed. */
function decrypt(key: Buffer, sealed: string, bound: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const options = { authTagLength: tagBytes };
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), options)
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function parse(text: string): Envelope | 'newer' | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.format !== format) return undefined;
  if (typeof value.version === 'number' && value.version > version) return 'newer';
  const { keys, content } = value;
  const whole = value.version === version && Array.isArray(keys) && keys.length > 0 && keys.every(isWrap);
  return whole && typeof content === 'string' ? { format, version, keys, content } : undefined;
}

function isWrap(value: unknown): value is Wrap {
  if (!isRecord(value) || typeof value.dataKey !== 'string') return false;
  if (value.kind === 'machine') return typeof value.id === 'string';
  const isSecret = value.kind === 'clientSecret' || value.kind === 'settingsKey';
  return isSecret && typeof value.salt === 'string' && isCost(value.cost);
}

/** A file made by another could ask for more memory or time than there is. */
function isCost(value: unknown): value is StretchCost {
  if (!isRecord(value)) return false;
  const within = (number: unknown, most: number) =>
    Number.isInteger(number) && (number as number) > 0 && (number as number) <= most;
  return within(value.logN, 18) && within(value.r, 8) && within(value.p, 4);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
