import { type CompiledPlan, initialWeights } from '@consilium/plan';
import { cut, FakeCoordinator, openGate, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gate } from '../gate/index.ts';
import { answersTo, base, evaluationKey, evaluationOf, key } from '../testing/answers.ts';

type Right = 'exact' | 'noised' | 'none' | 'refused';

const plan = testPlan();
const NO_HASH = '0'.repeat(64);

let fake: FakeCoordinator;
let site: TestSite;
/** Hashes that the coordinator was asked about, and pieces that it received, of scores. */
let asked: string[];
let pieces: number;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  asked = [];
  pieces = 0;
});
afterEach(async () => await site.dispose());

const { counted, declined, failed, refused } = answersTo(() => fake);

/** The gates of a hospital that decides for one right after the other; `refused` takes back the study. */
const GATES: Readonly<Record<Right, Gate>> = {
  exact: openGate(plan, {}, { metrics: 'exact' }),
  noised: openGate(plan, {}, { metrics: 'noised' }),
  none: openGate(plan, {}, { metrics: 'none' }),
  refused: openGate(plan, { allowedStudies: [] }),
};

/** One gate whose rules change under the agent, as files do. */
function changing(gates = GATES): { readonly gate: Gate; decide(right: Right): void } {
  let now = gates.exact;
  const gate = new Proxy({} as Gate, { get: (_, name) => Reflect.get(now, name) as unknown });
  return { gate, decide: (right) => void (now = gates[right]) };
}

const MAY_LEAVE: Readonly<Record<'exact' | 'noised', readonly Right[]>> = { exact: ['exact'], noised: ['exact', 'noised'] };
const CASES = (['exact', 'noised'] as const).flatMap((made) =>
  (['exact', 'noised', 'none', 'refused'] as const).map((then) => [made, then, MAY_LEAVE[made].includes(then)] as const),
);

/** Makes scores under one right; their first upload is cut where `at` says, and then the hospital decides otherwise. */
async function decideAfter(made: 'exact' | 'noised', then: Right, at: 'put' | 'defect'): Promise<void> {
  const { gate, decide } = changing();
  await site.start(fake, plan, { gate, heldOut: 0.5 });
  await fake.offer(plan, base, key);
  await counted();
  decide(made);
  let first = true;
  fake.faults.status = ({ kind }, hash) => {
    if (kind === evaluationKey.kind) asked.push(hash);
  };
  fake.faults.put = () => {
    if (!first) return void (pieces += 1);
    first = false;
    decide(then);
    throw at === 'put' ? cut() : new Error('a defect');
  };
  asked.length = 0;
  await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
  await fake.until(() => fake.counted(evaluationKey) !== undefined || fake.said('evaluationDeclined', evaluationKey).length > 0);
}

describe('scores that were made and stored', () => {
  it.each(CASES)('as %s, under %s from the next try on: leave %s', async (made, then, leaves) => {
    await decideAfter(made, then, 'put');
    expect(asked).toHaveLength(leaves ? 2 : 1);
    expect([pieces, fake.counted(evaluationKey) !== undefined]).toEqual(leaves ? [1, true] : [0, false]);
  });

  it.each(CASES)('as %s, and asked for again under %s: leave %s', async (made, then, leaves) => {
    await decideAfter(made, then, 'defect');
    asked.length = 0;
    fake.received.length = 0;
    await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
    if (leaves) await counted(evaluationKey);
    else expect(await declined()).toMatch(then === 'refused' ? /^STUDY_NOT_ALLOWED/ : /^METRICS_WITHHELD/);
    expect([asked.length, pieces]).toEqual(leaves ? [1, 1] : [0, 0]);
  });

  it.each(CASES)('as %s, and asked about in a new session under %s: their hash leaves %s', async (made, then, leaves) => {
    await decideAfter(made, then, 'defect');
    await site.stop();
    asked.length = 0;
    await site.start(fake, plan, { gate: GATES[then], heldOut: 0.5 });
    await fake.until(() => asked.length > 0);
    expect(asked.map((hash) => hash !== NO_HASH)).toEqual([leaves]);
    expect(pieces).toBe(0);
  });
});

describe('an update on its way', () => {
  /** A plan whose update is sent in five pieces. */
  const long = testPlan('dp-fedsgd', {
    layers: [
      { type: 'dense', units: 200_000 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  });

  /** A round of a plan whose hospital withdraws its word at some moment. @returns bytes that the coordinator received */
  async function withdrawn(of: CompiledPlan, at: 'status' | 'chunk'): Promise<number> {
    const { gate, decide } = changing({ ...GATES, exact: openGate(of), refused: openGate(of, { allowedStudies: [] }) });
    fake.chunkBytes = 2 ** 20;
    fake.faults[at] = () => decide('refused');
    await site.start(fake, of, { gate });
    await fake.offer(of, initialWeights(of.document.model, [of.inputWidth]), key);
    await fake.until(() => fake.counted(key) !== undefined || fake.said('taskFailed', key).length > 0);
    return fake.arrivals.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  it('stays where the hospital withdraws its word while the coordinator thinks about what it has', async () => {
    expect(await withdrawn(plan, 'status')).toBe(0);
    expect(fake.arrivals).toEqual([]);
    expect(await failed()).toContain('ATTEMPT_FAILED');
  });

  it('leaves no further where it does so after a piece', async () => {
    expect(await withdrawn(long, 'chunk')).toBe(2 ** 20);
    expect(fake.counted(key)).toBeUndefined();
    expect(await failed()).toContain('ATTEMPT_FAILED');
  });

  it('stays, with its hash, once no data set serves its study', async () => {
    fake.faults.put = () => {
      throw new Error('a defect');
    };
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await failed();
    await site.stop();
    delete fake.faults.put;
    const hashes: string[] = [];
    fake.faults.status = (_key, hash) => void hashes.push(hash);
    await site.start(fake, plan, { studies: ['another-study'] });
    fake.received.length = 0;
    await fake.offer(plan, base, key);
    expect(await refused()).toContain('DATASET_UNKNOWN: no data set of this site serves the study test-study');
    expect(hashes).toEqual([NO_HASH]);
    await site.stop();
    // It serves the study again.
    await site.start(fake, plan);
    await fake.offer(plan, base, key);
    await counted();
  });
});
