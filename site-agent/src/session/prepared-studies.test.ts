import { approving, FakeCoordinator, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { createGate, policySchema } from '../gate/index.ts';
import { answersTo, base, plan } from '../testing/answers.ts';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted } = answersTo(() => fake);

describe('more studies than are kept in memory', () => {
  it('are all served, one after the other and again', async () => {
    const plans = Array.from({ length: 6 }, (_, i) => testPlan('none', { study: `study-${i}` }));
    const some = plans[0] ?? plan;
    const rules = policySchema.parse({
      version: 1,
      allowedStudies: plans.map(({ document }) => document.study),
      minimumPatients: 1,
    });
    const gate = createGate({ policy: () => rules, approvalOf: approving(plans) });
    await site.start(fake, some, { gate, rehearsal: true, studies: plans.map(({ document }) => document.study) });
    for (const [i, one] of [...plans, ...plans].entries()) {
      const of = { run: `run-${i}`, round: 1, attempt: 1 };
      await fake.offer(one, base, of);
      await counted(of);
    }
  });
});
