import type { Logger } from '@consilium/host';
import type { SiteMessage } from '@consilium/secure-sum';
import type { Actor } from '@consilium/transparency';
import { type AttemptSum, beginSum, type Closed, closePhase, hear } from '../masks/attempt-sum.ts';
import { type MaskedRun, termsOf } from '../masks/masked-run.ts';
import { openScores } from '../masks/open-scores.ts';
import type { PublishedSum } from '../masks/transcripts.ts';
import type { Tx } from '../store/dialect.ts';
import type { StoredRun } from '../store/run-store.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { type AttemptNumber, type Problem, speaksOf } from './attempt-state.ts';
import { Drafts } from './drafts.ts';
import type { Away } from './presence.ts';
import type { Effect, RunEvent } from './run-events.ts';
import { concerns, isLive, isOpen, kindOf, type LiveState, type RunRules, type RunState, type Transition } from './run-state.ts';
import { step } from './run-step.ts';
import { maskedSites } from './scores.ts';
import type { SumKind } from './sum-phase.ts';
import { isAwaited } from './sum-progress.ts';
import type { Pause } from './turns.ts';

/** What an event brings with it. */
export interface Enclosed {
  /** Written in the same transaction as the step. */
  readonly alongside?: (tx: Tx) => Promise<void>;
  /** Content of the update that the event counts. */
  readonly content?: () => Iterable<Uint8Array>;
  /** Model and strategy state that the run stands on from then on. */
  readonly hashes?: { readonly modelHash: string; readonly strategyHash: string; readonly transcriptHash?: string };
  /** What the event makes known of the sum that is over. */
  readonly published?: PublishedSum;
  /** What the site of the event says with it in the sum of the attempt; the event counts only if the sum takes it. */
  readonly said?: SiteMessage;
  /** Who has caused it. @default the coordinator */
  readonly by?: Actor;
  /** Hash of the scores that it counts. */
  readonly update?: string;
  /** Of the update that it counts. */
  readonly received?: { readonly bytes: number; readonly ledger?: PaidBy };
}

/** Where a ledger stood that has paid for an update, as its site says. */
export interface PaidBy {
  readonly dataset: string;
  readonly seq: number;
  readonly hash: string;
}

/** An event that waits for its turn. */
export interface QueuedEvent {
  readonly event: RunEvent;
  readonly enclosed: Enclosed;
}

/** A run, and the sum under masks of its open attempt. */
export interface Driven {
  readonly run: StoredRun;
  readonly sum: AttemptSum | undefined;
}

/** Which sum of a run. */
export interface SumNumber extends AttemptNumber {
  readonly kind: SumKind;
}

/** What became of one event. */
export interface DoneStep extends QueuedEvent {
  readonly effects: readonly Effect[];
  /** Whether it changed anything, as its sender meant it. */
  readonly changed: boolean;
  /** What the sum has taken, and in which attempt. */
  readonly kept?: { readonly of: SumNumber; readonly message: SiteMessage };
  /** Why its site is put out of the attempt: it has said what no honest site says, or that others have. */
  readonly lie?: Problem & { readonly site: string };
}

/** What steps need to know that does not change. */
export interface StepContext {
  readonly rules: RunRules;
  /** `undefined` where sites send their own noised updates. */
  readonly masked: MaskedRun | undefined;
  readonly nowMs: number;
  /** Who is not connected. */
  readonly away: Away;
  /** Between events: a message of a sum is a signature to check. */
  readonly pause: Pause;
}

/** Applies events one after the other, in memory only. */
export async function stepAll(
  context: StepContext,
  before: Driven,
  batch: readonly QueuedEvent[],
): Promise<{ readonly after: Driven; readonly steps: readonly DoneStep[] }> {
  let after = before;
  const steps: DoneStep[] = [];
  // The states between two events are nobody's; the one before all of them is in use until the one after is stored.
  const drafts = new Drafts();
  for (const queued of batch) {
    const { next, done } = await stepOne(context, after, queued, drafts);
    after = next;
    steps.push(done);
    await context.pause();
  }
  return { after, steps };
}

