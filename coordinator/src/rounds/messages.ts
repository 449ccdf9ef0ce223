import { WorkKind } from '@consilium/proto';
import type { CompiledPlan } from '@consilium/plan';
import type { StoredRun } from '../store/run-store.ts';
import type { ToSite } from '../sites/session-hub.ts';
import type { RunState } from './run-state.ts';

/** Bytes of one parameter. */
const PARAMETER_BYTES = 4;

/** The open attempt as offered to a site. */
export function taskMessage(plan: CompiledPlan, run: StoredRun, state: Extract<RunState, { t: 'collecting' }>): ToSite {
  return {
    task: {
      key: { run: run.run, round: state.round, attempt: state.attempt },
      study: run.study,
      planHash: run.planHash,
      baseHash: state.baseHash,
      baseBytes: plan.manifest.parameters * PARAMETER_BYTES,
      manifest: plan.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
      participants: [...plan.siteIds],
      deadlineMs: state.deadlineMs,
    },
  };
}

/** The request to score the round's model. */
export function evaluationMessage(plan: CompiledPlan, run: StoredRun, state: Extract<RunState, { t: 'evaluating' }>): ToSite {
  return {
    evaluationRequest: {
      key: { run: run.run, round: state.round, attempt: state.attempt, kind: WorkKind.WORK_KIND_EVALUATION },
      study: run.study,
      planHash: run.planHash,
      modelHash: state.modelHash,
      modelBytes: plan.manifest.parameters * PARAMETER_BYTES,
      deadlineMs: state.deadlineMs,
    },
  };
}

/** The end of an attempt. */
export function attemptEnded(
  run: StoredRun,
  ended: { readonly round: number; readonly attempt: number; readonly closed: boolean },
): ToSite {
  return { attemptEnded: { key: { run: run.run, round: ended.round, attempt: ended.attempt }, closed: ended.closed } };
}

/** The end of the evaluation of an attempt's model. */
export function evaluationEnded(
  run: StoredRun,
  { round, attempt }: { readonly round: number; readonly attempt: number },
): ToSite {
  const key = { run: run.run, round, attempt, kind: WorkKind.WORK_KIND_EVALUATION };
  return { attemptEnded: { key, closed: true } };
}

/** The end of a run. */
export function runEnded(run: StoredRun): ToSite {
  const problem =
    run.state.t === 'failed' || run.state.t === 'stopped'
      ? { code: run.state.problem.code, message: run.state.problem.message }
      : undefined;
  return { runEnded: { run: run.run, ...(problem === undefined ? {} : { problem }) } };
}
