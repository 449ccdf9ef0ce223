import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { UpdateEncoding } from '@consilium/proto';
import type { SiteMessage } from '@consilium/secure-sum';
import { updateEncoding } from '../aggregation/aggregator.ts';
import type { UpdateIntake } from '../aggregation/update-intake.ts';
import type { UpdatePiece } from '../aggregation/update-pieces.ts';
import { ledgerPosition } from '../audit/ledger-position.ts';
import { putReceipt } from '../members/site-store.ts';
import type { Enclosed } from '../rounds/batch-steps.ts';
import type { OpenAttempt } from '../rounds/attempt-state.ts';
import { isOpen as takesAnswers } from '../rounds/run-state.ts';
import type { RunDriver } from '../rounds/run-driver.ts';
import type { ReceiptRow } from '../store/tables.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';
import type { SessionHub } from './session-hub.ts';
import { type AttemptOfRun, type SiteAnswers, sumMessageOf } from './site-answers.ts';

/** What a site says of the update that it sends. Nothing in it is trusted. */
export interface OfferedUpdate extends AttemptOfRun {
  readonly updateHash: string;
  readonly bytes: number;
  readonly encoding: UpdateEncoding;
  readonly planHash: string;
  readonly baseHash: string;
  /** The site's signature over a masked vector, as a message of the sum; empty for other updates. */
  readonly sumMessage: Uint8Array;
  /** The head of the site's ledger. Read only when the update is not counted yet. @throws ConsiliumError `MESSAGE_INVALID`, `LEDGER_ROLLED_BACK` */
  readonly receipt: () => Promise<ReceiptRow | undefined>;
}

/** How far an upload has come. */
export interface UploadProgress {
  /** Bytes that need not be sent again. */
  readonly received: number;
  readonly counted: boolean;
}

/** Bytes of one parameter. */
const PARAMETER_BYTES = 4;

/** Updates that end their site's part in the attempt. */
const UNUSABLE: readonly string[] = [
  'UPDATE_NOT_FINITE',
  'UPDATE_WRONG_SHAPE',
  'UPDATE_TOO_LONG',
  'SECURE_SUM_REFUSED',
  'LEDGER_ROLLED_BACK',
];

/** Updates as sites deliver them: taken in, checked, counted, acknowledged with a receipt. */
export class SiteUpdates {
  readonly #live: LiveRuns;
  readonly #intake: UpdateIntake;
  readonly #hub: SessionHub;
  readonly #answers: SiteAnswers;

  constructor(context: {
    readonly live: LiveRuns;
    readonly intake: UpdateIntake;
    readonly hub: SessionHub;
    readonly answers: SiteAnswers;
  }) {
    this.#live = context.live;
    this.#intake = context.intake;
    this.#hub = context.hub;
    this.#answers = context.answers;
  }

