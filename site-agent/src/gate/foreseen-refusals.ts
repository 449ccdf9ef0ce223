import { type ConsiliumError, type ErrorCode, isConsiliumError } from '@consilium/core';
import { type CompiledPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { deriveRelease, deriveScores, type PrivacyEvent } from '@consilium/privacy';
import type { Roster } from '@consilium/secure-sum';
import type { Determination } from '../determinations/determination.ts';
import { type DatasetEntry, heldOutPatients, trainingPatients } from '../datasets/dataset-catalog.ts';
import type { BudgetDecision, Charge, Part } from '../ledger/index.ts';
import { createGate } from './gate.ts';
import { admitRoster } from './roster-admission.ts';
import { admitPatientColumn } from './patient-column.ts';
import type { Policy } from './policy-schema.ts';
import { includes, type Rights, withinLimits } from './rights.ts';
import { admitSite } from './training-admission.ts';

/** A plan that a person decides about, and what this site knows that decides about its tasks. */
export interface ForeseenPlan {
  readonly siteId: string;
  readonly plan: CompiledPlan;
  /** What its approval would give. */
  readonly rights: Rights;
  readonly entry: DatasetEntry;
  /** The determination that is installed for the data set. */
  readonly determination: () => Determination | undefined;
  /** Patients of the population, as declared. */
  readonly declaredPatients: number;
  readonly policy: Policy;
  /** Charges of the population. */
  readonly charges: readonly Charge[];
  /** The budget that its ledger holds. */
  readonly recorded: BudgetDecision | undefined;
  /** The roster that this site has accepted. */
  readonly roster: Roster | undefined;
  readonly nowMs: number;
}

/** Why the agent would refuse the next task of a plan. */
export interface ForeseenRefusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** What a person at this hospital can do about it. */
  readonly advice: string;
}

/** What to do at the hospital, where the catalogue speaks to those who ask it for work. */
const AT_THE_HOSPITAL: Partial<Readonly<Record<ErrorCode, string>>> = {
  ATTESTATION_MISSING: 'Who may sign for it does so with "consilium-site data attest NAME"; attestation in policy.yaml decides.',
  APPROVAL_EXCEEDED: 'Approve it with a larger --epsilon, or leave it at what it has used.',
  BASIS_REFUSED:
    'Name on what the use of the data is based with "consilium-site data add --basis"; about data that are not de-identified, allowIdentified in policy.yaml decides.',
  BUDGET_EXCEEDED: 'Set a budget with "consilium-site plan budget", or a larger one: a decision about patients.',
  METRICS_WITHHELD:
    'Approve it without --share-exact, and scores leave with noise; minimumCohort in policy.yaml decides, compared with the declared number of those held out.',
  MECHANISM_REFUSED: 'The list of mechanisms in policy.yaml decides.',
  PLAN_NOT_APPROVED:
    'A patient column is declared with "consilium-site data add"; the end of an approval moves with "consilium-site plan approve --expires".',
  SECURE_SUM_REFUSED:
    'Accept the roster of the consortium with "consilium-site roster accept", or ask for a plan that counts on fewer honest sites.',
  TASK_INVALID: 'Ask who sent the plan for one with the name under which this site was enrolled.',
  TOO_FEW_PATIENTS:
    'minimumPatients in policy.yaml decides, compared with the declared number ("consilium-site data add --patients") without those held out.',
};

/**
 * Everything for which the agent would refuse the next new task of a plan, were the plan approved with these rights: asked of the same functions that
 * the agent asks, so that a person learns it before the approval. None: the first task would be served, unless the coordinator gets it wrong.
 *
 * @throws ConsiliumError what cannot be derived from the plan
 */
export function foreseeRefusals(known: ForeseenPlan): readonly ForeseenRefusal[] {
  const { siteId, plan, entry, declaredPatients, policy, nowMs } = known;
  const { study, privacy, rounds } = plan.document;
  const { population } = entry;
  const planHash = plan.hash;
  const gate = createGate({
    decided: true,
    policy: () => ({ ...policy, allowedStudies: [...policy.allowedStudies, study] }),
    approvalOf: () => ({ decision: 'approved', rights: known.rights }),
    clock: { now: () => nowMs },
  });
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const scored = scoreParameters(plan);
  const { metrics } = withinLimits(known.rights, { ...policy.limits, metrics: policy.metrics.allow });
  const scores = scored === undefined || !includes(metrics, 'noised') ? undefined : deriveScores(scored).release;
  const patients = trainingPatients(entry);
  const counted = known.charges.filter(({ state }) => state !== 'released');
  const charge = (part: Part, events: readonly PrivacyEvent[], distance: number): readonly (() => void)[] => {
    const paid = counted.filter((other) => other.part === part);
    const own = paid.filter(({ key }) => key.planHash === planHash);
    const payers = { population, part, patients: declaredPatients };
    return [
      () => gate.admitCharge(payers, eventsOf(paid), events),
      () => gate.admitCeiling({ study, planHash, part }, eventsOf(own), events),
      () => gate.admitDistance(payers, paid.reduce((sum, other) => sum + other.distance, 0) + distance),
    ];
  };
  // Runs are a number that the person gives and sees: whether another one may begin is no question about the plan.
  const exchange = { run: 'next', round: 1, attempt: 1, rounds, state: 'none', use: new Map() } as const;
  return refusalsOf([
    () => admitPatientColumn(plan, entry.patientColumn),
    () => gate.admitAttested(entry),
    () => gate.admitBasis({ plan, entry, determination: known.determination }),
    () => admitRoster(plan, siteId, known.roster),
    () => admitSite({ siteId, plan, patients, declaredPatients }),
    () => gate.admitTask({ study, planHash, mechanism: privacy.mechanism, patients, exchange, rehearsal: false }),
    ...(metrics === 'exact' ? [() => void gate.admitMetrics({ study, planHash, patients: heldOutPatients(entry) })] : []),
    () => void gate.budgetToRecord(population, known.recorded),
    ...(release === undefined ? [] : charge('training', release.eventsPerRound, release.distancePerRound)),
    ...(scores === undefined ? [] : charge('held-out', [scores.event], scores.distance)),
  ]);
}

/** The refusals of questions, each once. */
function refusalsOf(questions: readonly (() => void)[]): readonly ForeseenRefusal[] {
  const found = new Map<string, ForeseenRefusal>();
  for (const ask of questions) {
    try {
      ask();
    } catch (error) {
      if (!isConsiliumError(error)) throw error;
      found.set(error.message, foreseen(error));
    }
  }
  return [...found.values()];
}

function foreseen({ code, message, entry }: ConsiliumError): ForeseenRefusal {
  return { code, message, advice: AT_THE_HOSPITAL[code] ?? entry.advice };
}

function eventsOf(charges: readonly Charge[]): readonly PrivacyEvent[] {
  return charges.flatMap(({ events }) => events);
}
