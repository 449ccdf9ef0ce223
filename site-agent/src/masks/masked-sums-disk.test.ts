import fs, { readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { decodeMessage, type ToldEvent } from '@consilium/secure-sum';
import { FakeCoordinator, openGate, rosterKey, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AGENT, fourRoster, MaskedRound, maskedPlan } from '../testing/masked-round.ts';

const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);

/** A disk that takes as long as the test likes with what sums wait for, and counts it. */
class SlowDisk {
  /** Syncs that were asked for. */
  waits = 0;
  slow = false;
  readonly #held: (() => void)[] = [];
  readonly #real = { fsync: fs.fsync, fdatasync: fs.fdatasync };

  constructor() {
    for (const name of ['fsync', 'fdatasync'] as const) {
      const real = this.#real[name];
      fs[name] = ((fd: number, done: fs.NoParamCallback) => {
        this.waits++;
        const sync = (): void => real(fd, done);
        if (this.slow) this.#held.push(sync);
        else sync();
      }) as typeof fs.fsync;
    }
    syncBuiltinESMExports();
  }

  /** Whether something waits. */
  get busy(): boolean {
    return this.#held.length > 0;
  }

  release(): void {
    this.slow = false;
    for (const sync of this.#held.splice(0)) sync();
  }

  end(): void {
    this.release();
    Object.assign(fs, this.#real);
    syncBuiltinESMExports();
  }
}

let fake: FakeCoordinator;
let site: TestSite;
let disk: SlowDisk;
beforeEach(async () => {
  fake = new FakeCoordinator();
  site = new TestSite();
  disk = new SlowDisk();
  const held = { roster: fourRoster(), key: rosterKey(AGENT) };
  await site.start(fake, plan, { gate: openGate(plan), roster: () => held, random: seededRandom('disk') });
});
afterEach(async () => {
  disk.end();
  await site.dispose();
});

/** How often the site has said something of the attempt. */
function said(): number {
  return fake.received.filter((message) => message.taskAnswer != null || message.sumSaid != null || message.taskFailed != null)
    .length;
}

/** Whether the ledger, which the agent has open, has the commitment of a charge. */
function isCharged(): boolean {
  const folder = join(site.state, 'ledger');
  return readdirSync(folder).some((name) => readFileSync(join(folder, name), 'utf8').includes('"op":"commit"'));
}

it('says nothing in a sum, and sends no vector, before the disk has what it rests on', async () => {
  const round = new MaskedRound(fake, plan, base, key);
  /** Everything that a coordinator could see, once the disk has been asked; nothing of it may be new. */
  const quietUntilReleased = async (begin: () => Promise<void>): Promise<void> => {
    const before = said();
    disk.slow = true;
    await begin();
    await fake.until(() => disk.busy);
    // What would leave without the disk leaves within some turns of the event loop.
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(said()).toBe(before);
    expect(fake.counted(key)).toBeUndefined();
    disk.release();
  };
  await quietUntilReleased(async () => await round.offer());
  await fake.until(() => said() === 1);
  round.hear(decodeMessage(fake.said('taskAnswer', key)[0]?.sumMessage ?? new Uint8Array()));
  await quietUntilReleased(async () => await round.tell(round.close() as ToldEvent));
  round.hear(await round.said('shares'));
  await quietUntilReleased(async () => {
    await round.tell(round.close() as ToldEvent);
    // The vector is made and paid for meanwhile.
    await fake.until(isCharged);
  });
  await round.upload();
  const survivors = round.close() as ToldEvent;
  const before = said();
  disk.slow = true;
  await round.tell(survivors);
  await fake.until(() => disk.busy);
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
  expect(said()).toBe(before);
  disk.release();
  round.hear(await round.said('agreement'));
});

it('waits six times for the disk in a round: keys, shares, vector, agreement, the end, the transcript', async () => {
  const first = new MaskedRound(fake, plan, base, key);
  const sum = await first.play();
  expect(disk.waits).toBe(4);
  await fake.end(key, true);
  await fake.until(() => disk.waits === 5);
  const published = first.makeModel(sum);
  await first.publish(published);
  await fake.until(() => fake.received.some(({ transcriptSigned }) => transcriptSigned != null));
  // The first transcript of a run makes a file, which is written and synced in one go.
  expect(disk.waits).toBe(5);
  const second = new MaskedRound(fake, plan, published.model, { ...key, round: 2 }, fourRoster(), published);
  const next = second.makeModel(await second.play());
  expect(disk.waits).toBe(9);
  await fake.end({ ...key, round: 2 }, true);
  await second.publish(next);
  await fake.until(() => fake.received.filter(({ transcriptSigned }) => transcriptSigned != null).length === 2);
  expect(disk.waits).toBe(11);
});
