import { sha256Hex } from '@consilium/core';
import { builtFile, testPlan } from '@consilium/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { PLAN_WORK_HERE, type PlanWork } from './plan-work.ts';

type ThreadModule = typeof import('./plan-thread.ts');

/** A thread loads built files, so it is the build that is tested. */
let planWorkInThread: ThreadModule['planWorkInThread'];
beforeAll(async () => {
  ({ planWorkInThread } = (await import(builtFile('coordinator/dist/rounds/plan-thread.js'))) as ThreadModule);
});

const PLAN = testPlan();
const INVALID = PLAN.json.replace('"rounds":4', '"rounds":0');

/** Turns of the event loop while something is worked on: how often sessions could have been served. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let going = true;
  const turn = (): void => {
    turns++;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  await work;
  going = false;
  return turns;
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'done',
    (error: unknown) => error,
  );
}

describe('work on plans in a thread', () => {
  it('gives what work here gives', async () => {
    const there = planWorkInThread();
    expect(await there.check(PLAN.json)).toEqual(await PLAN_WORK_HERE.check(PLAN.json));
    const model = await there.initialModel(PLAN);
    expect(sha256Hex(model)).toBe(sha256Hex(await PLAN_WORK_HERE.initialModel(PLAN)));
    expect(model.length).toBe(4 * PLAN.manifest.parameters);
  });

  it('refuses as work here does, with code, words and details', async () => {
    const words = async (work: PlanWork): Promise<unknown> => {
      const { code, message, details } = (await refusal(work.check(INVALID))) as Record<string, unknown>;
      return { code, message, details };
    };
    const here = await words(PLAN_WORK_HERE);
    expect(here).toMatchObject({ code: 'PLAN_INVALID', message: expect.stringContaining('rounds') as string });
    expect(await words(planWorkInThread())).toEqual(here);
    const unreachable = testPlan('dp-fedsgd', {
      privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 1e-9, delta: 1e-12 } },
    });
    expect(await refusal(planWorkInThread().check(unreachable.json))).toMatchObject({ code: 'CALIBRATION_FAILED' });
  });

  it('leaves the event loop to others, which work here does not', async () => {
    expect(await turnsDuring(planWorkInThread().check(PLAN.json))).toBeGreaterThan(10);
    expect(await turnsDuring(PLAN_WORK_HERE.check(PLAN.json))).toBeLessThan(3);
  });

  it('ends what takes too long, and goes on with the next', async () => {
    const there = planWorkInThread(1);
    expect(await refusal(there.check(PLAN.json))).toMatchObject({
      code: 'PLAN_INVALID',
      message: 'the plan takes longer than 0.001 seconds to be worked on',
    });
    expect(await refusal(there.check(PLAN.json))).toMatchObject({ code: 'PLAN_INVALID' });
  });

  it('works on one after the other, and lets sixteen wait', async () => {
    const there = planWorkInThread();
    const answers = await Promise.all(Array.from({ length: 17 }, () => refusal(there.check(INVALID))));
    expect(answers.map((answer) => (answer as { code: string }).code)).toEqual([
      ...Array<string>(16).fill('PLAN_INVALID'),
      'QUEUE_FULL',
    ]);
    expect(await there.check(PLAN.json)).toMatchObject({ hash: PLAN.hash });
  });
});