async function stepOne(
  context: StepContext,
  { run, sum }: Driven,
  queued: QueuedEvent,
  drafts: Drafts,
): Promise<{ next: Driven; done: DoneStep }> {
  const { rules, nowMs, away } = context;
  const { event, enclosed } = queued;
  const useless = { next: { run, sum }, done: { event, enclosed: {}, effects: [], changed: false } };
  const { said } = enclosed;
  if (said === undefined) {
    if (context.masked !== undefined && wordOf(event) !== undefined) return useless;
    const parent = enclosed.hashes?.transcriptHash ?? run.transcriptHash;
    const moved = await follow(context, step(rules, run.state, event, nowMs, away, drafts), sum, parent);
    const changed = moved.state !== run.state;
    if (!changed) return useless;
    const done = { event, enclosed, effects: moved.effects, changed };
    return { next: { run: { ...run, state: moved.state, ...enclosed.hashes }, sum: moved.sum }, done };
  }
  if (sum === undefined || !('site' in event) || event.of === undefined) return useless;
  const { of, site } = event;
  const kind = kindOfEvent(event);
  if (!concerns(run.state, { of, kind })) return useless;
  if (!('sum' in run.state) || !isAwaited(run.state, site)) return useless;
  if (wordOf(event)?.includes(said.t) !== true) return useless;
  const heard = hear(sum, site, said);
  if (heard.t === 'useless') return useless;
  if (heard.t === 'lie' || heard.t === 'complaint') {
    const { code, message } = heard.error;
    const lie = { site, code, message };
    const problem = { code, message };
    const participation = { t: heard.t === 'lie' ? 'rejected' : 'failed', problem } as const;
    const rejection: RunEvent =
      kind === 'evaluation'
        ? { t: 'scored', site, of, scores: { t: 'suppressed', problem } }
        : { t: 'answered', site, of, participation };
    const { found } = heard;
    const noted = found === undefined ? run.state : step(rules, run.state, { t: 'misconduct', of, found }, nowMs).state;
    const moved = await follow(context, step(rules, noted, rejection, nowMs, away), sum, run.transcriptHash);
    const done = { event: rejection, enclosed: {}, effects: moved.effects, changed: false, lie };
    return { next: { run: { ...run, state: moved.state }, sum: moved.sum }, done };
  }
  const taken = step(rules, run.state, event, nowMs, away, drafts);
  // A site that has given up, and says something after all.
  if (taken.state === run.state) return useless;
  const moved = await follow(context, taken, heard.sum, run.transcriptHash);
  const done = { event, enclosed, effects: moved.effects, changed: true, kept: { of: { ...of, kind }, message: said } };
  return { next: { run: { ...run, state: moved.state }, sum: moved.sum }, done };
}

/** What a site says in a sum with this event; `undefined` where it says nothing. A vector counts with its words, which come in an upload. */
function wordOf(event: RunEvent): readonly SiteMessage['t'][] | undefined {
  if (event.t === 'said')
    return [...(event.kind === 'evaluation' ? (['keys'] as const) : []), 'shares', 'complaint', 'agreement', 'unmask'];
  if (event.t === 'scored') return event.scores.t === 'masked' ? ['masked'] : undefined;
  if (event.t !== 'answered') return undefined;
  if (event.participation.t === 'accepted') return ['keys'];
  return event.participation.t === 'counted' ? ['masked'] : undefined;
}

/** The kind of the sum in which a site says something with this event. */
function kindOfEvent(event: RunEvent): SumKind {
  if (event.t === 'said') return event.kind;
  return event.t === 'scored' ? 'evaluation' : 'training';
}

/** Lets the sum decide where the end of a phase leads, and begins the sum of an attempt that has just been opened. */
async function follow(
  context: StepContext,
  first: Transition,
  before: AttemptSum | undefined,
  parent: string | undefined,
): Promise<Transition & { readonly sum: AttemptSum | undefined }> {
  const { rules, masked, nowMs, away } = context;
  if (masked === undefined) return { ...first, sum: undefined };
  let sum = before;
  let { state } = first;
  const effects: Effect[] = [];
  const open = [...first.effects];
  if (!open.some(({ t }) => t === 'close-phase') && isHopeless(masked, state, before)) open.push({ t: 'close-phase' });
  for (let effect = open.shift(); effect !== undefined; effect = open.shift()) {
    if (effect.t !== 'close-phase') {
      effects.push(effect);
      continue;
    }
    if (!(isOpen(state) || state.t === 'evaluating') || sum === undefined) continue;
    const closed = await closePhase(sum, masked.least, context.pause);
    // Sites that are away may still come back, as long as with them there can be a sum.
    if (effect.early === true && closed.t === 'void' && !isHopeless(masked, state, sum)) continue;
    const { round, attempt } = state;
    const noted =
      closed.t === 'void' && closed.found !== undefined
        ? step(rules, state, { t: 'misconduct', of: { round, attempt }, found: closed.found }, nowMs).state
        : state;
    if (!isLive(noted)) continue;
    const led = step(rules, noted, eventOf(masked, noted, closed), nowMs, away);
    // A sum that is kept in a pause still takes answers.
    const kept = led.state.t === 'paused' && speaksOf(led.state, noted) && closed.t === 'void';
    if (!kept) sum = closed.t === 'void' ? undefined : closed.sum;
    state = led.state;
    open.push(...led.effects);
  }
  return { state, effects, sum: sumOf(masked, state, sum, parent) };
}