  /** How much of an update is here, which ends what still goes on of it. @throws ConsiliumError `UPDATE_STALE` when its attempt takes no more of it */
  async progress(site: string, { run, round, attempt }: AttemptOfRun, updateHash: string): Promise<UploadProgress> {
    await this.#intake.settle({ run, round, attempt, site, updateHash });
    const { state, plan } = this.#requireDriver(run);
    const open = 'participants' in state && state.round === round && state.attempt === attempt;
    const known = open ? state.participants[site] : undefined;
    const counted = known?.t === 'counted' && known.updateHash === updateHash;
    // A site whose answer was lost asks again: its update may have been the last one, and the round no longer collects.
    const wanted = takesAnswers(state) && mayStillSend(state, site);
    if (known === undefined || (!wanted && !counted)) throw stale({ run, round, attempt });
    // The file of a counted update goes with its attempt.
    if (counted) return { received: plan.manifest.parameters * PARAMETER_BYTES, counted };
    return { received: this.#intake.received({ run, round, attempt, site, updateHash }), counted };
  }

  /**
   * Takes an update and counts it. Resolves once it is durable and counted; one that is counted already is not read again.
   *
   * @throws ConsiliumError `UPDATE_STALE`, `UPDATE_UNEXPECTED`, `UPDATE_REPLAYED`, `UPDATE_CORRUPT`, `MESSAGE_INVALID`, and
   *   `UPDATE_NOT_FINITE`, `UPDATE_WRONG_SHAPE`, `UPDATE_TOO_LONG`, `SECURE_SUM_REFUSED`, `LEDGER_ROLLED_BACK`, which end the site's part in the
   *   attempt
   */
  async take(site: string, offered: OfferedUpdate, pieces: AsyncIterable<UpdatePiece>): Promise<UploadProgress> {
    const { run, round, attempt, updateHash, bytes, encoding } = offered;
    const driver = this.#requireDriver(run);
    const update = { run, round, attempt, site, updateHash, bytes, encoding, longest: driver.longestUpdate };
    try {
      if (requireExpected(driver, site, offered)) return { received: bytes, counted: true };
      const receipt = await offered.receipt();
      const said = vectorMessage(driver, site, offered);
      const taken = await this.#intake.take(update, pieces);
      const counted = await driver.dispatch(
        { t: 'answered', site, of: { round, attempt }, participation: { t: 'counted', updateHash } },
        {
          alongside: async (tx) => {
            await taken.alongside(tx);
            if (receipt !== undefined) await putReceipt(tx, receipt);
          },
          content: taken.content,
          ...receivedFrom(offered, receipt),
          ...(said === undefined ? {} : { said }),
        },
      );
      // The attempt may have ended, or another upload of this site been counted, while the bytes came in.
      if (!counted && !requireExpected(driver, site, offered)) throw stale(offered);
      this.#hub.send(site, { receipt: { key: { run, round, attempt }, updateHash } });
      return { received: bytes, counted: true };
    } catch (error) {
      if (!isOpen(driver, offered)) {
        // With an attempt go the files of its updates, the one that has just come in included.
        await this.#intake.forgetFiles(run, round, attempt);
        throw stale(offered);
      }
      const known = fromUnknown(error);
      if (known.code === 'UPDATE_REPLAYED') this.#answers.replayed(site, offered, known);
      // Anything else may be tried again.
      if (UNUSABLE.includes(known.code)) {
        const problem = { code: known.code, message: known.message };
        await this.#answers.answer(site, offered, { t: 'rejected', problem });
      }
      throw known;
    }
  }

  #requireDriver(run: string): RunDriver {
    const driver = this.#live.driver(run);
    if (driver === undefined)
      throw new ConsiliumError({ code: 'UPDATE_STALE', message: `the run ${JSON.stringify(run.slice(0, 64))} is not open` });
    return driver;
  }
}

/** A hash becomes part of file names here: anything but hex could name another file. @throws ConsiliumError `MESSAGE_INVALID` */
export function requireHash(hash: string | null | undefined): string {
  if (!/^[0-9a-f]{64}$/.test(hash ?? ''))
    throw new ConsiliumError({
      code: 'MESSAGE_INVALID',
      message: 'the message has no SHA-256, 64 hex digits in lower case, where it needs one',
    });
  return hash ?? '';
}

/**
 * Whether an update of the site is taken now or later in the attempt. A site that was killed asks so before it is asked for its vector: told no, it
 * would forget the sum that it has joined.
 */
function mayStillSend(attempt: OpenAttempt, site: string): boolean {
  const phase = attempt.sum?.phase;
  return phase === 'keys' || phase === 'shares' || asksForUpdate(attempt, site);
}

/** Whether updates, or scores, are taken now: under masks in one phase of the sum, of sites that have shared. */
export function asksForUpdate({ sum }: Pick<OpenAttempt, 'sum'>, site: string): boolean {
  return sum === undefined || (sum.phase === 'masked' && sum.awaited.includes(site));
}

