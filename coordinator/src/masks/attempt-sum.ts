import { assertNever, ConsiliumError } from '@consilium/core';
import {
  advance,
  collect,
  type Collecting,
  type CoordinatorState,
  type Mask,
  isMissing,
  missing,
  openMasks,
  type Opening,
  type Phase,
  PHASES,
  type SiteMessage,
  type Terms,
  type ToldEvent,
} from '@consilium/secure-sum';
import type { Problem } from '../rounds/attempt-state.ts';
import type { Conduct } from '../rounds/conduct.ts';
import type { Pause } from '../rounds/turns.ts';

/** The sum under masks of one attempt, as the coordinator holds it in memory. A value: a step gives another one. */
export interface AttemptSum {
  readonly state: Exclude<CoordinatorState, { t: 'void' }>;
  /** What each site that is asked in the present phase receives at its beginning. */
  readonly told: ReadonlyMap<string, ToldEvent>;
  /** What is to be added to the sum of the vectors; known once it is opened. */
  readonly masks?: readonly Mask[];
}

/**
 * What a message is to a sum. `useless`: late, repeated or about another phase. `lie`: what no honest site says. `complaint`: that others have
 * shared wrongly. `found`: what the run has to know of it from then on.
 */
export type Heard =
  | { readonly t: 'taken'; readonly sum: AttemptSum }
  | { readonly t: 'useless' }
  | { readonly t: 'lie'; readonly error: ConsiliumError; readonly found?: Partial<Conduct> }
  | { readonly t: 'complaint'; readonly error: ConsiliumError; readonly found: Partial<Conduct> };

/** Where the end of a phase leads. */
export type Closed =
  | { readonly t: 'moved'; readonly sum: AttemptSum; readonly phase: Phase; readonly asked: readonly string[] }
  | { readonly t: 'opened'; readonly sum: AttemptSum }
  | {
      readonly t: 'void';
      readonly problem: Problem;
      readonly found?: Partial<Conduct>;
      /** Where more answers would help: how many, or all that are missing. */
      readonly lacks?: number | 'all';
    };

/** A sum that begins. @throws ConsiliumError `ROSTER_INVALID` */
export function beginSum(terms: Terms): AttemptSum {
  return { state: collect(terms), told: new Map() };
}

/** Takes what a site says, once it is known that the site says it. */
export function hear(sum: AttemptSum, site: string, message: SiteMessage): Heard {
  const { state } = sum;
  if (message.site !== site)
    return { t: 'lie', error: refused(`${site} speaks in the name of ${message.site}: it says nothing that counts`) };
  const phase = message.t === 'complaint' ? 'masked' : message.t;
  if (state.t !== 'collecting' || phase !== state.phase || !isMissing(state, site)) return { t: 'useless' };
  const step = advance(state, { t: 'said', message });
  const { refused: error } = step;
  if (error !== undefined)
    return { t: 'lie', error, ...(step.proven === true ? { found: { proven: { [site]: error.message } } } : {}) };
  if (message.t === 'complaint') {
    const { accused } = message;
    const complaint = `${site} says that the shares of ${accused.join(', ')} are wrong, and takes no further part in this sum`;
    const found = { disputes: accused.map((of) => ({ by: site, of })) };
    return { t: 'complaint', error: new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message: complaint }), found };
  }
  return step.state.t === 'void' ? { t: 'useless' } : { t: 'taken', sum: { ...sum, state: step.state } };
}

/**
 * Ends a phase. Before anybody has paid for a vector it takes as many sites as the end does: with fewer there is no sum.
 *
 * @param least fewest sites of a sum
 * @param pause between the secrets of sites that are opened
 */
export async function closePhase(sum: AttemptSum, least: number, pause: Pause): Promise<Closed> {
  const { state } = sum;
  if (state.t !== 'collecting') return { t: 'opened', sum };
  const { phase, arrived } = state;
  if (PHASES.indexOf(phase) <= PHASES.indexOf('masked') && arrived.length < least)
    return {
      ...voided(state, `${arrived.length} sites have answered with ${phase}, and ${least} are needed`),
      lacks: least - arrived.length,
    };
  const { state: next, tell = new Map<string, ToldEvent>() } = advance(state, { t: 'close' });
  switch (next.t) {
    case 'collecting':
      return { t: 'moved', sum: { state: next, told: tell }, phase: next.phase, asked: [...tell.keys()] };
    case 'opened':
      return await open(state, next, pause);
    case 'void':
      return { ...voided(state, next.reason), lacks: 'all' };
    default:
      return assertNever(next);
  }
}

/** A sum whose masks are known, or that has come to nothing: too few shares, or wrong ones, beyond what is to spare. */
async function open(before: Collecting, state: Extract<CoordinatorState, { t: 'opened' }>, pause: Pause): Promise<Closed> {
  const opening = await openedMasks(state, pause);
  if (opening.t === 'open') return { t: 'opened', sum: { state, told: new Map(), masks: opening.masks } };
  const { error, proven } = opening;
  const how = 'its own signature is under shares that are no sharing of its secret';
  const found =
    proven.length === 0
      ? { lacks: 'all' as const }
      : { found: { proven: Object.fromEntries(proven.map((site) => [site, how])) } };
  return { ...voided(before, error.message, error.code), ...found };
}

async function openedMasks(state: Extract<CoordinatorState, { t: 'opened' }>, pause: Pause): Promise<Opening> {
  const opening = openMasks(state);
  for (;;) {
    const step = opening.next();
    if (step.done === true) return step.value;
    await pause();
  }
}

function voided(state: Collecting, reason: string, code = 'QUORUM_NOT_MET'): Extract<Closed, { t: 'void' }> {
  const silent = missing(state);
  const without = silent.length === 0 ? '' : `; without ${silent.join(', ')}`;
  const { round, attempt } = state.terms;
  const message = `the sum of round ${round}, attempt ${attempt} ended in its phase ${state.phase}: ${reason}${without}`;
  return { t: 'void', problem: { code, message } };
}

/**
 * The sum that the messages of an attempt have led to.
 *
 * @param phase that the attempt has reached; `opened` for one that is being aggregated
 * @param said in the order of the phases
 * @param pause between messages
 * @throws ConsiliumError `SECURE_SUM_ABORTED` where they do not lead there, since they were said under another roster
 */
export async function replaySum(
  terms: Terms,
  phase: Phase | 'opened',
  said: readonly SiteMessage[],
  least: number,
  pause: Pause,
): Promise<AttemptSum> {
  const wrong = (why: string): ConsiliumError<'SECURE_SUM_ABORTED'> =>
    new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message: `what was said in this sum does not hold any more: ${why}` });
  let sum = beginSum(terms);
  for (const present of PHASES) {
    for (const message of said) {
      if (message.t !== present) continue;
      const heard = hear(sum, message.site, message);
      if (heard.t !== 'taken')
        throw wrong('error' in heard ? heard.error.message : `${message.site} was not asked for ${present}`);
      sum = heard.sum;
      await pause();
    }
    if (present === phase) return sum;
    const closed = await closePhase(sum, least, pause);
    if (closed.t === 'void') throw wrong(closed.problem.message);
    sum = closed.sum;
  }
  return sum;
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}
