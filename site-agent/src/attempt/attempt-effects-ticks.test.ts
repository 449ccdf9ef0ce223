import { writeFileSync } from 'node:fs';
import { approving, FakeCoordinator, HandClock, openGate, settled, testCsv, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { base, evaluationKey, evaluationOf, key, plan } from '../testing/answers.ts';
import { noting, onReading } from '../testing/traffic.ts';

const EVERY_MS = 1000;
/** How far the test's hand moves the clock at a time. */
const STEP_MS = 10;

let fake: FakeCoordinator;
let site: TestSite;
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});
afterEach(async () => await site.dispose());

/** A hand clock by which work takes as long as a test says, though it blocks everything while it runs. */
class WorkingClock extends HandClock {
  worked = 0;

  override now(): number {
    return super.now() + this.worked;
  }

  override monotonic(): number {
    return super.monotonic() + this.worked;
  }
}

/** Milliseconds after the question at which acceptance and update come, where training takes so long. */
async function answeredAfter(trainingMs: number, everyMs = EVERY_MS): Promise<{ accepted: number; update: number }> {
  const clock = new WorkingClock(Date.now());
  let accepted = Number.NaN;
  let asked = 0;
  await site.start(fake, plan, {
    clock,
    gate: openGate(plan, { answers: { everyMs } }),
    observe: (_attempt, phase) => {
      if (phase !== 'train') return;
      // The acceptance has just left; no time has passed by this clock since.
      accepted = clock.monotonic() - asked;
      clock.worked += trainingMs;
    },
  });
  await fake.until(() => fake.received.some(({ message }) => message === 'hello'));
  await settled();
  asked = clock.monotonic();
  await fake.offer(plan, base, key);
  for (let i = 0; i < 2000 && fake.arrivals.length === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    // Only where the agent waits for its clock.
    if (fake.arrivals.length === 0 && clock.pending > 0) await clock.advance(STEP_MS);
  }
  expect(fake.said('taskAnswer', key)).toHaveLength(1);
  return { accepted, update: clock.monotonic() - asked };
}

/** Milliseconds after a question at which the coordinator is next called, where reading the data took so long and nobody wants an answer. */
async function calledAfter(readingMs: number): Promise<{ readonly what: string; readonly afterMs: number }> {
  const clock = new WorkingClock(Date.now());
  const calls: { what: string; afterMs: number }[] = [];
  let asked = 0;
  let read = false;
  const undo = onReading(site.csv, async () => {
    await fake.end(key, false);
    await settled();
    clock.worked += readingMs;
    read = true;
  });
  try {
    const note = (what: string): void => {
      if (read) calls.push({ what, afterMs: clock.monotonic() - asked });
    };
    await site.start({ client: noting(fake.client, note, () => 'content') }, plan, {
      clock,
      gate: openGate(plan, { answers: { everyMs: EVERY_MS } }),
    });
    await fake.until(() => fake.received.some(({ message }) => message === 'hello'));
    await settled();
    asked = clock.monotonic();
    await fake.offer(plan, base, key);
    // Waits for its turn, and fetches a model of its own.
    await fake.offer(
      plan,
      base.map((weight) => weight + 1),
      { ...key, run: 'run-b' },
    );
    for (let i = 0; i < 2000 && calls.length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (calls.length === 0 && clock.pending > 0) await clock.advance(STEP_MS);
    }
  } finally {
    undo();
  }
  expect(fake.said('taskAnswer', key)).toEqual([]);
  return calls[0] ?? { what: 'nothing', afterMs: Number.NaN };
}

/** Whole periods from the beginning of reading to the acceptance, where fetching the model and reading the data took so long. */
async function periodsOfReading(fetchingMs: number, readingMs: number): Promise<number> {
  const clock = new WorkingClock(Date.now());
  let asked = 0;
  let accepted = Number.NaN;
  let began = Number.NaN;
  const undo = onReading(site.csv, () => {
    began = clock.monotonic() - asked;
    clock.worked += readingMs;
  });
  try {
    const note = (what: string): void => {
      if (what === 'say taskAnswer') accepted = clock.monotonic() - asked;
    };
    await site.start({ client: noting(fake.client, note, () => 'content') }, plan, {
      clock,
      gate: openGate(plan, { answers: { everyMs: EVERY_MS } }),
    });
    await fake.until(() => fake.received.some(({ message }) => message === 'hello'));
    await settled();
    const task = fake.taskOf(plan, base, key);
    fake.hang = (hash) => {
      if (hash === task.baseHash) clock.worked += fetchingMs;
      return Promise.resolve();
    };
    asked = clock.monotonic();
    await fake.send({ task });
    for (let i = 0; i < 2000 && Number.isNaN(accepted); i++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (Number.isNaN(accepted) && clock.pending > 0) await clock.advance(STEP_MS);
    }
  } finally {
    undo();
  }
  expect(began % EVERY_MS).toBeLessThan(STEP_MS);
  return Math.floor(accepted / EVERY_MS) - Math.floor(began / EVERY_MS);
}

/** Milliseconds after the beginning of reading at which something changes outside. */
const MEANWHILE_MS = 500;
/** Longest that a world is watched after the question. */
const WATCHED_MS = 5000;

