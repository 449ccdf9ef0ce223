import { appendFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, systemClock } from '@consilium/core';
import { cut, DATASET, FakeCoordinator, fillDisk, HandClock, settled, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersTo, base, key, plan } from '../testing/answers.ts';

/** All that a coordinator learns once patients were touched and no update can follow. */
const NO_ANSWER = 'ATTEMPT_FAILED: the site could not answer this attempt; its log says why';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted, refused, failed, nextRound } = answersTo(() => fake);

describe('a full disk at the site', () => {
  it('before the reservation refuses, after it fails the task and costs it; either way nothing left and the agent goes on', async () => {
    let free = (): void => {};
    const phase = { fill: 'none' };
    await site.start(fake, plan, {
      observe: (_, finished) => {
        if (finished === phase.fill) free = fillDisk();
      },
    });
    await nextRound(1);
    const key = { run: 'run-a', round: 2, attempt: 1 };
    free = fillDisk();
    await fake.offer(plan, base, key);
    const answer = await refused(key);
    free();
    expect(answer).toMatch(/^DISK_FULL: DISK_FULL at the site/);
    phase.fill = 'train';
    await fake.offer(plan, base, { ...key, attempt: 2 });
    const told = await failed({ ...key, attempt: 2 });
    free();
    expect(told).toBe(NO_ANSWER);
    phase.fill = 'store';
    await fake.offer(plan, base, { ...key, attempt: 3 });
    expect(await failed({ ...key, attempt: 3 })).toBe(NO_ANSWER);
    free();
    phase.fill = 'none';
    for (const attempt of [1, 2, 3]) expect(fake.uploads.has(`run-a.2.${attempt}`)).toBe(false);
    await fake.end({ ...key, attempt: 3 }, false);
    await nextRound(3);
    await site.stop();
    // Writing attempt 2 off met the full disk as well: its reservation counts until the next session looks.
    expect(site.charges().map(({ key: { round, attempt }, state }) => `${round}.${attempt} ${state}`)).toEqual([
      '1.1 committed',
      '2.2 reserved',
      '2.3 committed',
      '3.1 committed',
    ]);
    await site.start(fake, plan);
    // A fifth answer of this plan is beyond its budget.
    await fake.offer(plan, base, { ...key, round: 4 });
    expect(await refused({ ...key, round: 4 })).toContain('BUDGET_EXCEEDED');
    await site.stop();
    expect(site.charges().map(({ state, update }) => `${state} ${update === undefined ? 'spent' : 'sent'}`)).toEqual([
      'committed sent',
      'committed spent',
      'committed spent',
      'committed sent',
    ]);
  });
});

