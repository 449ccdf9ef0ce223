import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { initialWeights } from '@consilium/plan';
import { encodeEvent, rosterHash } from '@consilium/secure-sum';
import { FakeCoordinator, openGate, rosterKey, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LINES_PER_MINUTE } from '../session/remote-log.ts';
import { answersTo } from '../testing/answers.ts';
import { AGENT, maskedPlan, fourRoster } from '../testing/masked-round.ts';

const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const roster = fourRoster();

let fake: FakeCoordinator;
let site: TestSite;
beforeEach(async () => {
  fake = new FakeCoordinator();
  site = new TestSite();
  await site.start(fake, plan, { gate: openGate(plan), roster: () => ({ roster, key: rosterKey(AGENT) }) });
});
afterEach(async () => await site.dispose());

const { refused } = answersTo(() => fake);

/** Offers an attempt, and waits for the answer. @returns the code of a refusal, `joined` without one */
async function joinSum(key: { readonly run: string; readonly round: number; readonly attempt: number }): Promise<string> {
  const before = fake.said('taskAnswer', key).length;
  const maskedSum = { rosterHash: rosterHash(roster), parent: '0'.repeat(64) };
  await fake.offer(plan, base, key, { participants: roster.sites.map(({ id }) => id), maskedSum });
  await fake.until(() => fake.said('taskAnswer', key).length > before);
  return fake.said('taskAnswer', key).at(-1)?.refusal?.code ?? 'joined';
}

/** Files in which a sum is kept; that of a run that goes on without one begins with zeros. */
const kept = (): readonly string[] =>
  readdirSync(join(site.state, 'sums'))
    .filter((name) => readFileSync(join(site.state, 'sums', name)).readUInt32LE() > 0)
    .sort();

describe('joining, which costs nothing, takes no more room than', () => {
  it('the last sum of a run, however many attempts are offered', async () => {
    for (const [round, attempt] of [
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 9],
    ] as const)
      expect(await joinSum({ run: 'run-a', round, attempt })).toBe('joined');
    expect(kept()).toEqual(['run-a.sealed']);
    // Secrets of the others are gone: they are not joined again.
    expect(await joinSum({ run: 'run-a', round: 1, attempt: 2 })).toBe('SECURE_SUM_REFUSED');
    // A later round needs what came of the one before.
    expect(await joinSum({ run: 'run-a', round: 4, attempt: 9 })).toBe('SECURE_SUM_REFUSED');
    expect(await joinSum({ run: 'run-a', round: 1, attempt: 9 })).toBe('joined');
    expect(kept()).toEqual(['run-a.sealed']);
    // They do not count among the sums of other runs either.
    for (let run = 0; run < 20; run++)
      for (const attempt of [1, 2]) expect(await joinSum({ run: `run-${run}`, round: 1, attempt })).toBe('joined');
  });

  it('the sums of a few runs, whatever runs are named', async () => {
    const codes: string[] = [];
    for (let run = 0; run < 40; run++) codes.push(await joinSum({ run: `run-${run}`, round: 1, attempt: 1 }));
    expect(codes.filter((code) => code === 'joined')).toHaveLength(32);
    expect(codes.slice(32)).toEqual(Array(8).fill('QUEUE_FULL'));
    expect(kept()).toHaveLength(32);
    // A run that is over makes room.
    await fake.end({ run: 'run-0', round: 1, attempt: 1 }, false);
    expect(await joinSum({ run: 'run-another', round: 1, attempt: 1 })).toBe('joined');
    expect(await joinSum({ run: 'run-7', round: 1, attempt: 2 })).toBe('joined');
    expect(kept()).toHaveLength(32);
  });

  it('a few files, however many runs are begun and ended', async () => {
    for (let run = 0; run < 70; run++) {
      const key = { run: `run-${run}`, round: 1, attempt: 1 };
      expect(await joinSum(key)).toBe('joined');
      await fake.end(key, false);
    }
    expect(await joinSum({ run: 'run-last', round: 1, attempt: 1 })).toBe('joined');
    expect(kept()).toEqual(['run-last.sealed']);
    expect(readdirSync(join(site.state, 'sums')).length).toBeLessThanOrEqual(33);
  });
});

describe('lines in the log are counted, whatever is refused', () => {
  it.each<[string, (run: string) => Promise<void>]>([
    ['tasks', async (run) => await fake.offer(plan, base, { run, round: 1, attempt: 1 })],
    [
      'what no sum says',
      async (run) => await fake.send({ sumTold: { key: { run, round: 1, attempt: 1 }, event: Uint8Array.of(1) } }),
    ],
    [
      'a word of a sum that is not there',
      async (run) => {
        // The shortest of all events: agreements of nobody.
        await fake.send({
          sumTold: { key: { run, round: 1, attempt: 1 }, event: encodeEvent({ t: 'agreements', messages: [] }) },
        });
      },
    ],
  ])('%s', async (_name, ask) => {
    for (let i = 0; i < LINES_PER_MINUTE + 100; i++) {
      await ask(`run-${i}`);
      if (i % 20 < 19) continue;
      // One that is answered shows that those before are done.
      const last = { run: `run-marker${i}`, round: 1, attempt: 1 };
      await fake.offer(plan, base, last);
      await refused(last);
    }
    expect(site.logged.length).toBeLessThan(LINES_PER_MINUTE + 10);
    // That of the session is one of them.
    expect(site.logged.filter(({ code }) => code !== undefined).length).toBe(LINES_PER_MINUTE - 1);
  });
});
