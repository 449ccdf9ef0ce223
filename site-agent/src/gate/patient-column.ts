import { ConsiliumError } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';

/**
 * Whether a plan takes for a patient what the hospital declared with the data set. Who is a patient is the hospital's word: with another
 * column, such as the number of a visit, a plan would protect visits, and one person would train and be held out at once.
 *
 * @throws ConsiliumError `PLAN_NOT_APPROVED`
 */
export function admitPatientColumn({ document, hash }: CompiledPlan, declared: string): void {
  if (document.data.patientId === declared) return;
  throw new ConsiliumError({
    code: 'PLAN_NOT_APPROVED',
    message: `Plan ${hash.slice(0, 12)} takes the column ${document.data.patientId} for the patient; this hospital has declared another one.`,
  });
}