describe('an attempt that ended', () => {
  it('is answered when it is offered again, even after its clean-up met a full disk', async () => {
    let free = (): void => {};
    await site.start(fake, plan, { observe: (_, finished) => void (finished === 'train' && (free = fillDisk())) });
    await fake.offer(plan, base, key);
    expect(await failed()).toBe(NO_ANSWER);
    await fake.end(key, false);
    await fake.offer(plan, base, { ...key, attempt: 2 });
    expect(await refused({ ...key, attempt: 2 })).toMatch(/^DISK_FULL/);
    free();
    await fake.offer(plan, base, key);
    expect(await refused()).toMatch(/^UPDATE_REPLAYED/);
  });

  it('before the task is reached is not worked on', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, { ...key, round: 2 });
    await fake.offer(plan, base, key);
    await fake.end(key, false);
    await nextRound(3);
    await site.stop();
    expect(fake.said('taskAnswer', key)).toEqual([]);
    expect(site.charges().map((charge) => charge.key.round)).toEqual([2, 3]);
  });

  it('before training began is neither trained nor charged', async () => {
    await site.start(fake, plan);
    const { baseHash } = fake.taskOf(plan, base, key);
    fake.hang = async (hash) => {
      if (hash !== baseHash || fake.ended.size > 0) return;
      await fake.end(key, false);
      await settled();
    };
    await fake.offer(plan, base, key);
    await nextRound(2);
    await site.stop();
    expect(fake.uploads.has('run-a.1.1')).toBe(false);
    expect(site.charges().map((charge) => charge.key.round)).toEqual([2]);
  });

  it('while it is trained is stored, charged and sent like any other', async () => {
    const phases: string[] = [];
    await site.start(fake, plan, {
      observe: (attempt, phase) => {
        if (attempt.round !== 1) return;
        phases.push(phase);
        if (phase === 'train') void fake.end(key, false);
      },
    });
    await fake.offer(plan, base, key);
    await nextRound(2);
    await site.stop();
    expect(phases).toEqual(['fetch', 'train', 'store']);
    expect(site.charges().map((charge) => [charge.key.round, charge.state])).toEqual([
      [1, 'committed'],
      [2, 'committed'],
    ]);
    expect(fake.said('taskFailed', key)).toEqual([]);
    expect(readdirSync(join(site.state, 'updates'))).toEqual(['run-a.2.1.sealed']);
  });

  it('while it is sent leaves its charge, since bytes may have left, and no stored bytes', async () => {
    fake.faults.put = ({ key: of }) => {
      if (of?.round !== 1) return;
      fake.ended.add('run-a.1.1');
      throw new ConsiliumError({ code: 'UPDATE_STALE', message: 'too late' });
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.until(() => fake.ended.size > 0);
    await nextRound(2);
    await site.stop();
    expect(site.charges().map((charge) => [charge.key.round, charge.state])).toEqual([
      [1, 'committed'],
      [2, 'committed'],
    ]);
    expect(fake.said('taskFailed', key)).toEqual([]);
  });

  it('while nobody was connected is cleaned up at the next session: what never left is not charged', async () => {
    fake.faults.status = ({ round }) => {
      if (round === 1) throw cut();
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.until(() => site.logged.some(({ code }) => code === 'UNREACHABLE'));
    await site.stop();
    expect(site.charges().map(({ state }) => state)).toEqual(['committed']);
    const asked: string[] = [];
    fake.faults.status = (_, updateHash) => void asked.push(updateHash);
    fake.ended.add('run-a.1.1');
    await site.start(fake, plan);
    await nextRound(2);
    await fake.offer(plan, base, key);
    expect(await refused()).toContain('UPDATE_REPLAYED');
  });
});

describe('a coordinator that cannot take an update', () => {
  const busy = (): never => {
    throw new ConsiliumError({ code: 'COORDINATOR_FAILED', message: 'the disk is full' });
  };

  it('gets it again in the same session, after longer and longer waits, and learns of no failure', async () => {
    const clock = new HandClock(systemClock.now());
    const triedMs: number[] = [];
    fake.faults.put = () => {
      triedMs.push(clock.now());
      if (triedMs.length <= 3) busy();
    };
    await site.start(fake, plan, { clock });
    await fake.offer(plan, base, key);
    while (fake.counted(key) === undefined) await clock.advance(1_000);
    await site.stop();
    const waits = triedMs.slice(1).map((ms, i) => ms - (triedMs[i] ?? 0));
    expect(waits).toHaveLength(3);
    for (const [i, least] of [5_000, 10_000, 20_000].entries()) expect(waits[i]).toBeGreaterThanOrEqual(least);
    expect(fake.said('taskFailed', key)).toEqual([]);
    expect(site.charges().map(({ state }) => state)).toEqual(['committed']);
  });

  it('does not get it once the attempt is over', async () => {
    const clock = new HandClock(systemClock.now());
    let tries = 0;
    fake.faults.put = ({ key: of }) => {
      if (of?.round !== 1) return;
      tries++;
      busy();
    };
    await site.start(fake, plan, { clock });
    await fake.offer(plan, base, key);
    while (tries === 0) await clock.advance(1_000);
    await fake.end(key, false);
    await fake.offer(plan, base, { ...key, round: 2 });
    while (fake.counted({ ...key, round: 2 }) === undefined) await clock.advance(1_000);
    await clock.advance(600_000);
    await site.stop();
    expect(tries).toBe(1);
    expect(fake.said('taskAnswer', key)).toHaveLength(1);
  });
});

