import { openGate, testPlan } from '@consilium/testing';
import { expect, it } from 'vitest';
import type { SiteContext } from '../session/site-context.ts';
import { codeOf } from '../testing/failures.ts';
import { content, metaOf } from '../testing/update-samples.ts';
import { admitLeaving } from './leaving.ts';

const plan = testPlan();
const stored = { ...metaOf(content(4)), study: plan.document.study, planHash: plan.hash };

/** A hospital of which one data set, of some population, serves the study. */
function hospital(population: string): Pick<SiteContext, 'gate' | 'catalog'> {
  const catalog = { forStudy: () => ({ population }) } as unknown as SiteContext['catalog'];
  return { gate: openGate(plan), catalog };
}

it('what was made of one population stays once a study is served by another', () => {
  admitLeaving(hospital('patients'), stored);
  expect(codeOf(() => admitLeaving(hospital('others'), stored))).toBe('DATASET_UNKNOWN');
  expect(codeOf(() => admitLeaving(hospital('patients'), { ...stored, planHash: 'a'.repeat(64) }))).toBe('PLAN_NOT_APPROVED');
});
