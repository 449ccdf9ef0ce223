import { rosterKey } from '@consilium/testing';
import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConsiliumError, fromUnknown, seededRandom } from '@consilium/core';
import { begin, decodeState, drawSecrets, encodeState, next, type SiteState } from '@consilium/secure-sum';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fourRoster } from '../testing/masked-round.ts';
import { type KeptSum, type SumOffer, SumStore } from './sum-store.ts';

const attempt = { run: 'run-a', round: 1, attempt: 1 } as const;
const zeros = '0'.repeat(64);
const offer: SumOffer = {
  study: 's',
  planHash: zeros,
  baseHash: zeros,
  baseBytes: 4,
  manifest: [],
  deadlineMs: 1,
  population: 'p',
};
const sealer = createSealer(Buffer.alloc(32, 7));
const roster = fourRoster();

let folder: string;
let store: SumStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-sums-'));
  store = new SumStore(folder, sealer);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => join(folder, readdirSync(folder)[0] ?? '');
/** How far the states in the file reach. */
function length(): number {
  const content = readFileSync(file());
  for (let at = 0; ; ) {
    const name = content.readUInt32LE(at);
    if (name === 0) return at;
    at += 4 + name;
    at += 8 + content.readUInt32LE(at);
  }
}
const again = (): SumStore => new SumStore(folder, sealer);

/** States of one sum, before and after the keys of all. */
function states(): readonly [SiteState, SiteState] {
  const ids = roster.sites.map(({ id }) => id);
  const terms = {
    roster,
    planHash: zeros,
    run: 'run-a',
    round: 1,
    attempt: 1,
    kind: 'training',
    baseHash: zeros,
    scale: 1,
    noise: 256,
    words: 4,
    honest: 2,
    parent: zeros,
    sites: ids,
  };
  const begun = ids.map((id) => begin(terms, id, rosterKey(id), drawSecrets(seededRandom(id))));
  const messages = begun.flatMap(({ say }) => (say?.t === 'keys' ? [say] : []));
  const first = begun[0]?.state as SiteState;
  return [first, next(first, { t: 'keys-of-all', messages }, rosterKey(ids[0] ?? '')).state];
}

// As they are read: bytes are plain ones.
const [first, second] = states().map((state) => decodeState(encodeState(state))) as [SiteState, SiteState];
const kept = (state: SiteState): KeptSum => ({ offer, state });

it('gives back the state that was written last, to another agent on the folder too', () => {
  store.put(attempt, kept(first));
  expect(store.get(attempt)).toEqual(kept(first));
  store.put(attempt, kept(second));
  for (const reader of [store, again()]) expect(reader.get(attempt)).toEqual(kept(second));
  expect(second).not.toEqual(first);
});

it('counts nothing of a state that a crash has cut off, at whatever byte, and writes over it', () => {
  store.put(attempt, kept(first));
  const [before, whole] = [readFileSync(file()), length()];
  store.put(attempt, kept(second));
  const [after, end] = [readFileSync(file()), length()];
  for (let cut = end - 1; cut >= whole; cut -= 97) {
    // What was there before is zeros, or the file was not so long.
    writeFileSync(file(), Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
    if (cut % 2 === 0) truncateSync(file(), cut);
    const restarted = again();
    expect(restarted.get(attempt)).toEqual(kept(first));
    restarted.put(attempt, kept(second));
    expect(length()).toBe(end);
    expect(again().get(attempt)).toEqual(kept(second));
  }
});

it('counts no earlier state where a power cut has left any part of the last one, but none', () => {
  store.put(attempt, kept(first));
  const [before, whole] = [readFileSync(file()), length()];
  store.put(attempt, kept(second));
  const [after, end] = [readFileSync(file()), length()];
  for (let at = whole + 100; at < end - 8; at += 51) {
    const torn = Buffer.from(after);
    before.copy(torn, at, at, at + 16);
    writeFileSync(file(), torn);
    expect(() => again().get(attempt)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }) as Error);
  }
});

it('opens no state in the place of another', () => {
  store.put(attempt, kept(first));
  const whole = length();
  store.put(attempt, kept(second));
  const all = readFileSync(file());
  // The first state once more, behind the second: what is known would go back.
  all.copy(all, length(), 0, whole);
  writeFileSync(file(), all);
  expect(() => again().get(attempt)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }) as Error);
});

it('leaves nothing of the secrets of a sum that the site has left', () => {
  store.put(attempt, kept(first));
  store.put(attempt, kept(second));
  const before = length();
  store.put(attempt, kept({ t: 'left', error: new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message: 'no more' }) }));
  expect(readFileSync(file()).length).toBeLessThan(before / 2);
  const { state } = again().get(attempt) ?? {};
  expect(state?.t === 'left' && state.error).toBeInstanceOf(ConsiliumError);
});

