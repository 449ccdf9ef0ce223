import { type ConsiliumError, refusalOf } from '@consilium/core';
import { type CompiledPlan, evaluationsOf } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import type { Attempt } from '../attempt/attempt.ts';
import type { Charge, PlanUse } from '../ledger/index.ts';
import { admitRun } from './exchange-rules.ts';
import type { Rights } from './rights.ts';

/** What this site knows of a run when it is asked for scores; all of it is known to the coordinator as well. */
export interface TieQuestion {
  readonly attempt: Attempt;
  readonly planHash: string;
  /** The charges of the run that count. */
  readonly charges: readonly Charge[];
}

/**
 * Whether the model belongs to work of this site: only what an attempt made that this site has answered with an update is scored, and once
 * for its round. Asked before plan or model are fetched. Else the coordinator could choose what is scored, as often as it likes.
 *
 * @throws ConsiliumError `TASK_INVALID`, `UPDATE_REPLAYED`
 */
export function requireTied({ attempt, planHash, charges }: TieQuestion): void {
  const { run, round } = attempt;
  const answered = charges.some(
    ({ key, state, update }) =>
      key.kind === 'training' &&
      key.planHash === planHash &&
      key.round === round &&
      key.attempt === attempt.attempt &&
      state === 'committed' &&
      update !== undefined,
  );
  if (!answered)
    throw invalid(
      `this site did not train in round ${round} attempt ${attempt.attempt} of ${run}, so it does not score its model`,
    );
  const other = charges.some(({ key }) => key.kind === 'evaluation' && key.round === round && key.attempt !== attempt.attempt);
  if (other) {
    throw refusalOf({
      code: 'UPDATE_REPLAYED',
      message: `this site has already scored a model of round ${round} of ${run}; a round is scored once`,
    });
  }
}

/** What this site knows when scores are asked for whose plan it has; the request itself is the coordinator's word. */
export interface EvaluationQuestion {
  readonly siteId: string;
  readonly nowMs: number;
  readonly plan: CompiledPlan;
  readonly attempt: Attempt;
  readonly request: consilium.v1.EvaluationRequest.$Properties;
  /** The charges of the run that count. */
  readonly charges: readonly Charge[];
  /** Evaluations of the run that were reserved and taken back. */
  readonly released: number;
  readonly rights: Pick<Rights, 'runs'>;
  readonly use: PlanUse;
}

/**
 * Whether the request is what its plan says, and the run one that its approval allows still, neither scored more often than the plan says nor
 * begun to be without end. The budget is asked when the charge is reserved.
 *
 * @throws ConsiliumError `TASK_INVALID`, `APPROVAL_EXCEEDED`
 */
export function admitEvaluation(question: EvaluationQuestion): void {
  const { siteId, nowMs, plan, attempt, request, charges, released, rights, use } = question;
  const { document } = plan;
  const { run, round } = attempt;
  if (!plan.siteIds.includes(siteId)) throw invalid(`the plan does not name this site (${siteId})`);
  if (round > document.rounds) throw invalid(`round ${round} of a plan with ${document.rounds} rounds`);
  if ((request.deadlineMs ?? 0) <= nowMs) throw invalid('the deadline of the evaluation has passed; check the clocks');
  if (request.modelBytes !== plan.manifest.parameters * 4)
    throw invalid('the model to score does not have the size that the plan says');
  const others = charges.filter(({ key }) => key.kind === 'evaluation' && key.round !== round).length;
  const most = evaluationsOf(document);
  // Each written so that NaN refuses.
  if (!(others < most)) throw invalid(`this site has scored ${run} ${others} times, and its plan says ${most}`);
  // What is reserved or committed already is not begun again: its own life decides what becomes of it.
  const begun = charges.some(({ key }) => key.kind === 'evaluation' && key.round === round && key.attempt === attempt.attempt);
  if (begun) return;
  admitRun(rights, plan.hash, { run, use });
  if (!(released < document.rounds)) {
    throw refusalOf({
      code: 'APPROVAL_EXCEEDED',
      message: `${run} has ended as many evaluations before they began as it has rounds, ${document.rounds}: no more are begun.`,
    });
  }
}

function invalid(message: string): ConsiliumError<'TASK_INVALID'> {
  return refusalOf({ code: 'TASK_INVALID', message });
}
