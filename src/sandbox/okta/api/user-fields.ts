import type { Row } from '../org/collection.ts';
import { OktaError } from '../wire/okta-error.ts';

/** Which attributes of users to show. */
export interface UserFields {
  readonly top: ReadonlySet<string>;
  /** Undefined for the whole profile. */
  readonly profile: ReadonlySet<string> | undefined;
}

/**
 * Reads the parameter `fields`: a comma list, with `profile:(a,b)` for part of the profile (API document, listUsers).
 *
 * @throws OktaError E0000001 for a list that cannot be read.
 */
export function readFields(text: string): UserFields {
  const [, inner] = /profile:\(([^()]*)\)/.exec(text) ?? [];
  const rest = text.replace(/profile:\([^()]*\)/, 'profile');
  if (/[()]/.test(rest)) throw new OktaError('E0000001', ['fields: cannot be read']);
  return { top: namesOf(rest), profile: inner === undefined ? undefined : namesOf(inner) };
}

/** The user with the attributes asked for; the id always, and the links. */
export function selectFields(user: Row, fields: UserFields): Row {
  const chosen = Object.entries(user).filter(
    ([name]) => name === 'id' || name === '_links' || fields.top.has(name),
  );
  const { profile } = fields;
  if (!profile) return Object.fromEntries(chosen);
  const part = Object.entries(user.profile as Row).filter(([name]) => profile.has(name));
  return { ...Object.fromEntries(chosen), profile: Object.fromEntries(part) };
}

function namesOf(list: string): ReadonlySet<string> {
  return new Set(list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])));
}
