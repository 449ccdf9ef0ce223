import { assertNever, ConsiliumError, type ErrorCode } from '@consilium/core';
import type { Attempt } from './attempt.ts';
import type { AttemptEffects, AttemptEvent, Telling } from './attempt-events.ts';
import type { AttemptState, Clearing, Common, Ending } from './attempt-phases.ts';
import { type OnDisk, remainsOf } from './remains.ts';

/** A state and what to do on the way into it. */
export interface Transition {
  readonly state: AttemptState;
  readonly effects: AttemptEffects;
}

/** The attempt is over, or the site has left its sum: nobody will ask for the update again. */
const OVER: readonly ErrorCode[] = ['UPDATE_STALE', 'SECURE_SUM_ABORTED'];

/**
 * What no second try can change while the attempt is open. The update stays for as long, since it is paid for: a coordinator that was restored from a
 * backup, or was wrong about an older call of this site, asks for it again.
 */
const TURNED_DOWN: readonly ErrorCode[] = [
  'UPDATE_REPLAYED',
  'UPDATE_UNEXPECTED',
  'UPDATE_WRONG_SHAPE',
  'UPDATE_NOT_FINITE',
  'UPDATE_TOO_LONG',
];

/** The coordinator could not be reached, or has troubles of its own: the same update is sent again later. */
const BUSY: readonly ErrorCode[] = ['UNREACHABLE', 'COORDINATOR_FAILED', 'LEASE_LOST', 'QUEUE_FULL'];

/** Why a reservation without an update is spent. */
const CUT = 'cut before an update was stored';

/** An attempt before anything happens. */
export function idle(attempt: Attempt): AttemptState {
  return { t: 'idle', attempt, over: false };
}

/**
 * Pure transition: everything about the order of charges and bytes is decided here. An event that the state has no use for leaves it as
 * it is.
 */
export function next(state: AttemptState, event: AttemptEvent): Transition {
  if (event.t === 'ended') return { state: { ...state, over: true }, effects: [] };
  if (event.t === 'failed') return afterFailure(state, event.error);
  // Each entry takes the state that it stands under, which the compiler cannot see through the index.
  const rule = OUTCOMES[state.t] as Rule<AttemptState>;
  return rule(state, event);
}

type Rule<S extends AttemptState> = (state: S, event: AttemptEvent) => Transition;

/** What follows once the effect of a state has come out as `outcome`; every other event leaves the state as it is. */
function on<S extends AttemptState, T extends AttemptEvent['t']>(
  outcome: T,
  then: (state: S, event: AttemptEvent & { readonly t: T }) => Transition,
): Rule<S> {
  const isOutcome = (event: AttemptEvent): event is AttemptEvent & { readonly t: T } => event.t === outcome;
  return (state, event) => (isOutcome(event) ? then(state, event) : { state, effects: [] });
}

/** By state, what comes after it when all is well. */
const OUTCOMES: { readonly [T in AttemptState['t']]: Rule<AttemptState & { readonly t: T }> } = {
  idle: start,
  looking: on('found', (state, { update }) =>
    update === 'none' ? admit(state) : to(state, { t: 'readmitting', charged: update === 'charged' }, { t: 'readmit' }),
  ),
  inspecting: on('inspected', (state, { disk }) => resume(state, disk)),
  admitting: on('admitted', (state, { charge, joins }) => afterAdmission(state, charge, joins === true)),
  joining: on('joined', (state) => (state.over ? rest(state, 'dropped') : rest(state, 'joined', { t: 'say' }))),
  hearing: on('heard', (state, { due }) => {
    if (state.over) return rest(state, 'dropped');
    return due === 'work' ? look(state) : rest(state, 'joined', { t: 'say' });
  }),
  preparing: on('prepared', (state) => afterPreparation(state, state.charged)),
  reserving: on('reserved', (state) =>
    state.over ? release(state, { t: 'too-late', reason: 'the attempt ended before the work began' }) : work(state, true),
  ),
  // Made before a crash or a cut, or counted by a coordinator that has forgotten it: these bytes and no others answer this attempt.
  readmitting: on('readmitted', (state) => deliver(state, state.charged, [{ t: 'answer', as: 'accepted' }])),
  working: on('made', (state) => to(state, { t: 'storing', charged: state.charged }, { t: 'store' })),
  storing: on('stored', (state) => deliver(state, state.charged, [])),
  committing: on('committed', (state) => to(state, { t: 'sending' }, { t: 'send' })),
  sending: on('counted', (state) => rest(state, 'counted')),
  asking: on('open', (state) => rest(state, 'kept')),
  // The reservation goes after the update: a crash in between leaves one that the next session spends.
  forgetting: on('forgotten', (state) =>
    state.clearing.t === 'unwanted' ? cleared(state, state.clearing) : spend(state, state.clearing),
  ),
  spending: on('spent', (state) => cleared(state, state.clearing)),
  releasing: on('released', (state) => cleared(state, state.clearing)),
  resting: (state) => ({ state, effects: [] }),
};