describe('what a crash left behind', () => {
  /** The folder of a site killed right after it stored an update, before the charge was committed. */
  async function killedAfterStore(): Promise<TestSite> {
    let copy: TestSite | undefined;
    await site.start(fake, plan, {
      observe: (attempt, phase) => {
        if (phase === 'store' && attempt.round === 1) copy = new TestSite(site.folder);
      },
    });
    await fake.offer(plan, base, key);
    await counted();
    await site.stop();
    if (copy === undefined) throw new Error('an update was stored');
    return copy;
  }

  it('is charged when its attempt is over, though nothing had left: patients were touched', async () => {
    const killed = await killedAfterStore();
    const next = new FakeCoordinator();
    next.ended.add('run-a.1.1');
    try {
      expect(killed.charges().map(({ state }) => state)).toEqual(['reserved']);
      await killed.start(next, plan);
      await next.offer(plan, base, { ...key, round: 2 });
      await next.until(() => next.counted({ ...key, round: 2 }) !== undefined);
      await killed.stop();
      expect(killed.charges().map((charge) => [charge.key.round, charge.state])).toEqual([
        [1, 'committed'],
        [2, 'committed'],
      ]);
      expect(readdirSync(join(killed.state, 'updates'))).not.toContain('run-a.1.1.sealed');
    } finally {
      await killed.dispose();
    }
  });

  it('waits while its attempt may still be open, and not even its hash is sent before the charge is committed', async () => {
    const killed = await killedAfterStore();
    const next = new FakeCoordinator();
    const asked: string[] = [];
    next.faults.status = (_, updateHash) => void asked.push(updateHash);
    try {
      await killed.start(next, plan);
      await next.until(() => asked.length > 0);
      await killed.stop();
      expect(asked).toEqual(['0'.repeat(64)]);
      expect(readdirSync(join(killed.state, 'updates'))).toEqual(['run-a.1.1.sealed']);
      expect(killed.charges().map(({ state }) => state)).toEqual(['reserved']);
    } finally {
      await killed.dispose();
    }
  });

  it('is not sent when it was damaged, and does not stop the rest', async () => {
    const killed = await killedAfterStore();
    const next = new FakeCoordinator();
    try {
      const path = join(killed.state, 'updates', 'run-a.1.1.sealed');
      truncateSync(path, statSync(path).size - 1);
      await killed.start(next, plan);
      await next.offer(plan, base, key);
      await next.until(() => next.said('taskAnswer', key).length > 0);
      expect(next.said('taskAnswer', key)[0]?.refusal).toMatchObject({
        code: 'SEAL_BROKEN',
        message: 'SEAL_BROKEN at the site; its log says more',
      });
      await next.end(key, false);
      await next.offer(plan, base, { ...key, round: 2 });
      await next.until(() => next.counted({ ...key, round: 2 }) !== undefined);
      await killed.stop();
      expect(killed.charges().map((charge) => charge.key.round)).toEqual([1, 2]);
      expect(readdirSync(join(killed.state, 'updates'))).not.toContain('run-a.1.1.sealed');
    } finally {
      await killed.dispose();
    }
  });

  it('in the ledger is set aside with a warning when it is half a line', async () => {
    await site.start(fake, plan);
    await nextRound(2);
    await site.stop();
    appendFileSync(join(site.state, 'ledger', `${DATASET}.jsonl`), '{"v":1,"dat');
    await site.start(fake, plan);
    await nextRound(3);
    await site.stop();
    expect(site.logged.some(({ msg }) => msg.includes('ended in an unfinished line'))).toBe(true);
    expect(site.charges()).toHaveLength(2);
  });
});
