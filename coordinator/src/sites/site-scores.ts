import { ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import type { Scores as ScorePlan } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import { inOrder, type UpdatePiece } from '../aggregation/update-pieces.ts';
import { putReceipt } from '../members/site-store.ts';
import type { RunDriver } from '../rounds/run-driver.ts';
import type { RunState } from '../rounds/run-state.ts';
import type { Scores } from '../rounds/scores.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';
import type { SessionHub } from './session-hub.ts';
import type { AttemptOfRun, SiteAnswers } from './site-answers.ts';
import { exactMetricsOf } from './exact-metrics.ts';
import { asksForUpdate, type OfferedUpdate, receivedFrom, type UploadProgress, vectorMessage } from './site-updates.ts';

type Evaluating = Extract<RunState, { t: 'evaluating' }>;

/** Longest text of exact metrics: a coordinator must not be filled up by one member. */
const MAX_METRICS_BYTES = 64 * 1024;

/** Scores that end their site's part in the evaluation. */
const UNUSABLE: readonly string[] = ['UPDATE_WRONG_SHAPE', 'MESSAGE_INVALID', 'SECURE_SUM_REFUSED', 'LEDGER_ROLLED_BACK'];

/**
 * Scores as sites deliver them. They are small, so that they are taken whole, and become part of the run's state in the step that counts
 * them.
 */
export class SiteScores {
  readonly #live: LiveRuns;
  readonly #hub: SessionHub;
  readonly #answers: SiteAnswers;

  constructor(context: { readonly live: LiveRuns; readonly hub: SessionHub; readonly answers: SiteAnswers }) {
    this.#live = context.live;
    this.#hub = context.hub;
    this.#answers = context.answers;
  }

  /** Whether scores are here; none are kept in part. @throws ConsiliumError `UPDATE_STALE` when nobody waits for them any more */
  progress(site: string, of: AttemptOfRun, hash: string): UploadProgress {
    const state = this.#evaluating(of);
    const known = knownOf(state, site);
    const counted = known !== undefined && hashOf(known) === hash;
    if (known === undefined || (known.t !== 'waiting' && !counted)) throw stale(of);
    return { received: counted ? lengthOf(known, this.#live.driver(of.run)?.scores) : 0, counted };
  }

  /**
   * Takes scores and counts them. Resolves once they are durable.
   *
   * @throws ConsiliumError `UPDATE_STALE`, `UPDATE_REPLAYED`, `UPDATE_CORRUPT`, and `UPDATE_WRONG_SHAPE`, `MESSAGE_INVALID`,
   *   `SECURE_SUM_REFUSED`, `LEDGER_ROLLED_BACK`, which end the site's part in the evaluation
   */
  async take(site: string, offered: OfferedUpdate, pieces: AsyncIterable<UpdatePiece>): Promise<UploadProgress> {
    const { run, round, attempt, kind, updateHash, bytes } = offered;
    const driver = this.#live.driver(run);
    if (driver === undefined) throw stale(offered);
    const whole = { received: bytes, counted: true };
    try {
      if (this.#isCounted(site, driver, offered)) return whole;
      requireForm(driver, offered);
      const masked = offered.encoding === UpdateEncoding.UPDATE_ENCODING_MASKED_INT32;
      const said = masked ? vectorMessage(driver, site, offered) : undefined;
      const receipt = await offered.receipt();
      const content = new Uint8Array(bytes);
      await inOrder(pieces, 0, bytes, (data, offset) => content.set(data, offset));
      if (sha256Hex(content) !== updateHash)
        throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'the bytes that arrived do not have their hash' });
      const counted = await driver.dispatch(
        {
          t: 'scored',
          site,
          of: { round, attempt },
          scores: scoresOf(driver, offered, content),
          ...(masked ? { words: content } : {}),
        },
        {
          alongside: async (tx) => {
            if (receipt !== undefined) await putReceipt(tx, receipt);
          },
          ...(said === undefined ? {} : { said }),
          ...receivedFrom(offered, receipt),
          update: updateHash,
        },
      );
      // The evaluation may have ended, or another upload of this site been counted, while the bytes came in.
      if (!counted && !this.#isCounted(site, driver, offered)) throw stale(offered);
      this.#hub.send(site, { receipt: { key: { run, round, attempt, kind }, updateHash } });
      return whole;
    } catch (error) {
      const known = fromUnknown(error);
      if (known.code === 'UPDATE_REPLAYED') this.#answers.replayed(site, offered, known);
      if (UNUSABLE.includes(known.code))
        await this.#answers.score(site, offered, { t: 'suppressed', problem: { code: known.code, message: known.message } });
      throw known;
    }
  }

  /** The state of the run while this evaluation goes on. */
  #evaluating({ run, round, attempt }: AttemptOfRun): Evaluating | undefined {
    const state = this.#live.driver(run)?.state;
    return state?.t === 'evaluating' && state.round === round && state.attempt === attempt ? state : undefined;
  }

  /** Whether these scores are counted already. @throws ConsiliumError when they are not what the evaluation waits for */
  #isCounted(site: string, { plan }: RunDriver, offered: OfferedUpdate): boolean {
    const state = this.#evaluating(offered);
    const known = knownOf(state, site);
    if (known === undefined || state === undefined) throw stale(offered);
    const hash = hashOf(known);
    if (hash === offered.updateHash) return true;
    if (hash !== undefined) {
      throw new ConsiliumError({ code: 'UPDATE_REPLAYED', message: `${site} has already sent other scores of this model` });
    }
    if (known.t !== 'waiting') throw stale(offered);
    if (offered.encoding === UpdateEncoding.UPDATE_ENCODING_MASKED_INT32 && !asksForUpdate(state, site)) throw stale(offered);
    if (offered.planHash !== plan.hash) throw staleBecause('the scores were made for another plan');
    if (offered.baseHash !== state.modelHash) throw staleBecause('the scores are those of another model');
    return false;
  }
}

/** What is known of a site's scores. */
function knownOf(state: Evaluating | undefined, site: string): Scores | undefined {
  return state !== undefined && Object.hasOwn(state.scores, site) ? state.scores[site] : undefined;
}

/** SHA-256 of what a site has sent; `undefined` where that is nothing. */
function hashOf(scores: Scores): string | undefined {
  if (scores.t === 'masked') return scores.updateHash;
  const content = contentOf(scores);
  return content === undefined ? undefined : sha256Hex(content);
}

function contentOf(scores: Scores): Uint8Array | undefined {
  if (scores.t === 'released') return Buffer.from(scores.words, 'base64');
  return scores.t === 'reported' ? Buffer.from(scores.metrics, 'utf8') : undefined;
}

/** Bytes of what a site has sent. */
function lengthOf(scores: Scores, plan: ScorePlan | undefined): number {
  return contentOf(scores)?.length ?? bytesOfWords(plan);
}

function bytesOfWords(plan: ScorePlan | undefined): number {
  return (plan?.layout.dimension ?? 0) * 4;
}

/** @throws ConsiliumError `UPDATE_WRONG_SHAPE`: also for scores without masks under a plan with them, as for the reverse */
function requireForm({ scores, longestMessage }: RunDriver, { encoding, bytes }: OfferedUpdate): void {
  const wrong = (message: string): never => {
    throw new ConsiliumError({ code: 'UPDATE_WRONG_SHAPE', message });
  };
  const { UPDATE_ENCODING_MASKED_INT32, UPDATE_ENCODING_SCORES_INT32, UPDATE_ENCODING_METRICS_JSON } = UpdateEncoding;
  switch (encoding) {
    case longestMessage === undefined ? UPDATE_ENCODING_SCORES_INT32 : UPDATE_ENCODING_MASKED_INT32: {
      const expected = bytesOfWords(scores);
      if (bytes !== expected) wrong(`the scores have ${bytes} bytes, those of this plan ${expected}`);
      return;
    }
    case UPDATE_ENCODING_METRICS_JSON:
      if (!(bytes <= MAX_METRICS_BYTES)) wrong(`metrics of ${bytes} bytes; at most ${MAX_METRICS_BYTES} are taken`);
      return;
    default:
      return wrong('the scores have an encoding that the plan does not use');
  }
}

/** @throws ConsiliumError `MESSAGE_INVALID` for metrics that are not what the plan asks for */
function scoresOf({ plan }: RunDriver, { encoding, updateHash }: OfferedUpdate, content: Uint8Array): Scores {
  if (encoding === UpdateEncoding.UPDATE_ENCODING_MASKED_INT32) return { t: 'masked', updateHash };
  if (encoding === UpdateEncoding.UPDATE_ENCODING_SCORES_INT32)
    return { t: 'released', words: Buffer.from(content).toString('base64') };
  return { t: 'reported', metrics: exactMetricsOf(plan.document, content) };
}

function stale({ run, round }: AttemptOfRun): ConsiliumError<'UPDATE_STALE'> {
  return staleBecause(`nobody waits for these scores of round ${round} of ${run}`);
}

function staleBecause(message: string): ConsiliumError<'UPDATE_STALE'> {
  return new ConsiliumError({ code: 'UPDATE_STALE', message });
}
