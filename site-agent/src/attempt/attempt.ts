import { ConsiliumError, type Randomness } from '@consilium/core';
import { type consilium, WorkKind } from '@consilium/proto';
import type { LedgerKey } from '../ledger/index.ts';

/** Names one attempt of one round, and which work on it. */
export interface Attempt {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  /** `evaluation`: scoring the model that the attempt made, on held-out patients. Absent: training, which makes it. */
  readonly kind?: 'evaluation';
}

/** `run.round.attempt`, with `.evaluation` where it is one: the name of everything that belongs to an attempt. */
export function attemptName({
  run,
  round,
  attempt,
  kind,
}: Omit<Attempt, 'kind'> & { readonly kind?: LedgerKey['kind'] }): string {
  return `${run}.${round}.${attempt}${kind === 'evaluation' ? `.${kind}` : ''}`;
}

/** The attempt that {@link attemptName} names. */
export function attemptFromName(name: string): Attempt {
  const [run = '', round, attempt, kind] = name.split('.');
  const named = { run, round: Number(round), attempt: Number(attempt) };
  return kind === 'evaluation' ? { ...named, kind } : named;
}

/** What the charge of an attempt is filed under: the one way to it, for the question, the reservation and the commit. */
export function ledgerKeyOf(
  { run, round, attempt, kind }: Attempt,
  { study, planHash }: Pick<LedgerKey, 'study' | 'planHash'>,
): LedgerKey & { readonly kind: 'training' | 'evaluation' } {
  return { kind: kind ?? 'training', study, planHash, run, round, attempt };
}

/** The stream of random numbers of one attempt at one site, from the agent's generator: patients, dropout and noise are drawn from it. */
export function attemptRandom(random: Randomness, siteId: string, attempt: Attempt): Randomness {
  return random.fork(`${siteId}/${attemptName(attempt)}`);
}

/**
 * An attempt as received. The run's name becomes part of file names here, so that its form is checked.
 *
 * @throws ConsiliumError `MESSAGE_INVALID`
 */
export function attemptOf(key: consilium.v1.AttemptKey.$Properties | null | undefined): Attempt {
  const kind = key?.kind ?? WorkKind.WORK_KIND_TRAINING;
  const known = kind === WorkKind.WORK_KIND_TRAINING || kind === WorkKind.WORK_KIND_EVALUATION;
  if (typeof key?.run !== 'string' || !/^run-[a-z0-9]{1,40}$/.test(key.run) || !key.round || !key.attempt || !known) {
    throw new ConsiliumError({
      code: 'MESSAGE_INVALID',
      message: 'the coordinator sent a message without a valid run, round and attempt',
    });
  }
  const { run, round, attempt } = key;
  return kind === WorkKind.WORK_KIND_EVALUATION ? { run, round, attempt, kind: 'evaluation' } : { run, round, attempt };
}

/** The attempt as it travels. */
export function wireKey({ run, round, attempt, kind }: Attempt): consilium.v1.AttemptKey.$Properties {
  return { run, round, attempt, kind: kind === undefined ? WorkKind.WORK_KIND_TRAINING : WorkKind.WORK_KIND_EVALUATION };
}
