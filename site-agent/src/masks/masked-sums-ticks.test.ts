import { writeFileSync } from 'node:fs';
import { initialWeights } from '@consilium/plan';
import { decodeMessage, encodeEvent, type ToldEvent } from '@consilium/secure-sum';
import { approving, FakeCoordinator, HandClock, rosterKey, settled, testCsv, TestSite } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { AGENT, fourRoster, MaskedRound, maskedPlan } from '../testing/masked-round.ts';
import { noting, onReading } from '../testing/traffic.ts';

const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const otherKey = { run: 'run-b', round: 1, attempt: 1 } as const;
const EVERY_MS = 1000;
const STEP_MS = 10;
/** The coordinator asks again so long after reading has begun. */
const MEANWHILE_MS = 50;

const rules = policySchema.parse({
  version: 1,
  allowedStudies: [plan.document.study],
  minimumPatients: 1,
  budgets: { patients: { epsilon: 2, delta: 0.001, accounting: 'one-mechanism' } },
  answers: { everyMs: EVERY_MS },
});

/**
 * Everything that a site sends in a masked round: milliseconds after the first question, what, how many bytes.
 *
 * @param ends the coordinator ends the attempt while records are read, and nobody gets an answer
 */
async function seenWhere(csv: string, readingMs: number, ends = false): Promise<readonly string[]> {
  const clock = new HandClock(Date.now());
  const fake = new FakeCoordinator();
  const site = new TestSite();
  writeFileSync(site.csv, csv);
  const gate = createGate({ policy: () => rules, approvalOf: approving([plan]), clock });
  const asked = clock.monotonic();
  const times: number[] = [];
  const uploads: number[] = [];
  const note = (what: string): void => {
    if (what.startsWith('say')) times.push(clock.monotonic() - asked);
    if (what === 'upload') uploads.push(clock.monotonic() - asked);
  };
  let reading = false;
  const undo = onReading(site.csv, async () => {
    if (reading) return;
    reading = true;
    await new Promise<void>((resolve) => void clock.setTimer(readingMs, resolve));
  });
  /** Lets time pass only where the agent waits for it. */
  const pass = async (goesOn: () => boolean): Promise<void> => {
    for (let i = 0; i < 3000 && goesOn(); i++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (goesOn() && clock.pending > 0) await clock.advance(STEP_MS);
    }
  };
  const linesOf = (): readonly string[] => {
    const words = fake.received.map(({ message, taskAnswer, sumSaid }, i) => {
      const said = taskAnswer?.sumMessage ?? sumSaid?.message ?? new Uint8Array();
      return `${times[i]} ms: ${message} ${said.length === 0 ? '' : decodeMessage(said).t} ${said.length}`;
    });
    const sent = fake.arrivals.map(
      ({ header, bytes }, i) => `${uploads[i]} ms: update ${bytes.length} ${header.sumMessage?.length}`,
    );
    return [...words, ...sent];
  };
  try {
    await site.start({ client: noting(fake.client, note, () => 'content') }, plan, {
      clock,
      gate,
      roster: () => ({ roster: fourRoster(), key: rosterKey(AGENT) }),
    });
    await fake.until(() => fake.received.some(({ message }) => message === 'hello'));
    await settled();
    const round = new MaskedRound(fake, plan, base, key);
    const other = new MaskedRound(fake, plan, base, otherKey);
    await round.offer();
    await pass(() => fake.said('taskAnswer', key).length === 0);
    round.hear(decodeMessage(fake.said('taskAnswer', key)[0]?.sumMessage ?? new Uint8Array()));
    const keys = round.close() as ToldEvent;
    await round.tell(keys);
    await pass(() => round.saidSoFar().length === 0);
    round.hear(await round.said('shares'));
    await round.tell(round.close() as ToldEvent);
    await pass(() => !reading);
    await clock.advance(MEANWHILE_MS);
    // Words wait for their turn while records are read: of this sum, and of another one that begins.
    await fake.send({ sumTold: { key, event: encodeEvent(keys) } });
    await other.offer();
    if (ends) await fake.send({ attemptEnded: { key, closed: false } });
    await pass(
      () =>
        fake.said('taskAnswer', otherKey).length === 0 ||
        (!ends && (fake.counted(key) === undefined || round.saidSoFar().length < 2)),
    );
    if (ends) return linesOf();
    await round.upload();
    await round.tell(round.close() as ToldEvent);
    await pass(() => round.saidSoFar().length < 3);
    round.hear(await round.said('agreement'));
    await round.tell(round.close() as ToldEvent);
    await pass(() => round.saidSoFar().length < 4);
    await round.said('unmask');
    return linesOf();
  } finally {
    undo();
    const stopped = site.stop();
    await clock.advance(10 * EVERY_MS);
    await stopped;
    await site.dispose();
  }
}

const usual = testCsv(50);
const [head = '', ...rows] = usual.trimEnd().split('\n');
/** One patient more, with a hundred rows that take long to read. */
const neighbour = `${[head, ...rows, ...Array.from({ length: 100 }, () => 'extra,1,a,yes')].join('\n')}\n`;

describe('words of a sum wait for no tick', () => {
  it('of which no record decides when they leave, or how long they are', async () => {
    const seen = await seenWhere(usual, 130);
    expect(await seenWhere(neighbour, 870)).toEqual(seen);
    expect(await seenWhere(usual, 870)).toEqual(seen);
  });

  it('nor where they wait for work whose attempt has ended meanwhile', async () => {
    const seen = await seenWhere(usual, 130, true);
    expect(seen.at(-1)).toMatch(/^1000 ms: taskAnswer keys/);
    expect(await seenWhere(neighbour, 870, true)).toEqual(seen);
  });

  it('but for what comes after work on records, which has ended on a tick of its own', async () => {
    const seen = await seenWhere(neighbour, 300);
    const times = seen.map((line) => line.replace(/( \d+)+$/, ''));
    expect(times).toEqual([
      '0 ms: hello ',
      '0 ms: taskAnswer keys',
      '0 ms: sumSaid shares',
      '1000 ms: sumSaid shares',
      '1000 ms: taskAnswer keys',
      '1000 ms: sumSaid agreement',
      '1000 ms: sumSaid unmask',
      '1000 ms: update',
    ]);
  });
});
