import type { Logger } from '@consilium/host';
import type { WorkKind } from '@consilium/proto';
import type { AttemptNumber, Participation } from '../rounds/attempt-state.ts';
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
  async answer(site: string, { run, round, attempt }: AttemptOfRun, participation: Participation): Promise<void> {
    const driver = this.#live.driver(run);
    if (driver?.state.t !== 'collecting' || driver.state.round !== round || driver.state.attempt !== attempt) return;
    if ('problem' in participation)
      this.#log.warn({ siteId: site, run, round, code: participation.problem.code }, participation.problem.message);
    await driver.dispatch({ t: 'answered', site, of: { round, attempt }, participation });
  }

  /** The site says why it does not score the model of a round. Resolves once that is durable. */
  async score(site: string, { run, round, attempt }: AttemptOfRun, scores: Scores): Promise<void> {
    await this.#live.driver(run)?.dispatch({ t: 'scored', site, of: { round, attempt }, scores });
  }
}
