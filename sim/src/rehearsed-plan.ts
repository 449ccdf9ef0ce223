import { type CompiledPlan, parsePlan } from '@consilium/plan';
import { buildDataset, type Source } from '@consilium/site-agent';
import type { VirtualSplit } from './virtual-split.ts';

/** Whether a rehearsal sums under masks whatever its plan says. */
export interface MaskOptions {
  /** Honest sites that noise counts on; `true`: as many as the quorum leaves room for. */
  readonly secure?: number | boolean;
  /** For errors. */
  readonly planPath: string;
}

/** The plan as it is rehearsed: under masks where the rehearsal says so. @throws ConsiliumError `PLAN_INVALID` */
export function masked(plan: CompiledPlan, { secure = false, planPath }: MaskOptions): CompiledPlan {
  if (secure === false) return plan;
  const { privacy, quorum } = plan.document;
  const honestContributors = secure === true ? Math.max(1, quorum.sites - 1) : secure;
  return parsePlan(JSON.stringify({ ...plan.document, privacy: { ...privacy, honestContributors, masks: true } }), planPath);
}

/** Public patient numbers of virtual sites are rounded to this, as a hospital would round its own. */
const ROUNDED_TO = 5;

/** A hospital refuses a plan whose public number of its patients is further off than by this factor. */
const NEAR_ENOUGH = 2;

/**
 * The plan of a rehearsal that divides one file: as written, where its public patient numbers are near those of the parts; else with
 * theirs, since the agents would refuse the others.
 */
export async function planForSplit(
  plan: CompiledPlan,
  sources: ReadonlyMap<string, Source>,
  split: VirtualSplit,
  name: string,
): Promise<CompiledPlan> {
  const sites = await Promise.all(
    [...sources].map(async ([id, source]) => {
      const { patients } = (await buildDataset(source, plan, split.of(id))).training;
      return [id, { patients: Math.max(ROUNDED_TO, Math.round(patients / ROUNDED_TO) * ROUNDED_TO) }] as const;
    }),
  );
  const isNear = sites.every(([id, { patients }]) => {
    const stated = plan.document.sites[id]?.patients;
    return stated !== undefined && stated <= NEAR_ENOUGH * patients && patients <= NEAR_ENOUGH * stated;
  });
  if (isNear) return plan;
  return parsePlan(JSON.stringify({ ...plan.document, sites: Object.fromEntries(sites) }), name);
}
