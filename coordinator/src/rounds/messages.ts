import { type consilium, WorkKind } from '@consilium/proto';
import type { CompiledPlan } from '@consilium/plan';
import { encodeEvent, type Terms, type ToldEvent } from '@consilium/secure-sum';
import type { AttemptSum } from '../masks/attempt-sum.ts';
import { type MaskedRun, termsOf } from '../masks/masked-run.ts';
import type { PublishedSum } from '../masks/transcripts.ts';
import type { StoredRun } from '../store/run-store.ts';
import { sharedMessage } from '@consilium/transport';
import type { ToSite } from '../sites/session-hub.ts';
import type { CarriedModel } from './carried-model.ts';
import { isLive, kindOf, type LiveState, type OpenState, type RunState } from './run-state.ts';

/** Bytes of one parameter. */
const PARAMETER_BYTES = 4;

/** What a run has to say. */
export interface Speaking {
  readonly plan: CompiledPlan;
  readonly run: StoredRun;
  /** `undefined` where sites send their own noised updates. */
  readonly masked: MaskedRun | undefined;
  /** The sum under masks of the open attempt. */
  readonly sum: AttemptSum | undefined;
  /** What came of the last sum of the run. */
  readonly published: PublishedSum | undefined;
  readonly carried: Pick<CarriedModel, 'of'>;
}

/** What a site of the run has not answered yet, or that the run has ended. */
export function outstanding(speaking: Speaking, site: string): ToSite | undefined {
  const { run, sum } = speaking;
  const { state } = run;
  if (!isLive(state)) return runEnded(run);
  if (state.t === 'aggregating') return undefined;
  const request = (): ToSite =>
    speaking.masked === undefined ? plainRequest(speaking, state) : requestTo(speaking, state, site);
  if (state.sum === undefined) {
    const known = state.t === 'evaluating' ? state.scores[site] : state.participants[site];
    // In a pause nobody begins to work, and who is at work goes on.
    return (known?.t === 'waiting' && state.t !== 'paused') || known?.t === 'accepted' ? request() : undefined;
  }
  if (!state.sum.awaited.includes(site) || (state.t === 'paused' && state.sum.phase === 'keys')) return undefined;
  if (state.sum.phase === 'keys') return request();
  const told = sum?.told.get(site);
  return told === undefined ? undefined : sumTold(run, state, told);
}

/** A request that is the same for all sites of a run, and what it was made for. */
interface PlainRequest {
  readonly of: string;
  readonly message: ToSite;
}

/** By the plan of the run. */
const PLAIN = new WeakMap<CompiledPlan, PlainRequest>();

/** What sites without masks are asked: one message for all, which with a thousand sites is as many names long. */
function plainRequest(speaking: Speaking, state: OpenState | Extract<RunState, { t: 'evaluating' }>): ToSite {
  const { plan, run } = speaking;
  const made = state.t === 'evaluating' ? state.modelHash : state.baseHash;
  const carries = speaking.carried.of(made) !== undefined;
  const of = [run.run, kindOf(state), state.round, state.attempt, made, state.deadlineMs, carries].join(' ');
  const known = PLAIN.get(plan);
  if (known?.of === of) return known.message;
  const message = sharedMessage(requestTo(speaking, state, ''));
  PLAIN.set(plan, { of, message });
  return message;
}

/** The open attempt as offered to a site, or the request for its scores. */
function requestTo(speaking: Speaking, state: OpenState | Extract<RunState, { t: 'evaluating' }>, site: string): ToSite {
  return state.t === 'evaluating' ? evaluationMessage(speaking, state, site) : taskMessage(speaking, state, site);
}

/** The open attempt as offered to a site. */
function taskMessage(speaking: Speaking, state: OpenState, site: string): ToSite {
  const { plan, run, masked, carried } = speaking;
  const terms = masked === undefined ? undefined : termsOf(masked, state, run.transcriptHash);
  const base = carried.of(state.baseHash);
  return {
    task: {
      key: { run: run.run, round: state.round, attempt: state.attempt },
      study: run.study,
      planHash: run.planHash,
      baseHash: state.baseHash,
      baseBytes: plan.manifest.parameters * PARAMETER_BYTES,
      ...(base === undefined ? {} : { base }),
      manifest: plan.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
      participants: [...(terms?.sites ?? plan.siteIds)],
      deadlineMs: state.deadlineMs,
      ...maskedSum(speaking, terms, site),
    },
  };
}

