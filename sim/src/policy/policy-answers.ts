import { isConsiliumError } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import type { Roster } from '@consilium/secure-sum';
import {
  BASIC_POLICY,
  createGate,
  type ForeseenRefusal,
  foreseeRefusals,
  type Policy,
  readPolicy,
  usualRights,
} from '@consilium/site-agent';

/** What hospitals with one policy would answer a plan, asked of the functions that their agents ask. */
export interface PolicyAnswers {
  /** The file; null for the policy that agents start with. */
  readonly file: string | null;
  /** Whether the policy has no budget for these patients, so that the target of the plan stands for one. */
  readonly budgetAssumed: boolean;
  /** Why agents would refuse the first task. */
  readonly refusals: readonly (ForeseenRefusal & AtSites)[];
  /** Scores that would not leave. */
  readonly withheld: readonly ({ readonly kind: 'noised' | 'exact'; readonly message: string } & AtSites)[];
}

/** Sites of which something holds. */
export interface AtSites {
  readonly sites: readonly string[];
}

/** A hospital as far as its policy looks at it. */
export interface AskedSite {
  readonly id: string;
  /** Patients in all, as it would declare them. */
  readonly patients: number;
}

/** What is asked. */
export interface PolicyQuestion {
  readonly plan: CompiledPlan;
  readonly sites: readonly AskedSite[];
  /** Share of the patients who are held out. */
  readonly heldOut: number;
  /** The roster that hospitals would have accepted. */
  readonly roster: Roster | undefined;
  /** @default the policy that agents start with */
  readonly file?: string | undefined;
  readonly nowMs: number;
}

/** Of a data set in a rehearsal, which has no name. */
const POPULATION = 'patients';

/**
 * What hospitals that approve the plan, saying no more, would refuse or withhold. A study is allowed by its approval, so that the list of
 * studies says nothing here; what depends on a ledger begins with an empty one.
 *
 * @throws ConsiliumError for a policy that cannot be read
 */
export function policyAnswers({ plan, sites, heldOut, roster, file, nowMs }: PolicyQuestion): PolicyAnswers {
  const written = file === undefined ? BASIC_POLICY : readPolicy(file);
  const { policy, population, budgetAssumed } = withBudget(written, plan, nowMs);
  const { study } = plan.document;
  const rights = usualRights(plan);
  const refusals = new Map<string, ForeseenRefusal & { readonly sites: string[] }>();
  for (const { id, patients } of sites) {
    const entry = {
      dataset: POPULATION,
      population,
      heldOut,
      patientColumn: plan.document.data.patientId,
      patients,
      source: { kind: 'csv', path: '' },
      studies: [study],
    } as const;
    const found = foreseeRefusals({
      siteId: id,
      plan,
      rights,
      entry,
      determination: () => undefined,
      declaredPatients: patients,
      policy,
      charges: [],
      recorded: undefined,
      roster,
      nowMs,
    });
    for (const refusal of found) {
      const known = refusals.get(refusal.message);
      if (known === undefined) refusals.set(refusal.message, { ...refusal, sites: [id] });
      else known.sites.push(id);
    }
  }
  return {
    file: file ?? null,
    budgetAssumed,
    refusals: [...refusals.values()],
    withheld: withheldScores(policy, plan, sites),
  };
}

/** The budget of the one population that the policy names, or the target of the plan: which one of several is meant nobody has said. */
function withBudget(
  policy: Policy,
  { document: { privacy } }: CompiledPlan,
  nowMs: number,
): { readonly policy: Policy; readonly population: string; readonly budgetAssumed: boolean } {
  const [only, ...others] = Object.keys(policy.budgets);
  if (only !== undefined && others.length === 0) return { policy, population: only, budgetAssumed: false };
  if (privacy.mechanism === 'none') return { policy, population: POPULATION, budgetAssumed: false };
  const decided = { who: 'nobody', reason: 'stands for a budget in a rehearsal', at: new Date(nowMs).toISOString() };
  // It stands for a budget that this plan fits into exactly, as that of a virtual site is.
  const assumed = { ...privacy.target, accounting: 'one-mechanism', ...decided } as const;
  return { policy: { ...policy, budgets: { [POPULATION]: assumed } }, population: POPULATION, budgetAssumed: true };
}

/** What the gate says of each kind of scores, were somebody to approve the plan with it. */
function withheldScores(policy: Policy, plan: CompiledPlan, sites: readonly AskedSite[]): PolicyAnswers['withheld'] {
  const { study } = plan.document;
  const kinds = plan.document.privacy.mechanism === 'none' ? (['exact'] as const) : (['noised', 'exact'] as const);
  return kinds.flatMap((kind) => {
    const gate = createGate({
      policy: () => ({ ...policy, allowedStudies: [study] }),
      approvalOf: () => ({ decision: 'approved', rights: { ...usualRights(plan), metrics: kind } }),
    });
    try {
      gate.admitScores({ study, planHash: plan.hash, kind });
      return [];
    } catch (error) {
      if (!isConsiliumError(error)) throw error;
      return [{ kind, message: error.message, sites: sites.map(({ id }) => id) }];
    }
  });
}