it('forgets a sum, after which another begins again, once the disk has forgotten it', async () => {
  store.put(attempt, kept(first));
  const forgotten = store.delete(attempt);
  expect([store.get(attempt), store.list()]).toEqual([undefined, []]);
  expect(() => store.put(attempt, kept(second))).toThrow(expect.objectContaining({ code: 'INTERNAL' }) as Error);
  await store.emptied(attempt);
  await forgotten;
  store.put(attempt, kept(second));
  expect(again().get(attempt)).toEqual(kept(second));
});

it('leaves nothing of the secrets of a sum that is forgotten, and no earlier state where a power cut undoes part of that', async () => {
  store.put(attempt, kept(first));
  store.put(attempt, kept(second));
  const path = file();
  const before = readFileSync(path);
  const sectors = Math.ceil(length() / 1024);
  await store.delete(attempt);
  const after = readFileSync(path);
  const secret = before.subarray(200, 300);
  expect([before.includes(secret), after.includes(secret)]).toEqual([true, false]);
  // Parts that the disk has not written yet hold what was there.
  const seen = new Set<string>();
  for (let lost = 0; lost < 2 ** sectors; lost++) {
    const disk = Buffer.from(after);
    for (let at = 0; at < sectors; at++) if (((lost >> at) & 1) === 1) before.copy(disk, 1024 * at, 1024 * at, 1024 * (at + 1));
    writeFileSync(path, disk);
    seen.add(left());
  }
  expect([...seen].sort()).toEqual(['SEAL_BROKEN', 'last', 'none']);
});

/** Does something while the disk answers every sync of what was written in place with an error. */
async function onBrokenDisk(work: () => Promise<void>): Promise<void> {
  const { fdatasync } = fs;
  const broken = Object.assign(new Error('the disk is broken'), { code: 'EIO' });
  fs.fdatasync = ((_fd: number, done: fs.NoParamCallback) => void setImmediate(() => done(broken))) as typeof fdatasync;
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    fs.fdatasync = fdatasync;
    syncBuiltinESMExports();
  }
}

it('has no state that the disk could not take, and says so to all who wait', async () => {
  store.put(attempt, kept(first));
  await store.settled(attempt);
  expect(store.isSettled(attempt)).toBe(true);
  await onBrokenDisk(async () => {
    store.put(attempt, kept(second));
    expect(store.isSettled(attempt)).toBe(false);
    for (let asked = 0; asked < 2; asked++) await expect(store.settled(attempt)).rejects.toMatchObject({ code: 'EIO' });
    for (const reader of [store, again()]) expect(reader.get(attempt)).toEqual(kept(first));
    expect(store.isSettled(attempt)).toBe(false);
  });
  store.put(attempt, kept(second));
  await store.settled(attempt);
  for (const reader of [store, again()]) expect(reader.get(attempt)).toEqual(kept(second));
});

it('empties a file again that the disk could not empty, before another sum is in it', async () => {
  store.put(attempt, kept(first));
  await onBrokenDisk(async () => {
    await expect(store.delete(attempt)).rejects.toMatchObject({ code: 'EIO' });
    await expect(store.emptied(attempt)).rejects.toMatchObject({ code: 'EIO' });
  });
  expect(() => store.put(attempt, kept(second))).toThrow(expect.objectContaining({ code: 'INTERNAL' }) as Error);
  await store.emptied(attempt);
  store.put(attempt, kept(second));
  await store.settled(attempt);
  expect(again().get(attempt)).toEqual(kept(second));
});

/** What another agent on the folder finds. */
function left(): string {
  try {
    const found = again().get(attempt);
    if (found === undefined) return 'none';
    return isDeepStrictEqual(found, kept(second)) ? 'last' : 'earlier';
  } catch (error) {
    return fromUnknown(error).code;
  }
}

it('says nothing on the word of a file that the disk may not have: a process that finds one waits for it, once', () => {
  const [first] = states();
  store.put(attempt, { offer, state: first });
  const { fsyncSync } = fs;
  const synced: string[] = [];
  fs.fsyncSync = (fd) => {
    synced.push(fs.readlinkSync(`/proc/self/fd/${fd}`));
    fsyncSync(fd);
  };
  syncBuiltinESMExports();
  try {
    store.get(attempt);
    expect(synced).toEqual([]);
    const found = again();
    found.get(attempt);
    expect(synced).toEqual([folder, file()]);
    found.get(attempt);
    expect(synced).toHaveLength(2);
  } finally {
    fs.fsyncSync = fsyncSync;
    syncBuiltinESMExports();
  }
});