function start(state: AttemptState, event: AttemptEvent): Transition {
  switch (event.t) {
    case 'offered':
      return state.over ? rest(state, 'dropped') : look(state);
    case 'told':
      return state.over ? rest(state, 'dropped') : to(state, { t: 'hearing' }, { t: 'hear' });
    case 'closed':
      return forget(state, { t: 'over', reason: 'the attempt ended without this update' });
    case 'resumed':
      return to(state, { t: 'inspecting' }, { t: 'inspect' });
    default:
      return { state, effects: [] };
  }
}

/** What becomes of what an earlier session or a crash left behind, until it is offered again. */
function resume(state: AttemptState, disk: OnDisk): Transition {
  const remains = remainsOf(disk);
  const clearing = { t: 'over', reason: CUT } as const;
  switch (remains) {
    case 'nothing':
      return rest(state, 'kept');
    case 'spent':
      return disk.sum === true ? forget(state, clearing) : rest(state, 'kept');
    case 'reserved':
      // Patients may have been touched, and a crash may be the work of one record: it costs what an update costs. In a sum under masks no
      // vector of this site will follow.
      return disk.sum === true ? forget(state, clearing) : spend(state, clearing);
    case 'joined':
    case 'stored':
      // Even the hash of an update is something that leaves: not before the charge is committed.
      return to(state, { t: 'asking' }, { t: 'ask', hash: 'withheld' });
    case 'sendable':
      return to(state, { t: 'asking' }, { t: 'ask', hash: 'named' });
    default:
      return assertNever(remains);
  }
}

function look(state: AttemptState): Transition {
  return to(state, { t: 'looking' }, { t: 'look' });
}

function admit(state: AttemptState): Transition {
  return to(state, { t: 'admitting' }, { t: 'admit' });
}

function afterAdmission(state: AttemptState, charge: OnDisk['charge'], joins: boolean): Transition {
  if (state.over) return rest(state, 'dropped');
  if (charge === 'free') return prepare(state, false);
  // A second answer would be a second noising of the same patients' data, at double cost.
  if (charge === 'committed') return replayed(state);
  if (charge === 'reserved') return spend(state, { t: 'cut-before', reason: CUT });
  return joins ? to(state, { t: 'joining' }, { t: 'join' }) : prepare(state, true);
}

function afterPreparation(state: AttemptState, charged: boolean): Transition {
  if (state.over) return rest(state, 'dropped');
  return charged ? to(state, { t: 'reserving' }, { t: 'reserve' }) : work(state, false);
}

function prepare(state: AttemptState, charged: boolean): Transition {
  return to(state, { t: 'preparing', charged }, { t: 'prepare' });
}

function work(state: AttemptState, charged: boolean): Transition {
  return to(state, { t: 'working', charged }, { t: 'answer', as: 'accepted' }, { t: 'run' });
}

/** Commits before the first byte leaves: a crash in between counts an update that perhaps never left, never the reverse. */
function deliver(state: AttemptState, charged: boolean, before: readonly Telling[]): Transition {
  return charged
    ? to(state, { t: 'committing' }, ...before, { t: 'commit' })
    : to(state, { t: 'sending' }, ...before, { t: 'send' });
}

function forget(state: AttemptState, clearing: Clearing): Transition {
  return to(state, { t: 'forgetting', clearing }, { t: 'forget' });
}

function spend(state: AttemptState, clearing: Clearing): Transition {
  const reason = 'reason' in clearing ? clearing.reason : `${clearing.error.code}: no update left the site`;
  return to(state, { t: 'spending', clearing }, { t: 'spend', reason });
}

function release(state: AttemptState, clearing: Clearing & { readonly reason: string }): Transition {
  return to(state, { t: 'releasing', clearing }, { t: 'release', reason: clearing.reason });
}

