import { ConsiliumError, isConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { WorkKind } from '@consilium/proto';
import { decodeMessage, type SiteMessage } from '@consilium/secure-sum';
import type { Actor } from '@consilium/transparency';
import type { Transcripts } from '../masks/transcripts.ts';
import type { AttemptNumber, Participation } from '../rounds/attempt-state.ts';
import type { Enclosed } from '../rounds/batch-steps.ts';
import type { RunDriver } from '../rounds/run-driver.ts';
import { kindOf, isLive } from '../rounds/run-state.ts';
import type { Scores } from '../rounds/scores.ts';
import type { SumKind } from '../rounds/sum-phase.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';

/** An attempt of a run. */
export interface AttemptOfRun extends AttemptNumber {
  readonly run: string;
  /** Which work on it. */
  readonly kind: WorkKind;
  /** Who speaks of it, for the audit log. */
  readonly by?: Actor;
}

/** What sites answer to tasks and evaluation requests. What comes too late, or for no run that is open, changes nothing. */
export class SiteAnswers {
  readonly #live: LiveRuns;
  readonly #transcripts: Transcripts;
  readonly #log: Logger;
  /** By site, how many words for transcripts were wrong. */
  readonly #wrongWords: Map<string, number> = new Map();
  /** By site, the attempt of its last replay. */
  readonly #replays: Map<string, string> = new Map();

  constructor(live: LiveRuns, transcripts: Transcripts, log: Logger) {
    this.#live = live;
    this.#transcripts = transcripts;
    this.#log = log;
  }

  /** The site takes part in the attempt, or says why it does not. Resolves once that is durable. */
  async answer(site: string, of: AttemptOfRun, participation: Participation): Promise<void> {
    const { run, round, attempt } = of;
    const driver = this.#open(of);
    if (driver === undefined) return;
    const changed = await driver.dispatch({ t: 'answered', site, of: { round, attempt }, participation }, byOf(of));
    // Said again it is one line: no member may fill the disk with them.
    if (changed && 'problem' in participation)
      this.#log.warn({ siteId: site, run, round, code: participation.problem.code }, participation.problem.message);
  }

  /** Names a site that has sent other bytes than those that are counted of it: a second agent, or a second noise of the same data. One line an attempt. */
  replayed(site: string, { run, round, attempt, kind }: AttemptOfRun, { code, message }: ConsiliumError): void {
    const name = `${run} ${round} ${attempt} ${kind}`;
    if (this.#replays.get(site) === name) return;
    this.#replays.set(site, name);
    this.#log.warn({ siteId: site, run, round, code }, message);
  }

  /** The site takes part in the attempt; under masks it does so by its keys. Resolves once that is durable. */
  async accept(site: string, of: AttemptOfRun, keys: Uint8Array): Promise<void> {
    if (this.#open(of)?.longestMessage === undefined) return await this.answer(site, of, { t: 'accepted' });
    await this.say(site, of, keys);
  }

  /**
   * What the site says in the sum under masks of the attempt, or of its scores. Resolves once it is durable. What is no message of a sum puts the
   * site out of it.
   */
  async say(site: string, of: AttemptOfRun, bytes: Uint8Array): Promise<void> {
    const { round, attempt } = of;
    const driver = this.#open(of);
    if (driver?.longestMessage === undefined) return;
    let said: SiteMessage;
    try {
      said = sumMessageOf(bytes, driver.longestMessage);
    } catch (error) {
      if (!isConsiliumError(error)) throw error;
      const problem = { code: error.code, message: error.message };
      if (sumKindOf(of) === 'evaluation') return await this.score(site, of, { t: 'suppressed', problem });
      return await this.answer(site, of, { t: 'rejected', problem });
    }
    const kind = sumKindOf(of);
    const event =
      said.t === 'keys' && kind === 'training'
        ? ({ t: 'answered', participation: { t: 'accepted' } } as const)
        : ({ t: 'said', kind } as const);
    await driver.dispatch({ ...event, site, of: { round, attempt } }, { said, ...byOf(of) });
  }

  /** The site has checked what was made of a sum. A word that is wrong is in the log, and nowhere else: of one site the first, second, fourth, eighth and so on. */
  async sign(site: string, { run, round, attempt }: AttemptNumber & { readonly run: string }, word: Uint8Array): Promise<void> {
    try {
      await this.#transcripts.sign(site, run, { round, attempt }, word);
    } catch (error) {
      if (!isConsiliumError(error, 'MESSAGE_INVALID') && !isConsiliumError(error, 'TRANSCRIPT_INVALID')) throw error;
      const wrong = (this.#wrongWords.get(site) ?? 0) + 1;
      this.#wrongWords.set(site, wrong);
      if (Number.isInteger(Math.log2(wrong)))
        this.#log.warn({ siteId: site, run, round, code: error.code, wrong }, error.message);
    }
  }

  /** The site has checked what came of the last sum of a run with what it now answers; no word where it had done so before. */
  async signLast(site: string, { run }: Pick<AttemptOfRun, 'run'>, word: Uint8Array): Promise<void> {
    const last = this.#transcripts.newest(run);
    if (word.length > 0 && last !== undefined) await this.sign(site, { run, ...last }, word);
  }

  /** The site says why it does not score the model of a round. Resolves once that is durable. */
  async score(site: string, of: AttemptOfRun, scores: Scores): Promise<void> {
    const { run, round, attempt } = of;
    await this.#live.driver(run)?.dispatch({ t: 'scored', site, of: { round, attempt }, scores }, byOf(of));
  }

  /** The driver of the run while it waits for what sites answer to this. */
  #open(of: AttemptOfRun): RunDriver | undefined {
    const driver = this.#live.driver(of.run);
    if (driver === undefined) return undefined;
    const { state } = driver;
    if (!isLive(state) || state.t === 'aggregating' || kindOf(state) !== sumKindOf(of)) return undefined;
    return state.round === of.round && state.attempt === of.attempt ? driver : undefined;
  }
}

/** Who speaks, as what is enclosed with an event names them. */
function byOf({ by }: Pick<AttemptOfRun, 'by'>): Pick<Enclosed, 'by'> {
  return by === undefined ? {} : { by };
}

function sumKindOf({ kind }: AttemptOfRun): SumKind {
  return kind === WorkKind.WORK_KIND_EVALUATION ? 'evaluation' : 'training';
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
