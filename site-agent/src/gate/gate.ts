import { type Clock, ConsiliumError, isConsiliumError, systemClock } from '@consilium/core';
import { discretisationRoom, type PrivacyEvent } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import type { BudgetDecision, Part } from '../ledger/index.ts';
import { admitAttested } from './attestation.ts';
import { admitBasis, type BasisFacts } from './basis-admission.ts';
import { budgetToRecord } from './budget-record.ts';
import { type EpsilonFor, epsilonUsed, rememberEpsilons } from './budget.ts';
import { PlanApprovals } from './approvals.ts';
import { createBudgetGate, type Payers } from './budget-gate.ts';
import { createCeilingGate } from './ceiling-gate.ts';
import {
  admitMetrics,
  admitPlan,
  admitScores,
  admitTask,
  type MetricsFacts,
  type MetricsRules,
  type PlanFacts,
  type ScoresKind,
  type TaskFacts,
} from './policy-rules.ts';
import { requireSmallDelta } from './small-delta.ts';
import { policyReader } from './policy-file.ts';
import { DEFAULT_ANSWERS_EVERY_MS, type Policy } from './policy-schema.ts';
import type { Approval, Rights } from './rights.ts';

/**
 * The hospital's word, asked at every step that could let something out: the one place that decides what may leave and what may be
 * charged for it. Each question is a method that returns when the answer is yes and throws the refusal when it is no.
 */
export interface Gate {
  /**
   * Whether this hospital has to do with a plan at all. Asked before its data are looked at: otherwise a coordinator could
   * learn from the errors of plans that nobody approved what the data are like.
   *
   * @returns the rights of the plan: the smaller of its approval and the policy
   * @throws ConsiliumError with the refusal as code and message
   */
  admitPlan(facts: Asked<PlanFacts>): Rights;
  /** Whether somebody has signed for a data set, where the policy asks for it. @throws ConsiliumError `ATTESTATION_MISSING` */
  admitAttested(entry: Pick<DatasetEntry, 'dataset' | 'attested'>): void;
  /** Whether a data set may serve a plan, by what its use is based on. @throws ConsiliumError as {@link admitBasis} */
  admitBasis(facts: Omit<BasisFacts, 'nowMs'>): void;
  /** @throws ConsiliumError with the refusal as code and message */
  admitTask(facts: Asked<TaskFacts>): void;
  /** Whether scores of a kind may leave, by right. @throws ConsiliumError with the refusal as code and message */
  admitScores(facts: Asked<PlanFacts> & { readonly kind: ScoresKind }): void;
  /** Whether exact metrics may leave. @returns what of them @throws ConsiliumError with the refusal as code and message */
  admitMetrics(facts: Asked<MetricsFacts>): MetricsRules;
  /**
   * Whether stored bytes of this encoding, or their hash, may leave now. Asked again for every try: the hospital may have decided
   * otherwise since they were made. A share whose noise counts on other sites leaves under masks alone, whatever was decided.
   *
   * @throws ConsiliumError with the refusal as code and message
   */
  admitLeaving(stored: Asked<PlanFacts> & LeavingFacts): void;
  /**
   * Whether `projected` still fits under the ceiling of the plan's approval, after everything `counted` for that plan in the same part: as the budget, it
   * holds for each part by itself.
   *
   * @throws ConsiliumError `APPROVAL_EXCEEDED`, and what {@link admitPlan} throws
   */
  admitCeiling(
    facts: Asked<PlanFacts> & { readonly part: Part },
    counted: readonly PrivacyEvent[],
    projected: readonly PrivacyEvent[],
  ): void;
  /**
   * Whether `projected` still fits into the budget of the population, after everything `counted` in the same part of it. A patient is in one
   * part for good, so that each part may cost the whole budget (docs/proofs/parts.md#parallel). Made for the `admit` of
   * `Ledger.reserve`.
   *
   * @throws ConsiliumError `BUDGET_EXCEEDED`, `DELTA_TOO_LARGE`
   */
  admitCharge(
    payers: Payers & { readonly patients: number },
    counted: readonly PrivacyEvent[],
    projected: readonly PrivacyEvent[],
  ): void;
  /**
   * Whether the noise of everything that a part is charged for, of all runs, is as close to the noise that is accounted for as the budget's
   * delta demands (docs/proofs/release.md#over-all-runs).
   *
   * @param distance sum of the total variations, the projected one included
   * @throws ConsiliumError `BUDGET_EXCEEDED`
   */
  admitDistance(payers: Payers, distance: number): void;
  /**
   * What of the population's budget its ledger must write down before anything is charged to it.
   *
   * @param recorded the budget that the ledger holds
   * @returns `undefined` when there is nothing to write down
   * @throws ConsiliumError `BUDGET_UNRECORDED` for a budget that nobody decided
   */
  budgetToRecord(population: string, recorded: BudgetDecision | undefined): BudgetDecision | undefined;
  /** Period of the ticks on which answers leave, in milliseconds; never throws. */
  answersEveryMs(): number;
}

/** What scores of an encoding are; every other encoding is an update of the model. */
const SCORES: ReadonlyMap<UpdateEncoding, 'noised' | 'exact'> = new Map([
  [UpdateEncoding.UPDATE_ENCODING_SCORES_INT32, 'noised'],
  [UpdateEncoding.UPDATE_ENCODING_METRICS_JSON, 'exact'],
]);

/** What stored bytes are. */
export interface LeavingFacts {
  readonly encoding: UpdateEncoding;
  /** Honest sites that their noise counts on. */
  readonly honest: number;
  /** Absent: an update of the model. */
  readonly kind?: 'evaluation';
}

