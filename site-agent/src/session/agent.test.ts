import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, systemClock } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { DATASET, FakeCoordinator, openGate, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersTo, base, key, plan } from '../testing/answers.ts';
import { LINES_PER_MINUTE } from './remote-log.ts';

type Head = consilium.v1.LedgerHead.$Properties;

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted, nextRound, refused } = answersTo(() => fake);

describe('the session', () => {
  /** The position that the agent reported with its update of a round. */
  const reported = (round: number): Head => fake.counted({ ...key, round })?.header.ledger ?? {};

  it('stops for good when the site itself reported a position that its ledger does not have', async () => {
    const ledger = join(site.state, 'ledger');
    const copy = join(site.folder, 'backup');
    await site.start(fake, plan);
    await nextRound(1);
    await site.stop();
    cpSync(ledger, copy, { recursive: true });
    fake.ledgerHeads = [reported(1)];
    await site.start(fake, plan);
    await nextRound(2);
    await site.stop();
    const older = reported(1);
    const newest = reported(2);
    // As from a backup: the whole folder, and nothing but the folder.
    const restore = (): void => {
      rmSync(ledger, { recursive: true });
      cpSync(copy, ledger, { recursive: true });
    };
    restore();
    fake.ledgerHeads = [newest];
    const { running } = await site.start(fake, plan);
    await expect(running).rejects.toMatchObject({
      code: 'LEDGER_ROLLED_BACK',
      message: `the ledger of population ${DATASET} has 2 entries, but the coordinator holds a receipt for entry 4: an old copy was put back`,
    });
    // The same number of entries, but others.
    fake.ledgerHeads = [older];
    await site.start(fake, plan);
    await nextRound(3);
    await site.stop();
    fake.ledgerHeads = [newest];
    await expect((await site.start(fake, plan)).running).rejects.toMatchObject({
      code: 'LEDGER_ROLLED_BACK',
      message: expect.stringContaining('differs at entry 4') as string,
    });
  });

  it('goes on whatever positions a coordinator makes up, with one warning', async () => {
    await site.start(fake, plan);
    await nextRound(1);
    await site.stop();
    const own = reported(1);
    const made: readonly Head[] = [
      { ...own, sequence: 3 },
      { ...own, hash: 'a'.repeat(64) },
      { ...own, sequence: 1, hash: 'a'.repeat(64), mac: '' },
    ];
    for (const [i, head] of made.entries()) {
      const lies = [head, { ...own, dataset: 'lost' }, { ...own, dataset: '../escape' }];
      fake.ledgerHeads = lies;
      site.logged.length = 0;
      await site.start(fake, plan);
      await nextRound(i + 2);
      await site.stop();
      const warned = site.logged.filter(({ msg }) => msg.includes('that this site has not reported'));
      expect(warned).toEqual([expect.objectContaining({ unproved: [DATASET], others: 2 })]);
    }
    expect(readdirSync(join(site.state, 'ledger')).sort()).toEqual([`${DATASET}.jsonl`, `${DATASET}.lock`]);
  });

  it('goes on beside a position of its own whose loss people have accepted, and with no other', async () => {
    await site.start(fake, plan);
    await nextRound(1);
    await nextRound(2);
    await site.stop();
    const [older, newest] = [reported(1), reported(2)];
    rmSync(join(site.state, 'ledger'), { recursive: true });
    rmSync(join(site.state, 'updates'), { recursive: true });
    const lossAccepted = (population: string, { seq, hash }: { seq: number; hash: string }): boolean =>
      population === DATASET && seq === newest.sequence && hash === newest.hash;
    fake.ledgerHeads = [newest];
    await site.start(fake, plan, { lossAccepted });
    await fake.offer(plan, base, { ...key, round: 3 });
    expect(await refused({ ...key, round: 3 })).toMatch(/^RECEIPT_AHEAD/);
    await site.stop();
    fake.ledgerHeads = [older];
    await expect((await site.start(fake, plan, { lossAccepted })).running).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
  });

  it('charges nobody for what the coordinator says that it would not count, until it says so no more', async () => {
    await site.start(fake, plan);
    await nextRound(1);
    await site.stop();
    const own = reported(1);
    // Under another split secret, or made up: nobody here can tell.
    fake.ledgerHeads = [{ ...own, sequence: 4, mac: 'b'.repeat(64) }];
    await site.start(fake, plan);
    await fake.offer(plan, base, { ...key, round: 2 });
    expect(await refused({ ...key, round: 2 })).toBe(
      `RECEIPT_AHEAD: the coordinator holds entry 4 of the ledger of ${DATASET}, which this ledger does not have: it would not count the update`,
    );
    fake.ledgerHeads = [];
    fake.cutSession();
    await fake.until(() => fake.received.filter(({ hello }) => hello).length === 3);
    await nextRound(3);
    // One reservation and one commit since: the refused round has left nothing.
    expect(reported(3).sequence).toBe(4);
  });

  it('charges nobody of a folder that was restored, whatever a coordinator shows, until somebody has said what was charged since', async () => {
    await site.start(fake, plan);
    await nextRound(1);
    await site.stop();
    // The receipt that it has is the newest that the restored ledger knows: as a coordinator would show it that has kept older ones.
    fake.ledgerHeads = [reported(1)];
    let restored: { takenMs: number; restoredMs: number } | undefined = { takenMs: Date.UTC(2026, 0, 2), restoredMs: 0 };
    const asked: string[] = [];
    const unsettled = (population: string): typeof restored => {
      asked.push(population);
      return restored;
    };
    await site.start(fake, plan, { unsettled });
    await fake.offer(plan, base, { ...key, round: 2 });
    expect(await refused({ ...key, round: 2 })).toBe('RESTORE_UNCONFIRMED: RESTORE_UNCONFIRMED at the site; its log says more');
    expect(site.logged.find(({ code }) => code === 'RESTORE_UNCONFIRMED')?.msg).toContain('a backup of 2026-01-02');
    restored = undefined;
    await nextRound(3);
    expect(new Set(asked)).toEqual(new Set([DATASET]));
    expect(reported(3).sequence).toBe(4);
  });

  it('takes a welcome once, and first: else it ends, for a reason that is in the log', async () => {
    const welcome = { coordinatorVersion: 'fake' };
    fake.opening = [{ attemptEnded: { key, closed: true } }, { welcome }];
    await site.start(fake, plan);
    await fake.until(() => site.logged.some(({ msg }) => msg.includes('did not greet first')));
    fake.opening = [{ welcome }, { welcome }];
    await fake.until(() => site.logged.some(({ msg }) => msg.includes('greeted twice')));
    fake.opening = [{ welcome: { coordinatorVersion: 'x'.repeat(300_000) } }];
    await fake.until(() => site.logged.some(({ msg }) => msg.includes('far longer than one can be')));
    const ends = site.logged.filter(({ msg }) => msg.startsWith('session ended'));
    expect(ends.map(({ code }) => code)).toEqual(ends.map(() => 'MESSAGE_INVALID'));
    fake.opening = undefined;
    await nextRound(1);
  });

  it('writes one line about thousands of positions that say nothing, and takes no more than a greeting can hold', async () => {
    fake.ledgerHeads = Array.from({ length: 5000 }, () => ({ dataset: 'lost', sequence: 1 }));
    await site.start(fake, plan);
    await nextRound(1);
    expect(site.logged.filter(({ msg }) => msg.includes('has not reported'))).toEqual([
      expect.objectContaining({ unproved: [], others: 5000 }),
    ]);
    fake.ledgerHeads = Array.from({ length: 300_000 }, () => ({ dataset: 'x' }));
    fake.cutSession();
    await fake.until(() => site.logged.some(({ code }) => code === 'MESSAGE_INVALID'));
    expect(site.logged.length).toBeLessThan(20);
    fake.ledgerHeads = [];
    await nextRound(2);
  });

  it('looks once after what was left behind, however often it was opened meanwhile', async () => {
    const clock: Clock = {
      ...systemClock,
      // The wait before a session is opened again, and no other.
      setTimer: (delayMs, callback) => systemClock.setTimer(delayMs <= 30_000 ? 0 : delayMs, callback),
    };
    // The update of round 1 is made and does not arrive; the model of round 2 does not come.
    fake.faults.put = () => {
      throw new ConsiliumError({ code: 'DISK_FULL', message: 'full' });
    };
    await site.start(fake, plan, { clock });
    await fake.offer(plan, base, key);
    await fake.until(() => fake.said('taskFailed', key).length > 0);
    delete fake.faults.put;
    let release = (): void => {};
    const hung = new Promise<void>((resolve) => (release = resolve));
    let asked = false;
    fake.hang = async () => {
      asked = true;
      await hung;
    };
    const other = base.map((w) => w + 1);
    await fake.offer(plan, other, { ...key, round: 2 });
    await fake.until(() => asked);
    let looks = 0;
    fake.faults.status = ({ round }) => void (looks += round === 1 ? 1 : 0);
    const hellos = (): number => fake.received.filter(({ hello }) => hello).length;
    for (let opened = 2; opened < 20; opened++) {
      fake.cutSession();
      await fake.until(() => hellos() === opened);
      // Waits until the session is open.
      await fake.send({ runEnded: { run: 'run-gone' } });
    }
    fake.hang = undefined;
    release();
    await counted({ ...key, round: 2 });
    await nextRound(3);
    expect(looks).toBe(1);
  });

  it.each(['attemptEnded', 'receipt', 'runEnded', 'evaluationRequest'] as const)(
    'passes over a message %s that is far longer than one can be, and says so in few words',
    async (kind) => {
      const run = 'x'.repeat(1_000_000);
      const messages = {
        attemptEnded: { attemptEnded: { key: { ...key, run } } },
        receipt: { receipt: { updateHash: run } },
        runEnded: { runEnded: { run } },
        evaluationRequest: { evaluationRequest: { key: { ...key, run } } },
      };
      await site.start(fake, plan);
      await fake.send(messages[kind]);
      await nextRound(1);
      const warned = site.logged.filter(({ msg }) => msg.includes('far longer than its kind can be'));
      expect(warned).toEqual([expect.objectContaining({ what: kind, code: 'MESSAGE_INVALID' })]);
      expect(JSON.stringify(site.logged).length).toBeLessThan(5000);
    },
  );

  it('writes short, visible names of what the coordinator says, and no more lines than a person can want', async () => {
    const long = `1.0\u001b[2J${'x'.repeat(10_000)}`;
    fake.opening = [
      { welcome: { coordinatorVersion: long } },
      { runEnded: { run: long, problem: { code: long, message: long } } },
    ];
    const { running } = await site.start(fake, plan);
    running.catch(() => {});
    await fake.until(() => site.logged.some(({ msg }) => msg === 'run ended'));
    const said = `1.0\\u{1b}[2J${'x'.repeat(100 - 7)}`;
    expect(site.logged).toContainEqual(expect.objectContaining({ msg: 'connected', coordinatorVersion: said }));
    expect(site.logged).toContainEqual(expect.objectContaining({ msg: 'run ended', run: said, code: said }));
    fake.opening = undefined;
    await nextRound(1);
    const before = site.logged.length;
    for (let i = 0; i < 3000; i++) {
      await fake.send({ runEnded: { run: `run-${i}` } });
      await fake.send({ attemptEnded: { key: { run: 'none', round: 1, attempt: 1 } } });
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await nextRound(2);
    expect(site.logged.length - before).toBeLessThan(700);
  });

  it('writes no more lines either of sessions that it greets and cuts, of what it shows there, and of what may not leave', async () => {
    // A minute in which nobody waits.
    const clock: Clock = { ...systemClock, monotonic: () => 1, setTimer: (_ms, callback) => systemClock.setTimer(0, callback) };
    fake.faults.put = () => {
      throw new ConsiliumError({ code: 'DISK_FULL', message: 'full' });
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await fake.until(() => fake.said('taskFailed', key).length > 0);
    await site.stop();
    fake.ledgerHeads = [{ dataset: DATASET, sequence: 7, hash: 'a'.repeat(64), mac: 'b'.repeat(64) }];
    site.logged.length = 0;
    await site.start(fake, plan, { clock, gate: openGate(plan, { allowedStudies: [] }) });
    for (let i = 0; i < 500; i++) {
      const said = fake.received.length;
      await fake.send({ runEnded: { run: 'run-gone' } });
      fake.cutSession();
      await fake.until(() => fake.received.length > said);
    }
    for (const what of ['connected', 'session ended', 'has not reported', 'stays here'])
      expect(site.logged.filter(({ msg }) => msg.includes(what)).length).toBeGreaterThan(20);
    expect(site.logged).toHaveLength(LINES_PER_MINUTE + 1);
  });

  it('does not begin on a folder that another agent works on', async () => {
    await site.start(fake, plan);
    await nextRound(2);
    const { running } = await site.start(fake, plan);
    await expect(running).rejects.toMatchObject({ code: 'LEDGER_LOCKED' });
    await nextRound(3);
  });

  it.each([-1, 1])('does not work beside a clock that is ten minutes off, and begins once it is right (%i)', async (sign) => {
    // What comes behind such a greeting is not taken.
    fake.opening = [{ welcome: { timeMs: Date.now() + sign * 600_000 } }, { task: fake.taskOf(plan, base, key) }];
    const { agent } = await site.start(fake, plan);
    await fake.until(() => fake.received.filter(({ message }) => message === 'hello').length > 3);
    expect(fake.received.every(({ message }) => message === 'hello')).toBe(true);
    expect(agent.ledger(DATASET).charges()).toEqual([]);
    expect(site.logged.filter(({ code }) => code === 'CLOCK_SKEWED')).toHaveLength(1);
    fake.opening = undefined;
    fake.timeMs = () => Date.now() + sign * 60_000;
    await fake.until(() => site.logged.some(({ msg }) => msg.includes("the coordinator's: correct the wrong one")));
    await nextRound(2);
  });

  it('tells the hospital what the coordinator refuses it for, and tries again', async () => {
    fake.refusal = { code: 'VERSION_INCOMPATIBLE', message: 'the agent speaks 2.0, this coordinator 1.0' };
    await site.start(fake, plan);
    await fake.until(() => site.logged.some(({ code }) => code === 'VERSION_INCOMPATIBLE'));
    expect(site.logged.at(-1)).toMatchObject({
      msg: expect.stringMatching(/^session ended: the agent speaks 2\.0, this coordinator 1\.0; next try in \d+ ms$/) as string,
      advice: expect.stringContaining('Agent and coordinator speak different') as string,
    });
    fake.refusal = { code: 'REHEARSAL_ONLY', message: 'not here' };
    await fake.until(() => site.logged.some(({ code }) => code === 'REHEARSAL_ONLY'));
    fake.refusal = undefined;
    await nextRound(2);
  });

  it('comes back after a cut; tasks that were queued still go through, and offers that come again change nothing', async () => {
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
    fake.cutSession();
    await fake.offer(plan, base, key);
    await nextRound(2);
    expect(fake.received.filter(({ hello }) => hello)).toHaveLength(2);
    await site.stop();
    expect(site.charges()).toHaveLength(2);
  });

  it('waits longer after each failure, up to half a minute, and starts small again after a good session', async () => {
    let time = 0;
    const waits: number[] = [];
    const clock: Clock = {
      now: () => systemClock.now(),
      monotonic: () => time,
      setTimer(delayMs, callback) {
        waits.push(delayMs);
        if (waits.length === 14) fake.refusal = undefined;
        const timer = setTimeout(callback, waits.length < 15 ? 0 : 1_000_000);
        return () => clearTimeout(timer);
      },
    };
    fake.refusal = { code: 'CERTIFICATE_UNKNOWN', message: 'not yet registered' };
    await site.start(fake, plan, { clock });
    await fake.until(() => waits.length >= 14);
    await fake.until(() => site.logged.some(({ msg }) => msg === 'connected'));
    time += 60_000;
    fake.cutSession();
    await fake.until(() => waits.length === 15);
    for (const [i, wait] of waits.slice(0, 14).entries()) {
      const full = Math.min(30_000, 100 * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
    expect(waits[14]).toBeLessThanOrEqual(100);
  });

  it('ends when it is asked to, with the folder free for the next', async () => {
    for (let round = 1; round <= 3; round++) {
      const { agent, running } = await site.start(fake, plan);
      await nextRound(round);
      await agent.stop();
      await running;
      expect(site.charges()).toHaveLength(round);
    }
  });
});
