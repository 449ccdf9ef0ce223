import { ConsiliumError, type Randomness } from '@consilium/core';
import type { consilium } from '@consilium/proto';

/** Names one attempt of one round. */
export interface Attempt {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
}

/** `run.round.attempt`: the name of everything that belongs to an attempt. */
export function attemptName({ run, round, attempt }: Attempt): string {
  return `${run}.${round}.${attempt}`;
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
  if (typeof key?.run !== 'string' || !/^run-[a-z0-9]{1,40}$/.test(key.run) || !key.round || !key.attempt) {
    throw new ConsiliumError({
      code: 'MESSAGE_INVALID',
      message: 'the coordinator sent a message without a valid run, round and attempt',
    });
  }
  return { run: key.run, round: key.round, attempt: key.attempt };
}