/** What happens outside while records are read. */
interface Meanwhile {
  /** A task, or a request for scores after a round. */
  readonly asked: 'task' | 'scores';
  readonly what: 'the coordinator ends the attempt' | 'the approval expires';
}

/** What leaves a site, and what it is charged, where reading the data takes so long and something happens in the middle of a period. */
async function seenWhere(readingMs: number, { asked, what }: Meanwhile): Promise<unknown> {
  const clock = new HandClock(Date.now());
  const rules = policySchema.parse({
    version: 1,
    allowedStudies: [plan.document.study],
    minimumPatients: 1,
    budgets: { patients: { epsilon: 2, delta: 0.001, accounting: 'one-mechanism' } },
    answers: { everyMs: EVERY_MS },
  });
  let expiresMs = Number.MAX_SAFE_INTEGER;
  const gate = createGate({ policy: () => rules, approvalOf: (hash) => approving([plan], { expiresMs })(hash), clock });
  let slow = asked === 'task';
  let began = Number.NaN;
  const undo = onReading(site.csv, async () => {
    if (!slow) return;
    began = clock.monotonic();
    if (what === 'the approval expires') expiresMs = clock.now() + MEANWHILE_MS;
    await new Promise<void>((resolve) => void clock.setTimer(readingMs, resolve));
  });
  const pass = async (while_: () => boolean): Promise<void> => {
    for (let ms = 0; ms < WATCHED_MS && while_(); ms += STEP_MS) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await clock.advance(STEP_MS);
    }
  };
  const deadlineMs = clock.now() + 3_600_000;
  try {
    await site.start(fake, plan, { clock, gate });
    await fake.until(() => fake.received.some(({ message }) => message === 'hello'));
    await fake.offer(plan, base, key, { deadlineMs });
    if (asked === 'scores') {
      await pass(() => fake.counted(key) === undefined);
      slow = true;
      writeFileSync(site.csv, testCsv(51));
      await fake.send({ evaluationRequest: { ...evaluationOf(fake, plan, base), deadlineMs } });
    }
    await pass(() => !(clock.monotonic() >= began + MEANWHILE_MS));
    expect(began).toBeGreaterThan(0);
    if (what === 'the coordinator ends the attempt')
      await fake.send({ attemptEnded: { key: asked === 'task' ? key : evaluationKey, closed: false } });
    await pass(() => true);
  } finally {
    undo();
  }
  const stopped = site.stop();
  await clock.advance(WATCHED_MS);
  await stopped;
  return {
    said: fake.received.map(({ message, taskAnswer }) => [message, taskAnswer?.refusal?.code]),
    arrivals: fake.arrivals.map(({ header }) => header.bytes),
    charges: site.charges().map((charge) => `${charge.key.kind} ${charge.state}`),
  };
}

describe('what happens outside while records are read counts as it stands on the tick', () => {
  it.each<Meanwhile>([
    { asked: 'task', what: 'the coordinator ends the attempt' },
    { asked: 'task', what: 'the approval expires' },
    { asked: 'scores', what: 'the coordinator ends the attempt' },
    { asked: 'scores', what: 'the approval expires' },
  ])('so that nobody learns whether they had been read by then: $asked, $what', async (meanwhile) => {
    const quick = await seenWhere(MEANWHILE_MS - 300, meanwhile);
    await site.dispose();
    site = new TestSite();
    fake = new FakeCoordinator();
    expect(await seenWhere(MEANWHILE_MS + 300, meanwhile)).toEqual(quick);
  });
});

describe('answers leave on ticks that begin with the question', () => {
  it.each([10, 500, 880, 990])(
    'and reading begins on one, however long the coordinator took for the model: %d ms',
    async (ms) => {
      expect(await periodsOfReading(ms, 130)).toBe(1);
    },
  );

  it.each([130, 870, 2500])(
    'also those that nobody gets: data read for %d ms do not show in the next request',
    async (readingMs) => {
      const { what, afterMs } = await calledAfter(readingMs);
      expect(what).toBe('fetch content');
      expect(afterMs % EVERY_MS).toBeLessThan(STEP_MS);
      expect(Math.floor(afterMs / EVERY_MS)).toBe(Math.ceil(readingMs / EVERY_MS));
    },
  );

  it.each([10, 130, 870, 2500])('an update that took %d ms comes with the next tick', async (trainingMs) => {
    const { accepted, update } = await answeredAfter(trainingMs);
    expect(accepted % EVERY_MS).toBeLessThan(STEP_MS);
    expect(update % EVERY_MS).toBeLessThan(STEP_MS);
    expect(Math.floor(update / EVERY_MS)).toBe(Math.ceil((accepted - (accepted % EVERY_MS) + trainingMs) / EVERY_MS));
  });

  it('so that it does not show what work took within a period', async () => {
    const first = await answeredAfter(130);
    await site.dispose();
    site = new TestSite();
    fake = new FakeCoordinator();
    const second = await answeredAfter(870);
    expect(Math.floor((second.update - second.accepted) / EVERY_MS + 0.1)).toBe(
      Math.floor((first.update - first.accepted) / EVERY_MS + 0.1),
    );
  });

  it('unless the hospital asks for none', async () => {
    const { accepted, update } = await answeredAfter(130, 0);
    expect(accepted).toBe(0);
    expect(update).toBe(130);
  });
});