/** Whether so many have given up before their vectors came that there will be no sum: who is at work now need not be charged for it. */
function isHopeless({ least }: MaskedRun, state: RunState, sum: AttemptSum | undefined): boolean {
  if (!(isOpen(state) || state.t === 'evaluating') || (state.t === 'paused' && state.pause.reason === 'asked')) return false;
  if (state.sum?.phase !== 'masked' || sum?.state.t !== 'collecting') return false;
  return sum.state.arrived.length + state.sum.awaited.length < least;
}

function eventOf(masked: MaskedRun, state: LiveState, closed: Closed): RunEvent {
  switch (closed.t) {
    case 'moved':
      return { t: 'sum-moved', phase: closed.phase, asked: closed.asked };
    case 'opened': {
      const { masks } = closed.sum;
      if (state.t !== 'evaluating' || masks === undefined) return { t: 'sum-opened' };
      const { total = '', scores } = state;
      return { t: 'sum-opened', scores: openScores(masked.scores, { total, sites: maskedSites(scores), masks }) };
    }
    case 'void': {
      const { problem, lacks } = closed;
      const of = { round: state.round, attempt: state.attempt };
      const kind = kindOf(state);
      if (lacks === undefined) return { t: 'sum-void', of, kind, problem };
      return { t: 'sum-short', of, kind, problem, ...(lacks === 'all' ? {} : { lacks }) };
    }
  }
}

/** The sum that goes with a state: the one that there is, or a new one for another attempt, or for its scores. */
function sumOf(
  masked: MaskedRun,
  state: RunState,
  sum: AttemptSum | undefined,
  parent: string | undefined,
): AttemptSum | undefined {
  if (!isLive(state)) return undefined;
  if (state.t === 'aggregating') return sum;
  if (state.sum === undefined) return undefined;
  const { terms } = sum?.state ?? {};
  const same = terms?.kind === kindOf(state) && speaksOf(state, terms);
  return sum !== undefined && same ? sum : beginSum(termsOf(masked, state, parent));
}

/**
 * Whether a power cut may take steps back: what their sites have said they say again when they are asked again, and the sum then goes the same way.
 * Phases that end by such words: after the keys nobody has paid yet, and another list of keys only ends the attempt; by which signatures shares
 * are opened changes none of them, and from the same shares come the same masks. Who has shared, and whose vectors are in the sum, must
 * not be forgotten: sites pay for the one, and sign the other once.
 */
export function mayBeTakenBack(steps: readonly DoneStep[], after: RunState): boolean {
  return steps.every((one) => isRepeated(one) && one.effects.every((effect) => isRepeatedEffect(effect, after)));
}

function isRepeated({ changed, event, lie }: DoneStep): boolean {
  // What is known of a liar goes with the run.
  if (lie !== undefined) return false;
  return !changed || event.t === 'said' || (event.t === 'answered' && event.participation.t === 'accepted');
}

function isRepeatedEffect({ t }: Effect, after: RunState): boolean {
  if (t === 'aggregate') return after.t === 'aggregating';
  if (t !== 'tell' || (after.t !== 'collecting' && after.t !== 'evaluating')) return false;
  return after.sum?.phase === 'shares' || after.sum?.phase === 'unmask';
}

/** Writes into the log which sites have lied, and which sums have come to nothing. */
export function reportSums(log: Logger, run: string, steps: readonly DoneStep[]): void {
  for (const { lie, effects } of steps) {
    if (lie !== undefined) log.warn({ run, siteId: lie.site, code: lie.code }, lie.message);
    for (const effect of effects) {
      if (effect.t !== 'record' || effect.attempt.problem === undefined) continue;
      const { round, problem } = effect.attempt;
      log.warn({ run, round, code: problem.code }, problem.message);
    }
  }
}

/** What steps have to have done, and the attempts that are over by them, in their order. */
export function effectsOf(steps: readonly DoneStep[]): {
  readonly effects: readonly Effect[];
  readonly records: readonly AttemptRecord[];
} {
  const effects = steps.flatMap((one) => one.effects);
  return { effects, records: effects.flatMap((effect) => (effect.t === 'record' ? [effect.attempt] : [])) };
}
