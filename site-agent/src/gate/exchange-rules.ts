import { type ConsiliumError, type ErrorCode, refusalOf } from '@consilium/core';
import type { ChargeState, PlanUse } from '../ledger/index.ts';
import type { Rights } from './rights.ts';

/** An exchange that a coordinator asks for, and what the ledger of this site knows about its plan. */
export interface ExchangeFacts {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  /** Rounds of a run, as the plan says. */
  readonly rounds: number;
  /** Where the exchange itself stands in the ledger. */
  readonly state: ChargeState;
  readonly use: PlanUse;
}

/**
 * Whether an approval still allows a new exchange: runs, attempts of a round and the order of rounds, from the plan, the approval and the
 * ledger alone. What it says depends on nothing that is in the data.
 *
 * The order is what one site can know: it never answers an exchange that lies before one that it reserved, so that a coordinator cannot
 * come back to a round with what it learned later. Rounds may be missing: a site need not take part in each.
 *
 * An exchange that is reserved or committed passes: it is not paid for again, and its own life decides what becomes of it.
 *
 * @throws ConsiliumError `APPROVAL_EXCEEDED`, `TASK_INVALID`
 */
export function admitExchange(rights: Pick<Rights, 'runs' | 'attemptsPerRound'>, planHash: string, facts: ExchangeFacts): void {
  const { run, round, attempt, rounds, state, use } = facts;
  if (state === 'reserved' || state === 'committed') return;
  const plan = `plan ${planHash.slice(0, 12)}`;
  // Each written so that NaN refuses.
  if (!(attempt <= rights.attemptsPerRound)) {
    const allowed = counted(rights.attemptsPerRound, 'attempt');
    throw refusal('APPROVAL_EXCEEDED', `The approval of ${plan} allows ${allowed} of a round; this is number ${attempt}.`);
  }
  admitRun(rights, planHash, facts);
  const own = use.get(run);
  if (own === undefined) return;
  const { last, releases } = own;
  if (!(round > last.round || (round === last.round && attempt > last.attempt))) {
    throw refusal(
      'TASK_INVALID',
      `round ${round} attempt ${attempt} of ${run} comes after round ${last.round} attempt ${last.attempt}: rounds and attempts ascend`,
    );
  }
  if (!(releases < rounds)) {
    throw refusal(
      'APPROVAL_EXCEEDED',
      `${run} has ended as many attempts before they began as it has rounds, ${rounds}: no more are begun.`,
    );
  }
}

/**
 * Whether a run is among those that the approval allows: the first so many that this site took part in. An approval that was given again with
 * fewer runs ends those beyond it as well.
 *
 * @throws ConsiliumError `APPROVAL_EXCEEDED`
 */
export function admitRun(
  { runs }: Pick<Rights, 'runs'>,
  planHash: string,
  { run, use }: Pick<ExchangeFacts, 'run' | 'use'>,
): void {
  // In the order of their first reservation.
  const known = [...use.keys()].indexOf(run);
  const place = known < 0 ? use.size : known;
  // Written so that NaN refuses.
  if (place < runs) return;
  throw refusal(
    'APPROVAL_EXCEEDED',
    `The approval of plan ${planHash.slice(0, 12)} allows ${counted(runs, 'run')} in all, and ${run} is another one.`,
  );
}

function counted(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}

function refusal(code: ErrorCode, message: string): ConsiliumError {
  return refusalOf({ code, message });
}
