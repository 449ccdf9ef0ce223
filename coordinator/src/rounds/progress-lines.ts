import type { Logger } from '@consilium/host';
import type { StoredRun } from '../store/run-store.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { countedSites } from './attempt-state.ts';
import { isLive } from './run-state.ts';

/** What people read of a run in the log: a line for each attempt that is over, and one for its pause, going on and end. */
export function sayProgress(
  log: Pick<Logger, 'info' | 'warn'>,
  before: StoredRun,
  { state }: StoredRun,
  records: readonly AttemptRecord[],
): void {
  const { run, study } = before;
  for (const { round, attempt, outcome, participants, durationMs, scores, problem } of records) {
    const counted = countedSites(participants);
    const missing = Object.keys(participants).filter((site) => !counted.includes(site));
    const fields = { run, study, round, attempt, durationMs, updates: counted.length, missing };
    if (outcome === 'closed') log.info({ ...fields, scored: Object.keys(scores ?? {}).length }, 'round closed');
    else log.warn({ ...fields, code: problem?.code }, 'attempt failed');
  }
  if (state.t === before.state.t) return;
  if (state.t === 'paused') log.info({ run, study, reason: state.pause.reason }, 'run paused');
  else if (before.state.t === 'paused' && isLive(state)) log.info({ run, study }, 'run goes on');
  if (state.t === 'failed' || state.t === 'stopped')
    log.warn({ run, study, code: state.problem.code }, `run ${state.t}: ${state.problem.message}`);
  else if (!isLive(state)) log.info({ run, study }, 'run completed');
}