/** What the gate finds out by itself about a question, left out. */
type Asked<T extends PlanFacts> = Omit<T, 'approval' | 'nowMs'>;

/** Where a {@link Gate} has its rules from. */
export interface GateRules {
  /** Called for every question, so that a change takes effect with the next one. */
  readonly policy: () => Policy;
  readonly approvalOf: (planHash: string) => Approval;
  /** Whether somebody must stand for each budget, by name: at hospitals. @default false */
  readonly decided?: boolean;
  /** @default the accountant of hospitals, with its last answers remembered */
  readonly epsilonFor?: EpsilonFor;
  /** By which approvals expire. @default the machine's clock */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A gate by any rules: simulation has its own, a hospital its files. */
export function createGate(inputs: GateRules): Gate {
  const epsilonFor = inputs.epsilonFor ?? rememberEpsilons(epsilonUsed);
  const charges = createBudgetGate(epsilonFor);
  const ceilings = createCeilingGate(epsilonFor);
  const clock = inputs.clock ?? systemClock;
  const known = <T extends { readonly planHash: string }>(facts: T): T & Pick<PlanFacts, 'approval' | 'nowMs'> => ({
    ...facts,
    approval: inputs.approvalOf(facts.planHash),
    nowMs: clock.now(),
  });
  return {
    admitPlan: (facts) => admitPlan(inputs.policy(), known(facts)),
    admitAttested: (entry) => admitAttested(inputs.policy(), entry),
    admitBasis: (facts) => admitBasis(inputs.policy(), { ...facts, nowMs: clock.now() }),
    admitTask: (facts) => admitTask(inputs.policy(), known(facts)),
    admitScores: ({ kind, ...facts }) => admitScores(inputs.policy(), known(facts), kind),
    admitMetrics(facts) {
      const policy = inputs.policy();
      admitMetrics(policy, known(facts));
      const { minimumCohort, minimumOthers, scoreHistogram } = policy.metrics;
      return { minimumCohort, minimumOthers, scoreHistogram };
    },
    admitLeaving({ encoding, honest, kind, ...facts }) {
      requireMasks(encoding, honest);
      // Under masks the bytes do not say what they are.
      const scores = SCORES.get(encoding) ?? (kind === 'evaluation' ? 'noised' : undefined);
      if (scores === undefined) admitPlan(inputs.policy(), known(facts));
      else admitScores(inputs.policy(), known(facts), scores);
    },
    admitCeiling(facts, counted, projected) {
      ceilings.admit(facts, admitPlan(inputs.policy(), known(facts)).ceiling, counted, projected);
    },
    budgetToRecord(population, recorded) {
      const budget = inputs.policy().budgets[population];
      return budget === undefined || inputs.decided !== true ? undefined : budgetToRecord(population, budget, recorded);
    },
    admitDistance({ population }, distance) {
      const budget = inputs.policy().budgets[population];
      // Without a budget there is no charge to ask about.
      if (budget === undefined || distance <= discretisationRoom(budget)) return;
      throw new ConsiliumError({
        code: 'BUDGET_EXCEEDED',
        message: `population ${population}: the noise of this plan is on a grid too coarse for what the hospital keeps of delta for discrete noise, over all runs`,
        details: { population, distance },
      });
    },
    admitCharge(payers, counted, projected) {
      const { population } = payers;
      const budget = inputs.policy().budgets[population];
      if (budget === undefined) {
        throw new ConsiliumError({
          code: 'BUDGET_EXCEEDED',
          message: `the hospital has set no budget for population ${population}`,
          details: { population },
        });
      }
      requireSmallDelta(`the budget of population ${population}`, budget.delta, payers.patients);
      charges.admit(payers, budget, counted, projected);
    },
    answersEveryMs() {
      try {
        return inputs.policy().answers.everyMs;
      } catch {
        // A policy that cannot be read refuses everything, and its refusals leave on ticks as well.
        return DEFAULT_ANSWERS_EVERY_MS;
      }
    },
  };
}

/** The last look at every byte that leaves: written so that NaN refuses. */
function requireMasks(encoding: UpdateEncoding, honest: number): void {
  if (honest === 1 || encoding === UpdateEncoding.UPDATE_ENCODING_MASKED_INT32) return;
  throw new ConsiliumError({
    code: 'INTERNAL',
    message: `the noise of this share counts on ${honest} sites, and it is not under masks: it does not leave`,
  });
}

/** Where a hospital keeps its policy. */
export interface GateFiles {
  readonly policyPath: string;
  /** Folder with the approvals; see {@link PlanApprovals}. */
  readonly stateFolder: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The gate of a hospital, by its files, read again for every question. A file that cannot be read refuses everything: the
 * coordinator learns only that, the cause of the error has the lines.
 */
export function gateFromFiles(files: GateFiles): Gate {
  const approvals = new PlanApprovals(files.stateFolder, files.clock);
  const policy = policyReader(files.policyPath);
  return createGate({
    decided: true,
    policy: () => readable(policy),
    approvalOf: (planHash) => readable(() => approvals.decisionOn(planHash) ?? { decision: 'undecided' }),
    clock: files.clock,
  });
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isConsiliumError(error, 'CONFIG_INVALID') && !isConsiliumError(error, 'FILE_UNREADABLE')) throw error;
    throw new ConsiliumError({
      code: error.code,
      message: 'what this hospital has decided cannot be read at the moment, so it refuses',
      cause: error,
    });
  }
}