function cleared(state: AttemptState, clearing: Clearing): Transition {
  switch (clearing.t) {
    case 'over':
      return rest(state, 'cleared');
    case 'too-late':
      return rest(state, 'dropped');
    case 'cut-before':
      return replayed(state);
    case 'gave-up':
      return giveUp(state, clearing.error);
    case 'unwanted':
      return fail(state, clearing.error);
    default:
      return assertNever(clearing);
  }
}

function afterFailure(state: AttemptState, error: ConsiliumError): Transition {
  switch (state.t) {
    case 'looking':
    case 'admitting':
    case 'joining':
    case 'readmitting':
      return error.code === 'UNREACHABLE' ? cut(state, error) : rest(state, 'refused', { t: 'answer', as: 'refused', error });
    case 'hearing':
      // The site has left the sum. What is stored of it goes when the attempt ends, and so does the reservation of one that was cut.
      return giveUp(state, error);
    case 'preparing':
    case 'reserving':
      // Always with an answer, on its tick: records have been read.
      return rest(state, 'refused', { t: 'answer', as: 'refused', error });
    case 'working':
    case 'storing':
      return forget(state, { t: 'gave-up', error });
    case 'committing':
      // The update stays, and so does its reservation: the next session asks whether it is wanted still.
      return giveUp(state, error);
    case 'sending':
      return notTaken(state, error);
    case 'inspecting':
    case 'asking':
      if (OVER.includes(error.code))
        return forget(state, { t: 'over', reason: `${error.code}: the attempt ended without this update` });
      return error.code === 'UNREACHABLE' ? cut(state, error) : rest(state, 'kept', { t: 'warn', error });
    case 'forgetting':
    case 'spending':
    case 'releasing':
      return clearingFailed(state, state.clearing, error);
    case 'idle':
    case 'resting':
      return { state, effects: [] };
    default:
      return assertNever(state);
  }
}

/** After an update could not be sent, or was refused. */
function notTaken(state: AttemptState, error: ConsiliumError): Transition {
  if (OVER.includes(error.code)) return forget(state, { t: 'unwanted', error });
  if (BUSY.includes(error.code)) return rest(state, 'unsent', { t: 'warn', error });
  // It was the coordinator that said so.
  if (TURNED_DOWN.includes(error.code)) return rest(state, 'failed', { t: 'warn', error });
  return fail(state, error);
}

/** The reservation then counts on, which is the safe side, and the next session spends it. */
function clearingFailed(state: AttemptState, clearing: Clearing, error: ConsiliumError): Transition {
  switch (clearing.t) {
    case 'over':
      return cut(state, error);
    case 'too-late':
      return rest(state, 'dropped', { t: 'stays-reserved', error });
    case 'cut-before':
      return rest(state, 'refused', { t: 'answer', as: 'refused', error });
    case 'gave-up': {
      const { state: failed, effects } = giveUp(state, clearing.error);
      return { state: failed, effects: [{ t: 'stays-reserved', error }, ...effects] };
    }
    case 'unwanted':
      return fail(state, error);
    default:
      return assertNever(clearing);
  }
}

/** The coordinator learns of every failure after patients were touched, whatever it is. */
function giveUp(state: AttemptState, error: ConsiliumError): Transition {
  return rest(state, 'failed', { t: 'answer', as: 'failed', error }, { t: 'warn', error });
}

/** The coordinator learns of a failure, unless it has said itself that the attempt is over. */
function fail(state: AttemptState, error: ConsiliumError): Transition {
  return OVER.includes(error.code) ? rest(state, 'failed', { t: 'warn', error }) : giveUp(state, error);
}

function replayed(state: AttemptState): Transition {
  const { run, round, attempt } = state.attempt;
  return refuse(state, 'UPDATE_REPLAYED', `this site has already answered round ${round} attempt ${attempt} of ${run}`);
}

function refuse(state: AttemptState, code: ErrorCode, message: string): Transition {
  return rest(state, 'refused', { t: 'answer', as: 'refused', error: new ConsiliumError({ code, message }) });
}

function cut(state: AttemptState, error: ConsiliumError): Transition {
  return rest(state, 'cut', { t: 'warn', error });
}

function rest(state: AttemptState, as: Ending, ...effects: Telling[]): Transition {
  return to(state, { t: 'resting', as }, ...effects);
}

type Phase = DistributiveOmit<AttemptState, keyof Common>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function to({ attempt, over }: Common, phase: Phase, ...effects: AttemptEffects): Transition {
  return { state: { attempt, over, ...phase }, effects };
}
