import {
  type CoordinatorEvent,
  type Contribution,
  contributionsHash,
  type RoundScores,
  scoresHash,
} from '@consilium/transparency';
import { COORDINATOR } from '../audit/actors.ts';
import type { Deed } from '../audit/audit-trail.ts';
import type { StoredRun } from '../store/run-store.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { type Attempt, type AttemptNumber, type Problem } from './attempt-state.ts';
import type { DoneStep } from './batch-steps.ts';
import type { Effect, RunEvent } from './run-events.ts';
import { isLive, kindOf, type RunState } from './run-state.ts';
import type { Scores, SummedScores } from './scores.ts';

type Answered = Extract<RunEvent, { t: 'answered' }>;
type Scored = Extract<RunEvent, { t: 'scored' }>;

/** A code as the log takes it: what sites send may be any text. */
function codeOf({ code }: Pick<Problem, 'code'>): string {
  return /^[A-Z][A-Z0-9_]{0,59}$/.test(code) ? code : 'UNKNOWN';
}

/** What steps of a run mean for the audit log, in their order. Pure. */
export function deedsOf(before: StoredRun, steps: readonly DoneStep[], after: StoredRun): readonly Deed[] {
  const { run } = before;
  const deeds: Deed[] = [];
  const coordinator = (event: CoordinatorEvent): void => void deeds.push({ by: COORDINATOR, event });
  for (const step of steps) {
    deeds.push(...deedsOfEvent(before, step));
    for (const effect of step.effects) if (effect.t === 'record') for (const event of ended(run, effect)) coordinator(event);
  }
  const asked = (t: RunEvent['t']): boolean => steps.some(({ event, changed }) => changed && event.t === t);
  const paused = after.state.t === 'paused' ? after.state.pause.reason : undefined;
  if (paused !== undefined && before.state.t !== 'paused' && !asked('pause') && paused !== 'asked')
    coordinator({ event: 'run.paused', run, reason: paused });
  if (before.state.t === 'paused' && after.state.t !== 'paused' && isLive(after.state) && !asked('resume'))
    coordinator({ event: 'run.resumed', run });
  const open = openedAttempt(after.state);
  if (open !== undefined && !isSame(openedAttempt(before.state), open))
    coordinator({ event: 'attempt.opened', run, round: open.round, attempt: open.attempt, model: open.baseHash });
  if (isLive(before.state) && !isLive(after.state)) coordinator(runEnded(after));
  return deeds;
}

/** What stands in the log of a run that begins. */
export function deedsOfStart({ run, state }: StoredRun): readonly Deed[] {
  const open = openedAttempt(state);
  if (open === undefined) return [];
  const { round, attempt, baseHash: model } = open;
  return [{ by: COORDINATOR, event: { event: 'attempt.opened', run, round, attempt, model } }];
}

/** What stands in the log of a run that has ended. */
export function runEnded({ run, state, modelHash: model }: StoredRun): CoordinatorEvent {
  if (state.t === 'failed' || state.t === 'stopped')
    return { event: 'run.ended', run, outcome: state.t, model, code: codeOf(state.problem) };
  return { event: 'run.ended', run, outcome: 'completed', model };
}

function openedAttempt(state: RunState): (AttemptNumber & { readonly baseHash: string }) | undefined {
  return isLive(state) ? state : undefined;
}

function isSame(a: AttemptNumber | undefined, b: AttemptNumber): boolean {
  return a?.round === b.round && a.attempt === b.attempt;
}

function deedsOfEvent(before: StoredRun, { event, enclosed, changed, lie }: DoneStep): readonly Deed[] {
  const { run } = before;
  const by = enclosed.by ?? COORDINATOR;
  if (lie !== undefined) {
    const { site } = lie;
    const kind = isLive(before.state) ? kindOf(before.state) : 'training';
    const of = 'of' in event ? event.of : undefined;
    const { round, attempt } = of ?? (isLive(before.state) ? before.state : { round: 0, attempt: 0 });
    return [{ by: COORDINATOR, event: { event: 'sum.misconduct', kind, run, round, attempt, site, code: codeOf(lie) } }];
  }
  if (!changed) return [];
  switch (event.t) {
    case 'answered':
      return deedsOfAnswer(before, event, enclosed);
    case 'scored':
      return deedsOfScores(before, event, enclosed);
    case 'aggregated': {
      if (!isLive(before.state)) return [];
      const { round, attempt, participants } = before.state;
      const transcript = enclosed.hashes?.transcriptHash;
      const contributions = contributionsOf(participants);
      const made = {
        run,
        round,
        attempt,
        updates: contributions.length,
        model: event.modelHash,
        plan: before.planHash,
        contributions: contributionsHash(contributions),
        ...(transcript === undefined ? {} : { transcript }),
        ...(before.rehearsal === true ? { rehearsal: true as const } : {}),
      };
      return [{ by, event: { event: 'model.made', ...made } }];
    }
    case 'pause':
      return [{ by, event: { event: 'run.paused', run, reason: 'asked' } }];
    case 'resume':
      return [{ by, event: { event: 'run.resumed', run } }];
    case 'stop':
      return [{ by, event: { event: 'run.stopped', run, code: codeOf(event.problem) } }];
    default:
      return [];
  }
}

