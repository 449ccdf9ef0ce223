import { ConsiliumError, isConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { WorkKind } from '@consilium/proto';
import { decodeMessage, type SiteMessage } from '@consilium/secure-sum';
import type { AttemptNumber, Participation } from '../rounds/attempt-state.ts';
import type { RunDriver } from '../rounds/run-driver.ts';
import type { Scores } from '../rounds/run-state.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';

/** An attempt of a run. */
export interface AttemptOfRun extends AttemptNumber {
  readonly run: string;
  /** Which work on it. */
  readonly kind: WorkKind;
}

/** What sites answer to tasks and evaluation requests. What comes too late, or for no run that is open, changes nothing. */
export class SiteAnswers {
  readonly #live: LiveRuns;
  readonly #log: Logger;

  constructor(live: LiveRuns, log: Logger) {
    this.#live = live;
    this.#log = log;
  }

  /** The site takes part in the attempt, or says why it does not. Resolves once that is durable. */
  async answer(site: string, of: AttemptOfRun, participation: Participation): Promise<void> {
    const { run, round, attempt } = of;
    const driver = this.#collecting(of);
    if (driver === undefined) return;
    if ('problem' in participation)
      this.#log.warn({ siteId: site, run, round, code: participation.problem.code }, participation.problem.message);
    await driver.dispatch({ t: 'answered', site, of: { round, attempt }, participation });
  }

  /** The site takes part in the attempt; under masks it does so by its keys. Resolves once that is durable. */
  async accept(site: string, of: AttemptOfRun, keys: Uint8Array): Promise<void> {
    if (this.#collecting(of)?.longestMessage === undefined) return await this.answer(site, of, { t: 'accepted' });
    await this.say(site, of, keys);
  }

  /**
   * What the site says in the sum under masks of the attempt. Resolves once it is durable. What is no message of a sum puts the site out of
   * the attempt.
   */
  async say(site: string, of: AttemptOfRun, bytes: Uint8Array): Promise<void> {
    const { round, attempt } = of;
    const driver = this.#collecting(of);
    if (driver?.longestMessage === undefined) return;
    let said: SiteMessage;
    try {
      said = sumMessageOf(bytes, driver.longestMessage);
    } catch (error) {
      if (!isConsiliumError(error)) throw error;
      return await this.answer(site, of, { t: 'rejected', problem: { code: error.code, message: error.message } });
    }
    const event = said.t === 'keys' ? ({ t: 'answered', participation: { t: 'accepted' } } as const) : ({ t: 'said' } as const);
    await driver.dispatch({ ...event, site, of: { round, attempt } }, { said });
  }

  /** The site says why it does not score the model of a round. Resolves once that is durable. */
  async score(site: string, { run, round, attempt }: AttemptOfRun, scores: Scores): Promise<void> {
    await this.#live.driver(run)?.dispatch({ t: 'scored', site, of: { round, attempt }, scores });
  }

  /** The driver of the run while it collects answers for this attempt. */
  #collecting({ run, round, attempt }: AttemptOfRun): RunDriver | undefined {
    const driver = this.#live.driver(run);
    const open = driver?.state.t === 'collecting' && driver.state.round === round && driver.state.attempt === attempt;
    return open ? driver : undefined;
  }
}

/** A message of a sum from its bytes. @throws ConsiliumError `MESSAGE_INVALID` for what is none, or longer than any is */
export function sumMessageOf(bytes: Uint8Array, longest: number): SiteMessage {
  if (bytes.length > longest)
    throw new ConsiliumError({
      code: 'MESSAGE_INVALID',
      message: `a message of ${bytes.length} bytes in a sum whose messages have at most ${longest}`,
    });
  return decodeMessage(bytes);
}
