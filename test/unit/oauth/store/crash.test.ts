import { describe, expect, it } from 'vitest';
import { openTokenStore } from '../../../../src/oauth/store/open-token-store.ts';
import { Crash, type CrashingFiles, crashingFiles, type Loss, type Moment } from './crashing-files.ts';
import { memoryHost, signIn } from './hosts.ts';

const location = '/home/u/okta/OAuthSettings.txt';
const older = signIn({ attempts: [1] });
const newer = signIn({ attempts: [1, 2] });

const moments: readonly Moment[] = ['before', 'within', 'after'];
const losses: readonly Loss[] = ['killed', 'power lost', 'power lost, names kept'];
const manners = moments.flatMap((moment) => losses.map((loss) => ({ moment, loss })));

/** The store as process `pid` sees it, alone among the living. */
function storeOf(files: CrashingFiles, pid: number) {
  return openTokenStore(location, {}, memoryHost(files, pid, new Set([pid])));
}

/** Lets a process die at each operation of `work` in turn, and gives what it leaves to `look`. */
async function dieEverywhere(
  prepare: (files: CrashingFiles) => Promise<unknown>,
  work: (files: CrashingFiles) => Promise<unknown>,
  { moment, loss }: (typeof manners)[number],
  look: (left: CrashingFiles, step: string) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at++) {
    const files = crashingFiles();
    await prepare(files);
    files.crash(at, moment);
    try {
      await work(files);
    } catch (error) {
      expect(error).toBeInstanceOf(Crash);
    }
    if (!files.dead) return at;
    await look(files.survivors(loss), `operation ${at}`);
  }
}

describe('a process that dies while it keeps a sign-in', () => {
  it.each(manners)('leaves the old or the new one: $loss, $moment each step', async ({ moment, loss }) => {
    const seen = new Set<number>();
    const steps = await dieEverywhere(
      (files) => storeOf(files, 1).update(async () => older),
      (files) => storeOf(files, 2).update(async () => newer),
      { moment, loss },
      async (left, step) => {
        const store = storeOf(left, 3);
        const kept = await store.read();
        expect([older, newer], step).toContainEqual(kept);
        seen.add(kept?.attempts.length ?? 0);
        await store.update(async (current) => ({ ...(current ?? older), attempts: [9] }));
        expect(await store.read(), step).toEqual({ ...older, attempts: [9] });
        expect(
          Object.keys(left.tree()).filter((name) => name.startsWith('/home/u/okta/')),
          step,
        ).toEqual([location]);
      },
    );
    expect(steps).toBeGreaterThan(10);
    expect(seen).toEqual(new Set([1, 2]));
  });

  it.each(manners)('leaves none or the first one: $loss, $moment each step', async ({ moment, loss }) => {
    const seen = new Set<boolean>();
    await dieEverywhere(
      async () => {},
      (files) => storeOf(files, 2).update(async () => newer),
      { moment, loss },
      async (left, step) => {
        const store = storeOf(left, 3);
        const kept = await store.read();
        expect([undefined, newer], step).toContainEqual(kept);
        seen.add(kept === undefined);
        await store.update(async () => newer);
        expect(await storeOf(left, 4).read(), step).toEqual(newer);
      },
    );
    expect(seen).toEqual(new Set([true, false]));
  });

  it.each(manners)('leaves it or none when it was forgotten: $loss, $moment each step', async (manner) => {
    await dieEverywhere(
      (files) => storeOf(files, 1).update(async () => older),
      (files) => storeOf(files, 2).clear(),
      manner,
      async (left, step) => {
        expect([undefined, older], step).toContainEqual(await storeOf(left, 3).read());
        await storeOf(left, 3).update(async () => newer);
      },
    );
  });

  it('leaves what it stored before it failed', async () => {
    const files = crashingFiles();
    const update = storeOf(files, 1).update(async (_, put) => {
      await put(older);
      throw new Error('the server is gone');
    });
    await expect(update).rejects.toThrow('the server is gone');
    expect(await storeOf(files, 2).read()).toEqual(older);
  });

  it.each(losses)('has kept what it was told is kept: %s', async (loss) => {
    const files = crashingFiles();
    await storeOf(files, 1).update(async () => older);
    await storeOf(files, 1).update(async () => newer);
    expect(await storeOf(files.survivors(loss), 2).read()).toEqual(newer);
  });
});

describe('a full disk', () => {
  it('fails before anything is exchanged, keeps the old sign-in, and leaves nothing behind', async () => {
    const files = crashingFiles();
    await storeOf(files, 1).update(async () => older);
    const before = files.tree();
    files.failWrites('ENOSPC');
    let spent = false;
    const spending = async () => {
      spent = true;
      return newer;
    };
    await expect(storeOf(files, 1).update(spending)).rejects.toMatchObject({
      reason: 'settings_file',
      code: '58030',
      message: `The file ${location} cannot be written: the disk is full.`,
    });
    expect(spent).toBe(false);
    await expect(storeOf(files, 1).checkWritable()).rejects.toMatchObject({ reason: 'settings_file' });
    expect(files.tree()).toEqual(before);
    expect(await storeOf(files, 1).read()).toEqual(older);
    files.failWrites(undefined);
    await storeOf(files, 1).update(async () => newer);
    expect(await storeOf(files, 1).read()).toEqual(newer);
  });

  it('that fills up in the meantime is no hindrance: the space was taken before', async () => {
    const files = crashingFiles();
    await storeOf(files, 1).update(async () => older);
    const kept = await storeOf(files, 1).update(async () => {
      files.failWrites('ENOSPC');
      return newer;
    });
    expect(kept).toEqual(newer);
    expect(await storeOf(files, 2).read()).toEqual(newer);
  });

  it('that fills up after the first of two changes fails before more is spent', async () => {
    const files = crashingFiles();
    await storeOf(files, 1).update(async () => older);
    let spent = false;
    const update = storeOf(files, 1).update(async (_, put) => {
      files.failWrites('ENOSPC');
      await put(newer);
      spent = true;
      return older;
    });
    await expect(update).rejects.toMatchObject({ reason: 'settings_file' });
    expect(spent).toBe(false);
    expect(await storeOf(files, 2).read()).toEqual(newer);
  });
});
