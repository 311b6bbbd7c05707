/** What the authorization server keeps, in memory: nothing is evicted, so that old tokens are known as old. */
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** A stored token, code, session or grant. */
export interface StoredRecord {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970; exact, whereas `payload.exp` is in whole seconds. */
  readonly expiresAt: number;
}

/** The records of one authorization server. */
export interface Records {
  /** For the provider's configuration. */
  adapter(model: string): Adapter;
  find(model: string, id: string): StoredRecord | undefined;
  /** Removes the records of a kind that fit. */
  remove(model: string, fits: (payload: AdapterPayload) => boolean): void;
  /** Every id of the kinds that are secret, also of records long gone. */
  readonly secrets: ReadonlySet<string>;
}

const secretKinds = ['AccessToken', 'ClientCredentials', 'RefreshToken', 'AuthorizationCode', 'DeviceCode'];

/** Empty records. */
export function createRecords(now: () => number): Records {
  const models = new Map<string, Map<string, StoredRecord>>();
  const secrets = new Set<string>();
  const recordsOf = (model: string) => {
    const known = models.get(model) ?? new Map<string, StoredRecord>();
    models.set(model, known);
    return known;
  };
  const remove: Records['remove'] = (model, fits) => {
    const records = recordsOf(model);
    for (const [id, { payload }] of records) if (fits(payload)) records.delete(id);
  };

  const adapter = (model: string): Adapter => {
    const records = recordsOf(model);
    const findBy = (fits: (payload: AdapterPayload) => boolean) =>
      [...records.values()].find(({ payload }) => fits(payload))?.payload;
    return {
      upsert: async (id, payload, expiresIn) => {
        records.set(id, { payload, expiresAt: expiresIn ? now() + expiresIn * 1000 : Infinity });
        if (secretKinds.includes(model)) secrets.add(id);
      },
      find: async (id) => records.get(id)?.payload,
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findBy((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const record = records.get(id);
        if (record) record.payload.consumed = Math.floor(now() / 1000);
      },
      destroy: async (id) => {
        records.delete(id);
      },
      // The provider asks this of every kind in turn.
      revokeByGrantId: async (grantId) => remove(model, (payload) => payload.grantId === grantId),
    };
  };
  return { adapter, find: (model, id) => recordsOf(model).get(id), remove, secrets };
}