function isOpen({ state }: RunDriver, { round, attempt }: AttemptOfRun): boolean {
  return 'participants' in state && state.round === round && state.attempt === attempt;
}

/** Whether the update is already counted. @throws ConsiliumError when it is not what the open attempt expects of this site */
function requireExpected(driver: RunDriver, site: string, offered: OfferedUpdate): boolean {
  const { state, plan } = driver;
  const { run, round, attempt } = offered;
  if (!('participants' in state) || !isOpen(driver, offered)) throw stale(offered);
  const known = state.participants[site];
  if (known === undefined)
    throw new ConsiliumError({ code: 'UPDATE_UNEXPECTED', message: `${site} does not take part in ${run}` });
  if (known.t === 'counted') {
    if (known.updateHash === offered.updateHash) return true;
    throw new ConsiliumError({
      code: 'UPDATE_REPLAYED',
      message: `round ${round} attempt ${attempt} already has an update of ${site} with other bytes`,
    });
  }
  if (!takesAnswers(state) || !asksForUpdate(state, site)) throw stale(offered);
  // An update is an acceptance too: it travels on a call of its own and may overtake the answer on the session.
  if (known.t !== 'accepted' && known.t !== 'waiting') {
    throw new ConsiliumError({
      code: 'UPDATE_UNEXPECTED',
      message: `${site} can send nothing more for round ${round} attempt ${attempt}: ${known.t} (${known.problem.code})`,
    });
  }
  if (offered.planHash !== plan.hash)
    throw new ConsiliumError({ code: 'UPDATE_STALE', message: 'the update was made for another plan' });
  if (offered.baseHash !== state.baseHash)
    throw new ConsiliumError({ code: 'UPDATE_STALE', message: 'the update was made from another model' });
  const expected = plan.manifest.parameters * PARAMETER_BYTES;
  if (offered.bytes !== expected) {
    throw new ConsiliumError({
      code: 'UPDATE_WRONG_SHAPE',
      message: `the update of ${site} has ${offered.bytes} bytes, the model ${expected}`,
    });
  }
  if (offered.encoding !== updateEncoding(plan)) {
    throw new ConsiliumError({
      code: 'UPDATE_WRONG_SHAPE',
      message: `the update of ${site} has encoding ${offered.encoding}, those of this plan have ${updateEncoding(plan)}`,
    });
  }
  requireHash(offered.updateHash);
  return false;
}

/** What the audit log says of an update or scores that are counted. */
export function receivedFrom({ by, bytes }: OfferedUpdate, receipt: ReceiptRow | undefined): Pick<Enclosed, 'by' | 'received'> {
  const received = receipt === undefined ? { bytes } : { bytes, ledger: ledgerPosition(receipt) };
  return { ...(by === undefined ? {} : { by }), received };
}

/** What the site has signed of its masked vector, `undefined` for a plan without masks. @throws ConsiliumError `SECURE_SUM_REFUSED` */
export function vectorMessage({ longestMessage }: RunDriver, site: string, offered: OfferedUpdate): SiteMessage | undefined {
  if (longestMessage === undefined) return undefined;
  const { sumMessage, updateHash } = offered;
  const refused = (cause?: unknown): ConsiliumError =>
    new ConsiliumError({
      code: 'SECURE_SUM_REFUSED',
      message: `the masked update of ${site} comes without its signature over these words`,
      cause,
    });
  let said: SiteMessage;
  try {
    said = sumMessageOf(sumMessage, longestMessage);
  } catch (error) {
    throw refused(error);
  }
  if (said.t !== 'masked' || said.site !== site || Buffer.from(said.wordsHash).toString('hex') !== updateHash) throw refused();
  return said;
}

function stale({ run, round, attempt }: Omit<AttemptOfRun, 'kind'>): ConsiliumError<'UPDATE_STALE'> {
  return new ConsiliumError({
    code: 'UPDATE_STALE',
    message: `round ${round} attempt ${attempt} of ${run} is not collecting updates`,
  });
}