/** Which attempt a site speaks of. */
function attemptOf({ state }: StoredRun, of: AttemptNumber | undefined): AttemptNumber {
  const { round, attempt } = of ?? (isLive(state) ? state : { round: 0, attempt: 0 });
  return { round, attempt };
}

function deedsOfAnswer(before: StoredRun, { of, participation }: Answered, enclosed: DoneStep['enclosed']): readonly Deed[] {
  const task = { kind: 'training', run: before.run, ...attemptOf(before, of) } as const;
  const by = enclosed.by ?? COORDINATOR;
  switch (participation.t) {
    case 'counted':
      return [{ by, event: { event: 'update.counted', ...task, update: participation.updateHash, ...enclosed.received } }];
    case 'rejected':
      return [{ by, event: { event: 'update.rejected', ...task, code: codeOf(participation.problem) } }];
    case 'refused':
    case 'failed':
      return [{ by, event: { event: 'task.refused', ...task, code: codeOf(participation.problem) } }];
    default:
      // That a site begins is not yet a deed: it may be taken back, and what comes of it is written down.
      return [];
  }
}

function deedsOfScores(before: StoredRun, { of, scores }: Scored, enclosed: DoneStep['enclosed']): readonly Deed[] {
  const task = { kind: 'evaluation', run: before.run, ...attemptOf(before, of) } as const;
  const by = enclosed.by ?? COORDINATOR;
  if (scores.t === 'suppressed') return [{ by, event: { event: 'task.refused', ...task, code: codeOf(scores.problem) } }];
  if (enclosed.update === undefined) return [];
  return [{ by, event: { event: 'update.counted', ...task, update: enclosed.update, ...enclosed.received } }];
}

/** What stands in the log of an attempt that is over. */
function ended(run: string, { attempt: record }: Extract<Effect, { t: 'record' }>): readonly CoordinatorEvent[] {
  const { round, attempt, outcome, problem, modelHash, summed }: AttemptRecord = record;
  const of = { run, round, attempt };
  if (outcome === 'failed')
    return [{ event: 'attempt.failed', ...of, ...(problem === undefined ? {} : { code: codeOf(problem) }) }];
  const withheld = summed?.t === 'withheld' ? summed.problem : undefined;
  return [
    ...(withheld === undefined ? [] : [{ event: 'scores.withheld', ...of, code: codeOf(withheld) } as const]),
    {
      event: 'round.closed',
      ...of,
      ...(modelHash === undefined ? {} : { model: modelHash }),
      scored: Object.values(record.scores ?? {}).filter(isScore).length,
      ...releasedHash(record),
    },
  ];
}

function isScore({ t }: Scores): boolean {
  return t === 'released' || t === 'masked' || t === 'reported';
}

/** The updates that are in the model of an attempt. */
function contributionsOf(participants: Attempt['participants']): readonly Contribution[] {
  return Object.entries(participants).flatMap(([site, known]) =>
    known.t === 'counted' ? [{ site, update: known.updateHash }] : [],
  );
}

/** What stands for the released scores of a round; nothing where none were. */
function releasedHash({ scores = {}, summed }: AttemptRecord): { readonly scores?: string } {
  if (summed !== undefined) return summed.t === 'opened' ? { scores: scoresHash({ t: 'sum', ...wordsOf(summed) }) } : {};
  const words = Object.fromEntries(
    Object.entries(scores).flatMap(([site, known]) => (known.t === 'released' ? [[site, known.words]] : [])),
  );
  return Object.keys(words).length === 0 ? {} : { scores: scoresHash({ t: 'sites', words }) };
}

function wordsOf({ words, sites }: Extract<SummedScores, { t: 'opened' }>): Omit<Extract<RoundScores, { t: 'sum' }>, 't'> {
  return { words, sites };
}
