import { setImmediate } from 'node:timers/promises';
import { ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import type { Ledger, LedgerKey } from '../ledger/index.ts';
import { makeUpdate } from '../training/round-update.ts';
import type { PreparedStudy } from '../datasets/prepared-study.ts';
import { type Attempt, attemptName, attemptOf } from '../attempt/attempt.ts';
import { fetchBlob } from './blob-fetch.ts';
import { evaluationReport } from './evaluation.ts';
import { admitTraining, toldError } from '../gate/index.ts';
import type { Phase, SiteContext } from './site-context.ts';
import { PreparedStudies } from './prepared-studies.ts';
import { upload } from '../outbox/upload.ts';
import type { UpdateMeta } from '../outbox/update-meta.ts';
import type { StoredUpdate } from '../outbox/update-store.ts';

type Task = consilium.v1.Task.$Properties;

/** Asked about instead of the real hash before a charge is committed: even the hash of an update is something that leaves. */
const NO_HASH = '0'.repeat(64);

/** Refusals of the coordinator that no second try can change: the update is of no use any more. */
const FINAL_REFUSALS: readonly string[] = [
  'UPDATE_STALE',
  'UPDATE_REPLAYED',
  'UPDATE_UNEXPECTED',
  'UPDATE_WRONG_SHAPE',
  'UPDATE_NOT_FINITE',
  'UPDATE_TOO_LONG',
  'BLOB_UNKNOWN',
];

/**
 * Carries out what the coordinator asks for, one thing at a time: training owns the machine while it runs. Every step may be
 * cut by a crash; the comment at each says what then stands and why nothing is sent or charged twice.
 */
export class TaskRunner {
  readonly #context: SiteContext;
  readonly #studies: PreparedStudies;
  readonly #ended: Set<string> = new Set();
  /** The last model fetched: rounds start from the model that was just scored. */
  #model: { readonly hash: string; readonly weights: Float32Array } | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(context: SiteContext) {
    this.#context = context;
    this.#studies = new PreparedStudies(context);
  }

  /** Queues a task. */
  task(task: Task): void {
    this.#enqueue('task', async () => await this.#runTask(task));
  }

  /** Queues an evaluation. */
  evaluation(request: consilium.v1.EvaluationRequest.$Properties): void {
    this.#enqueue('evaluation', async () => {
      const attempt = attemptOf(request.key);
      const report = await this.#timed(attempt, 'evaluate', () =>
        evaluationReport(this.#context, this.#studies, request, (hash, bytes) => this.#fetchModel(hash, bytes)),
      );
      this.#context.send({ evaluationReport: { key: { ...attempt }, ...report } });
    });
  }

  /** Notes at once that an attempt is over, so that work on it stops before anything is charged; cleans up in turn. */
  attemptEnded(key: consilium.v1.AttemptKey.$Properties | null | undefined): void {
    let attempt: Attempt;
    try {
      attempt = attemptOf(key);
    } catch (error) {
      return this.#warn('clean-up', error);
    }
    this.#ended.add(attemptName(attempt));
    this.#enqueue('clean-up', () => {
      this.#discard(attempt, 'the attempt ended without this update');
      this.#ended.delete(attemptName(attempt));
      return Promise.resolve();
    });
  }

  /**
   * Forgets an update, then takes back its charge if it was never committed: the first byte waits for the commit, which never
   * came. In this order, so that no update outlives its charge.
   */
  #discard(attempt: Attempt, reason: string): void {
    this.#context.updates.delete(attempt);
    for (const { dataset } of this.#context.catalog.entries) {
      const ledger = this.#context.ledger(dataset);
      for (const { key } of ledger.charges({ run: attempt.run, state: 'reserved' })) {
        if (attemptName(key) === attemptName(attempt)) ledger.release(key, reason);
      }
    }
  }

  /** Queues a look at what an earlier session or a crash left behind and nobody will ask for any more. */
  sweep(): void {
    this.#enqueue('sweep', async () => {
      this.#releaseUnstored();
      for (const attempt of this.#context.updates.list()) await this.#sweepUpdate(attempt);
    });
  }

  /** Charges without an update: the work was cut before there was anything to send. Should the attempt be offered again, it reserves anew. */
  #releaseUnstored(): void {
    const stored = new Set(this.#context.updates.list().map(attemptName));
    for (const { dataset } of this.#context.catalog.entries) {
      const ledger = this.#context.ledger(dataset);
      for (const { key } of ledger.charges({ state: 'reserved' })) {
        if (!stored.has(attemptName(key))) ledger.release(key, 'cut before an update was stored');
      }
    }
  }

  async #sweepUpdate(attempt: Attempt): Promise<void> {
    const { client, updates, stopping } = this.#context;
    let stored: StoredUpdate | undefined;
    try {
      stored = updates.open(attempt);
      if (stored === undefined) return;
      const updateHash = this.#isCommitted(stored.meta) ? stored.meta.updateHash : NO_HASH;
      await client.getUploadStatus({ key: { ...attempt }, updateHash }, { signal: stopping });
    } catch (error) {
      const known = fromUnknown(error);
      if (known.code === 'UNREACHABLE') throw known;
      if (FINAL_REFUSALS.includes(known.code)) this.#discard(attempt, `${known.code}: the attempt ended without this update`);
      else this.#context.log.warn({ ...attempt, code: known.code }, known.message);
    } finally {
      stored?.close();
    }
  }

  #isCommitted(meta: UpdateMeta): boolean {
    return !meta.charged || this.#context.ledger(meta.dataset).stateOf(ledgerKeyOf(meta)) === 'committed';
  }

  /** Frees models and data after the queue is empty. */
  async dispose(): Promise<void> {
    await this.#tail;
    this.#studies.dispose();
  }

  #isEnded(attempt: Attempt): boolean {
    return this.#ended.has(attemptName(attempt));
  }

  #enqueue(what: string, work: () => Promise<void>): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#context.stopping.aborted) return;
      try {
        await work();
      } catch (error) {
        this.#warn(what, error);
      }
    });
  }

  #warn(what: string, error: unknown): void {
    const known = fromUnknown(error);
    this.#context.log.warn({ what, code: known.code, err: known.code === 'INTERNAL' ? error : undefined }, known.message);
  }

  async #runTask(task: Task): Promise<void> {
    const attempt = attemptOf(task.key);
    const key = { ...attempt };
    if (this.#isEnded(attempt)) return;
    let work: { readonly stored: StoredUpdate } | { readonly prepared: PreparedStudy; readonly charge: Charge };
    try {
      const stored = this.#context.updates.open(attempt);
      // Made before a crash or a cut, or counted by a coordinator that has forgotten it: these bytes and no others answer this attempt.
      work = stored === undefined ? await this.#accept(task, attempt) : { stored };
      if ('stored' in work) this.#admitAgain(work.stored);
    } catch (error) {
      const known = fromUnknown(error);
      if (known.code === 'UNREACHABLE') throw known;
      this.#context.log.warn({ ...attempt, code: known.code }, `task refused: ${known.message}`);
      this.#context.send({ taskAnswer: { key, refusal: toldError(known) } });
      return;
    }
    this.#context.send({ taskAnswer: { key } });
    try {
      const update = 'stored' in work ? work.stored : await this.#train(task, attempt, work.prepared, work.charge);
      if (update !== undefined) await this.#deliver(update);
    } catch (error) {
      const known = fromUnknown(error);
      if (known.code !== 'UNREACHABLE' && !FINAL_REFUSALS.includes(known.code))
        this.#context.send({ taskFailed: { key, problem: toldError(known) } });
      throw known;
    }
  }

  /** Whether an update that is already stored may still leave: the hospital may have decided otherwise meanwhile. */
  #admitAgain(stored: StoredUpdate): void {
    try {
      this.#context.gate.admitPlan(stored.meta);
    } catch (error) {
      stored.close();
      throw error;
    }
  }

  /** Everything that can refuse a task, the budget last. From the reservation on the charge counts. */
  async #accept(task: Task, attempt: Attempt): Promise<{ readonly prepared: PreparedStudy; readonly charge: Charge }> {
    const prepared = await this.#studies.get(task.planHash ?? '', task.study ?? '');
    const { plan, release } = prepared;
    admitTraining(this.#context.gate, {
      siteId: this.#context.siteId,
      rehearsal: this.#context.rehearsal,
      nowMs: this.#context.clock.now(),
      plan,
      release,
      patients: prepared.dataset.training.patients,
      task,
    });
    const { dataset } = this.#context.catalog.forStudy(plan.document.study);
    if (release === undefined) return { prepared, charge: { dataset, ledger: undefined } };
    const ledger = this.#context.ledger(dataset);
    const key = ledgerKeyOf({ study: plan.document.study, planHash: plan.hash, ...attempt });
    if (ledger.stateOf(key) === 'committed') {
      // A second answer would be a second noising of the same patients' data, at double cost.
      throw new ConsiliumError({
        code: 'UPDATE_REPLAYED',
        message: `this site has already answered round ${attempt.round} attempt ${attempt.attempt} of ${attempt.run}`,
      });
    }
    ledger.reserve(key, release.eventsPerRound, (counted) =>
      this.#context.gate.admitCharge(dataset, counted, release.eventsPerRound),
    );
    return { prepared, charge: { dataset, ledger } };
  }

  /**
   * Trains and stores the update. A crash on the way leaves the reservation: since nothing had left, one charge is the whole
   * truth when the same attempt trains again. `undefined` when the attempt ended meanwhile.
   */
  async #train(task: Task, attempt: Attempt, prepared: PreparedStudy, charge: Charge): Promise<StoredUpdate | undefined> {
    const { context, plan } = { context: this.#context, plan: prepared.plan };
    const { study } = plan.document;
    const { dataset, ledger } = charge;
    const key = ledgerKeyOf({ study, planHash: plan.hash, ...attempt });
    try {
      const base = await this.#timed(attempt, 'fetch', () => this.#fetchModel(task.baseHash ?? '', task.baseBytes ?? 0));
      const input = {
        plan,
        release: prepared.release,
        siteId: context.siteId,
        trainer: prepared.trainer,
        patients: prepared.dataset.training.patients,
        base,
        random: context.random.fork(`${context.siteId}/${attemptName(attempt)}`),
      };
      const made = await this.#timed(attempt, 'train', () => makeUpdate(input));
      // Training blocks the event loop: let messages that came in meanwhile be heard.
      await setImmediate();
      if (this.#isEnded(attempt)) {
        ledger?.release(key, 'the attempt ended before the update was stored');
        return undefined;
      }
      const meta: UpdateMeta = {
        ...attempt,
        study,
        planHash: plan.hash,
        baseHash: task.baseHash ?? '',
        updateHash: sha256Hex(made.bytes),
        bytes: made.bytes.length,
        encoding: made.encoding,
        dataset,
        charged: ledger !== undefined,
      };
      await this.#timed(attempt, 'store', () => context.updates.put(meta, made.bytes));
    } catch (error) {
      this.#giveUp(attempt, ledger, key, fromUnknown(error));
      throw error;
    }
    return context.updates.open(attempt);
  }

  /** Nothing has left and nothing may any more: the update goes, if it was stored at all, then its charge. */
  #giveUp(attempt: Attempt, ledger: Ledger | undefined, key: LedgerKey, reason: ConsiliumError): void {
    try {
      this.#context.updates.delete(attempt);
      ledger?.release(key, `${reason.code}: nothing left the site`);
    } catch (error) {
      // The charge then stays: too much is counted, which is the safe side, and the next session's sweep tries again.
      this.#context.log.error({ code: fromUnknown(error).code }, 'a reservation could not be released and stays charged');
    }
  }

  /**
   * Commits the charge, then sends. A counted update is kept until its attempt has ended: a coordinator that was put back from a
   * backup asks for it again.
   */
  async #deliver(update: StoredUpdate): Promise<void> {
    const { updates, client, stopping } = this.#context;
    const { meta } = update;
    try {
      const ledger = meta.charged ? this.#context.ledger(meta.dataset) : undefined;
      // On disk before the first byte leaves: a crash after this counts an update that perhaps never left, never the reverse.
      ledger?.commit(ledgerKeyOf(meta), meta.updateHash);
      const head = ledger?.head();
      const position = head === undefined ? undefined : { sequence: head.seq, hash: head.hash };
      await this.#timed(meta, 'upload', () => upload(client, update, position, stopping));
    } catch (error) {
      const known = fromUnknown(error);
      if (FINAL_REFUSALS.includes(known.code)) updates.delete(meta);
      throw known;
    } finally {
      update.close();
    }
  }

  async #timed<T>(attempt: Attempt, phase: Phase, work: () => Promise<T> | T): Promise<T> {
    const { clock, observe } = this.#context;
    const start = clock.monotonic();
    const result = await work();
    observe(attempt, phase, clock.monotonic() - start);
    return result;
  }

  async #fetchModel(hash: string, bytes: number): Promise<Float32Array> {
    if (this.#model?.hash === hash) return this.#model.weights;
    const content = await fetchBlob(this.#context.client, hash, bytes, this.#context.stopping);
    if (content.length !== bytes) {
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `the model received has ${content.length} bytes, ${bytes} were announced`,
      });
    }
    const weights = new Float32Array(content.buffer, content.byteOffset, bytes / 4);
    if (!weights.every(Number.isFinite)) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model received is not finite' });
    }
    this.#model = { hash, weights };
    return weights;
  }
}

/** Where the cost of a round is kept; no ledger where nothing is noised, in rehearsals. */
interface Charge {
  readonly dataset: string;
  readonly ledger: Ledger | undefined;
}

function ledgerKeyOf({ study, planHash, run, round, attempt }: LedgerKey): LedgerKey {
  return { study, planHash, run, round, attempt };
}
