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

const { counted, declined } = answersTo(() => fake);

/** The gates of a hospital that decides for one right after the other; `refused` takes back the study. */
const GATES: Readonly<Record<Right, Gate>> = {
  exact: openGate(plan, {}, { metrics: 'exact' }),
  noised: openGate(plan, {}, { metrics: 'noised' }),
  none: openGate(plan, {}, { metrics: 'none' }),
  refused: openGate(plan, { allowedStudies: [] }),
};

/** One gate whose rules change under the agent, as files do. */
function changing(): { readonly gate: Gate; decide(right: Right): void } {
  let now = GATES.exact;
  const gate = new Proxy({} as Gate, { get: (_, name) => Reflect.get(now, name) as unknown });
  return { gate, decide: (right) => void (now = GATES[right]) };
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
