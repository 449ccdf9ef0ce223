import { type CompiledPlan, identifierRefusal, identifiersIn, type PlanDocument, parsePlan, readPlan } from '@consilium/plan';

/** A plan: the path of its YAML file, or the same as an object, in which what has a default may be left out. */
export type PlanSource = string | PlanDocument | Readonly<Record<string, unknown>>;

/**
 * Compiles a plan, and refuses what every hospital would.
 *
 * @throws ConsiliumError `PLAN_INVALID` naming every field that is wrong, `DEID_REFUSED` for columns that identify people, `FILE_UNREADABLE`
 */
export function compilePlan(source: PlanSource): CompiledPlan {
  const plan = typeof source === 'string' ? readPlan(source) : parsePlan(JSON.stringify(source), 'plan');
  const identifiers = identifiersIn(plan);
  if (identifiers.length > 0) throw identifierRefusal(plan.document, identifiers);
  return plan;
}
