import { type CompiledPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { budgetUse, deriveRelease, deriveScores, type PrivacyEvent, repetitionsWithin, statedEpsilon } from '@consilium/privacy';
import type { Budget, Rights } from '../gate/index.ts';
import { type Charge, PARTS, type Part, readLedger } from '../ledger/index.ts';

/** What the ledger of this site counts, for a plan to be weighed. */
export interface CountedSoFar {
  readonly charges: readonly Charge[];
  /** Runs that ever reserved anything under the plan. */
  readonly runs: number;
}

/** Reads what counts of a population and a plan. @throws ConsiliumError `LEDGER_CORRUPT` */
export function countedSoFar(ledgers: string, population: string, planHash: string): CountedSoFar {
  const { charges, uses } = readLedger(ledgers, population);
  return { charges: charges.filter(({ state }) => state !== 'released'), runs: uses.of(planHash).size };
}

/** What a plan has used of its approval. */
export interface PlanUsed {
  readonly runs: number;
  /** Of all its runs and attempts, reservations included, composed; of the part that paid more. */
  readonly epsilon: number;
  readonly delta: number;
}

/** @param delta at which the plan's ceiling holds */
export function planUsed({ charges, runs }: CountedSoFar, planHash: string, delta: number): PlanUsed {
  const own = charges.filter(({ key }) => key.planHash === planHash);
  return { runs, epsilon: Math.max(...PARTS.map((part) => statedEpsilon(eventsOf(own, part), delta).epsilon)), delta };
}

/** What is left for a new run of a plan. */
export interface PlanLeft {
  /** Share of the budget that nothing counts against yet, of the part that has less, 0 .. 1. */
  readonly budgetShare: number;
  /** Rounds of a new run, each made once, that the budget and the approval take; at most those of a run. */
  readonly rounds: { readonly budget: number; readonly approval: number };
  /** The same of the times that a run is scored. */
  readonly evaluations: { readonly budget: number; readonly approval: number };
}

/** What is left, counted as the gate counts it. `undefined` for a plan without noise. */
export function planLeft(
  plan: CompiledPlan,
  { charges }: CountedSoFar,
  budget: Budget,
  { ceiling }: Pick<Rights, 'ceiling'>,
): PlanLeft | undefined {
  const parameters = releaseParameters(plan);
  const scored = scoreParameters(plan);
  if (parameters === undefined || scored === undefined || ceiling === undefined) return undefined;
  const own = charges.filter(({ key }) => key.planHash === plan.hash);
  const fit = (part: Part, events: readonly PrivacyEvent[], most: number): { budget: number; approval: number } => ({
    budget: repetitionsWithin({ events, most, counted: eventsOf(charges, part) }, budget),
    approval: repetitionsWithin({ events, most, counted: eventsOf(own, part) }, { ...ceiling, accounting: 'one-mechanism' }),
  });
  const used = Math.max(...PARTS.map((part) => budgetUse(eventsOf(charges, part), budget) / budget.epsilon));
  return {
    budgetShare: Math.max(0, 1 - used),
    rounds: fit('training', deriveRelease(parameters).eventsPerRound, plan.document.rounds),
    evaluations: fit('held-out', [deriveScores(scored).release.event], scored.evaluations),
  };
}

/** What was used, in words. */
export function usedText({ runs, epsilon, delta }: PlanUsed, rights: Pick<Rights, 'runs' | 'ceiling'>): string {
  const { ceiling } = rights;
  const most = ceiling === undefined ? '' : ` of ${ceiling.epsilon}`;
  return `used so far: ${runs} of ${rights.runs === 1 ? '1 run' : `${rights.runs} runs`}, epsilon ${epsilon.toFixed(2)}${most} at delta ${delta}`;
}

function eventsOf(charges: readonly Charge[], part: Part): readonly PrivacyEvent[] {
  return charges.flatMap((charge) => (charge.part === part ? charge.events : []));
}
