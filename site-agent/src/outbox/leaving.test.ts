import { ConsiliumError } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { openGate, testPlan } from '@consilium/testing';
import { expect, it } from 'vitest';
import type { SiteContext } from '../session/site-context.ts';
import { codeOf } from '../testing/failures.ts';
import { content, metaOf } from '../testing/update-samples.ts';
import { admitLeaving } from './leaving.ts';

const plan = testPlan();
const stored = { ...metaOf(content(4)), study: plan.document.study, planHash: plan.hash };

/** A hospital of which one data set, of some population, serves the study, and which takes part in no sum under masks. */
function hospital(population: string): Pick<SiteContext, 'gate' | 'catalog' | 'sums'> {
  const catalog = { forStudy: () => ({ population }) } as unknown as SiteContext['catalog'];
  const sums = {
    standing() {
      throw new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message: 'this site has no part in the sum of this attempt' });
    },
  } as unknown as SiteContext['sums'];
  return { gate: openGate(plan), catalog, sums };
}

it('what was made of one population stays once a study is served by another', () => {
  admitLeaving(hospital('patients'), stored);
  expect(codeOf(() => admitLeaving(hospital('others'), stored))).toBe('DATASET_UNKNOWN');
  expect(codeOf(() => admitLeaving(hospital('patients'), { ...stored, planHash: 'a'.repeat(64) }))).toBe('PLAN_NOT_APPROVED');
});

it('what is under masks stays once this site takes no part in their sum any more', () => {
  const masked = { ...stored, encoding: UpdateEncoding.UPDATE_ENCODING_MASKED_INT32 };
  expect(codeOf(() => admitLeaving(hospital('patients'), masked))).toBe('SECURE_SUM_REFUSED');
});
