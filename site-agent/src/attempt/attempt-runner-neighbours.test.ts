import { writeFileSync } from 'node:fs';
import { seededRandom, uniform53 } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { WorkKind } from '@consilium/proto';
import { approving, FakeCoordinator, HandClock, settled, testCsv, testPlan, TestSite } from '@consilium/testing';
import { expect, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { evaluationOf } from '../testing/answers.ts';
import { likeAtHospitals } from '../testing/hospital-random.ts';
import { noting, onReading } from '../testing/traffic.ts';

const plan = testPlan('dp-fedsgd', { rounds: 6, evaluation: { every: 1 } });
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const STEP_MS = 10;
/** Length of a schedule, and how long the site is watched. */
const SCHEDULE_MS = 10_000;
const WATCHED_MS = 16_000;

/** What a coordinator, or the hospital, does at a moment. */
interface Move {
  readonly atMs: number;
  readonly does: (typeof MOVES)[number];
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  readonly model: number;
}

/** Each as often as it is likely. */
const MOVES = [
  'asks for an update',
  'asks for an update',
  'asks for scores',
  'ends an attempt',
  'ends an evaluation',
  'cuts the session',
  'has the file written again',
  'has the study withdrawn',
  'has the study allowed',
  'has the study allowed',
] as const;

function scheduleOf(seed: number): Move[] {
  const random = seededRandom(`schedule ${seed}`);
  const below = (n: number): number => Math.floor(uniform53(random) * n);
  const moves = Array.from({ length: 40 }, (): Move => {
    const does = MOVES[below(MOVES.length)] as Move['does'];
    const run = below(2) === 0 ? 'run-a' : 'run-b';
    return {
      atMs: STEP_MS * below(SCHEDULE_MS / STEP_MS),
      does,
      run,
      round: 1 + below(3),
      attempt: 1 + below(2),
      model: below(2),
    };
  });
  return moves.sort((a, b) => a.atMs - b.atMs);
}

/** A state of the population, and how long it takes to read. */
interface World {
  readonly patients: number;
  readonly readingMs: number;
}

/** What leaves a site, in its order and without the bytes of updates, and what it is charged. */
async function seenIn({ patients, readingMs }: World, seed: number): Promise<unknown> {
  const fake = new FakeCoordinator();
  const site = new TestSite();
  const clock = new HandClock(1_790_000_000_000);
  const began = clock.monotonic();
  const traffic: string[] = [];
  const write = (blanks: number): void => writeFileSync(site.csv, `${testCsv(patients)}${'\n'.repeat(blanks)}`);
  write(0);
  const undo = onReading(site.csv, () => new Promise<void>((resolve) => void clock.setTimer(readingMs, resolve)));
  const rules = {
    version: 1,
    minimumPatients: 1,
    budgets: { patients: { epsilon: 9, delta: 0.001, accounting: 'several' } },
    answers: { everyMs: 1000 },
  };
  const allowed = policySchema.parse({ ...rules, allowedStudies: [plan.document.study] });
  const withdrawn = policySchema.parse({ ...rules, allowedStudies: [] });
  let policy = allowed;
  const pass = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(STEP_MS);
  };
  const sessions = (): number => fake.received.filter(({ message }) => message === 'hello').length;
  const deadlineMs = clock.now() + 3_600_000;
  const make = async ({ does, run, round, attempt, model }: Move, left: number): Promise<void> => {
    const key = { run, round, attempt };
    const scores = { ...key, kind: WorkKind.WORK_KIND_EVALUATION };
    const weights = base.map((weight) => weight + model);
    switch (does) {
      case 'asks for an update':
        return await fake.offer(plan, weights, key, { deadlineMs });
      case 'asks for scores':
        return await fake.send({ evaluationRequest: { ...evaluationOf(fake, plan, weights, scores), deadlineMs } });
      case 'ends an attempt':
        return await fake.send({ attemptEnded: { key, closed: true } });
      case 'ends an evaluation':
        return await fake.send({ attemptEnded: { key: scores, closed: true } });
      case 'cuts the session': {
        const before = sessions();
        fake.cutSession();
        while (sessions() === before) await pass();
        return;
      }
      case 'has the file written again':
        return write(left);
      default:
        policy = does === 'has the study allowed' ? allowed : withdrawn;
    }
  };
  try {
    await site.start(
      {
        client: noting(
          fake.client,
          (what) => void traffic.push(what),
          (hash) => hash,
        ),
      },
      plan,
      {
        clock,
        heldOut: 0.3,
        random: likeAtHospitals(),
        gate: createGate({
          policy: () => policy,
          approvalOf: approving([plan], { ceiling: { epsilon: 9, delta: 0.001 } }),
          clock,
        }),
      },
    );
    await fake.until(() => sessions() > 0);
    await settled();
    const moves = scheduleOf(seed);
    while (clock.monotonic() < began + WATCHED_MS) {
      await pass();
      while (moves[0] !== undefined && clock.monotonic() - began >= moves[0].atMs) {
        await make(moves.shift() as Move, moves.length);
        await settled();
      }
    }
    const stopped = site.stop();
    await clock.advance(WATCHED_MS);
    await stopped;
  } finally {
    undo();
    await site.stop();
  }
  const charges = site.charges().map(({ key, state, update }) => ({ key, state, answered: update !== undefined }));
  await site.dispose();
  return { traffic, said: fake.received, arrivals: fake.arrivals.map(({ header }) => [header.key, header.bytes]), charges };
}

it.each([43, 44])(
  'whatever is asked, ended, cut and withdrawn at whatever moment, a patient more and slower reading change nothing: schedule %d',
  async (seed) => {
    const seen = await seenIn({ patients: 50, readingMs: 150 }, seed);
    expect(await seenIn({ patients: 51, readingMs: 820 }, seed)).toEqual(seen);
  },
  60_000,
);
