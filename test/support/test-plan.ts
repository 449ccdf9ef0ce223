import { join } from 'node:path';
import { type CompiledPlan, parsePlan, type PlanDocument, readPlan } from '@consilium/plan';
import { ROOT } from './programs.ts';

/** The example's folder with one CSV a hospital. */
export const EXAMPLE: string = join(ROOT, 'examples/heart-disease');

/** What a test changes of the example's plan. */
export type PlanChange = (document: PlanDocument) => Readonly<Record<string, unknown>>;

/** The example's plan with changes, as a plan of its own. */
export function changedPlan(change: PlanChange): CompiledPlan {
  const { document } = readPlan(join(EXAMPLE, 'study.yaml'));
  return parsePlan(JSON.stringify({ ...document, ...change(document) }), 'changed plan');
}

/** Sites of the fault tests: the three hospitals with enough patients for any policy. */
export const SITES = ['cleveland', 'hungary', 'va-long-beach'] as const;

/** Study of the fault tests. */
export const STUDY = 'fault-test';

/**
 * The plan of the fault tests: real data, real noise, many rounds that are short, every one evaluated, so that a kill meets
 * every state. The deadline is far away: no attempt may fail because a machine is slow.
 */
export function faultPlan(): CompiledPlan {
  return changedPlan(({ sites, data, evaluation }) => ({
    study: STUDY,
    title: 'Fault test',
    sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
    data,
    rounds: 24,
    quorum: { sites: SITES.length, attempts: 3, deadlineSeconds: 600 },
    evaluation: { ...evaluation, every: 1 },
  }));
}