/** What binds a sum beside its task or request; to a site that has not signed the transcript before it, its length and the words of others. */
function maskedSum(
  { masked, published }: Speaking,
  terms: Terms | undefined,
  site: string,
): { maskedSum?: consilium.v1.MaskedSum.$Properties } {
  if (masked === undefined || terms === undefined) return {};
  const named = { rosterHash: masked.rosterHash, parent: terms.parent };
  if (published === undefined) return { maskedSum: named };
  const { bytes, words } = published;
  const parentWords = words.has(site) ? {} : { parentWords: [...words.values()] };
  return { maskedSum: { ...named, parentBytes: bytes, ...parentWords } };
}

/** What came of the last sum of a run. */
export function sumPublished({ run, study, planHash }: StoredRun, published: PublishedSum): ToSite {
  const { round, attempt, hash, bytes, contents } = published;
  const transcript = { transcriptHash: hash, transcriptBytes: bytes, contents: [...contents] };
  return sharedMessage({ sumPublished: { key: { run, round, attempt }, study, planHash, ...transcript } });
}

/** What the open sum tells a site in its present phase. */
function sumTold(run: StoredRun, state: LiveState, told: ToldEvent): ToSite {
  return { sumTold: { key: keyOf(run, state), event: bytesOf(told) } };
}

/** The attempt of a state, and which work on it goes on. */
function keyOf({ run }: StoredRun, state: LiveState): consilium.v1.AttemptKey.$Properties {
  const { round, attempt } = state;
  if (kindOf(state) === 'training') return { run, round, attempt };
  return { run, round, attempt, kind: WorkKind.WORK_KIND_EVALUATION };
}

/** By the list of messages, which is one for all sites where they receive the same. */
const ENCODED = new WeakMap<object, Uint8Array>();

/** The bytes of what a site receives: the same ones for all that receive the same, so that a thousand queues hold them once. */
function bytesOf(told: ToldEvent): Uint8Array {
  const known = ENCODED.get(told.messages);
  if (known !== undefined) return known;
  const bytes = encodeEvent(told);
  ENCODED.set(told.messages, bytes);
  return bytes;
}

/** The request to score the round's model. */
function evaluationMessage(speaking: Speaking, state: Extract<RunState, { t: 'evaluating' }>, site: string): ToSite {
  const { plan, run, masked } = speaking;
  const terms = masked === undefined || state.sum === undefined ? undefined : termsOf(masked, state, run.transcriptHash);
  return {
    evaluationRequest: {
      key: keyOf(run, state),
      study: run.study,
      planHash: run.planHash,
      modelHash: state.modelHash,
      modelBytes: plan.manifest.parameters * PARAMETER_BYTES,
      deadlineMs: state.deadlineMs,
      ...(terms === undefined ? {} : { participants: [...terms.sites] }),
      ...maskedSum(speaking, terms, site),
    },
  };
}

/** The end of an attempt. */
export function attemptEnded(
  run: StoredRun,
  ended: { readonly round: number; readonly attempt: number; readonly closed: boolean },
): ToSite {
  return sharedMessage({
    attemptEnded: { key: { run: run.run, round: ended.round, attempt: ended.attempt }, closed: ended.closed },
  });
}

/** The end of the evaluation of an attempt's model. */
export function evaluationEnded(
  run: StoredRun,
  { round, attempt }: { readonly round: number; readonly attempt: number },
): ToSite {
  const key = { run: run.run, round, attempt, kind: WorkKind.WORK_KIND_EVALUATION };
  return sharedMessage({ attemptEnded: { key, closed: true } });
}

/** The end of a run. */
export function runEnded(run: StoredRun): ToSite {
  const problem =
    run.state.t === 'failed' || run.state.t === 'stopped'
      ? { code: run.state.problem.code, message: run.state.problem.message }
      : undefined;
  return sharedMessage({ runEnded: { run: run.run, ...(problem === undefined ? {} : { problem }) } });
}
