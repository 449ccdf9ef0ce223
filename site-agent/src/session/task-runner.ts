import { ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import type { Ledger, LedgerKey } from '../ledger/index.ts';
import { makeUpdate } from '../training/round-update.ts';
import type { StudyRoom } from '../training/study-room.ts';
import { type Attempt, attemptName, attemptOf } from './attempt.ts';
import { fetchBlob } from './blob-fetch.ts';
import { evaluationReport } from './evaluation.ts';
import { admitTask } from './admission.ts';
import type { Phase, SiteContext } from './site-context.ts';
import { StudyRooms } from './study-rooms.ts';
import { upload } from './upload.ts';
import type { StoredUpdate, UpdateMeta } from './update-store.ts';

type Task = consilium.v1.Task.$Properties;

/** Refusals of the coordinator that no second try can change: the update is of no use any more. */
const FINAL_REFUSALS: readonly string[] = [
  'UPDATE_STALE',
  'UPDATE_REPLAYED',
  'UPDATE_UNEXPECTED',
  'UPDATE_WRONG_SHAPE',
  'UPDATE_NOT_FINITE',
  'BLOB_UNKNOWN',
];

/**
 * Carries out what the coordinator asks for, one thing at a time: training owns the machine while it runs. Every step may be
 * cut by a crash; the comment at each says what then stands and why nothing is sent or charged twice.
 */
export class TaskRunner {
  readonly #context: SiteContext;
  readonly #rooms: StudyRooms;
  readonly #ended: Set<string> = new Set();
  /** The last model fetched: rounds start from the model that was just scored. */
  #model: { readonly hash: string; readonly weights: Float32Array } | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(context: SiteContext) {
    this.#context = context;
    this.#rooms = new StudyRooms(context);
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
        evaluationReport(this.#context, this.#rooms, request, (hash, bytes) => this.#fetchModel(hash, bytes)),
      );
      this.#context.send({ evaluationReport: { key: { ...attempt }, ...report } });
    });
  }

  /** Notes at once that an attempt is over, so that work on it stops before anything is charged; cleans up in turn. */
  attemptEnded(key: consilium.v1.AttemptKey.$Properties | null | undefined): void {
    const attempt = attemptOf(key);
    this.#ended.add(attemptName(attempt));
    this.#enqueue('clean-up', () => {
      this.#releaseReserved(attempt);
      this.#context.updates.delete(attempt);
      this.#ended.delete(attemptName(attempt));
      return Promise.resolve();
    });
  }

  /** A reservation whose update never left its attempt in time is taken back: the first byte waits for the commit, which never came. */
  #releaseReserved(attempt: Attempt): void {
    for (const { dataset } of this.#context.catalog.entries) {
      const ledger = this.#context.ledger(dataset);
      for (const { key } of ledger.charges({ run: attempt.run, state: 'reserved' })) {
        if (key.round === attempt.round && key.attempt === attempt.attempt)
          ledger.release(key, 'the attempt ended without this update');
      }
    }
  }

  /** Queues a look at updates that an earlier session left behind: those whose attempt is over are of no use any more. */
  sweep(): void {
    this.#enqueue('sweep', async () => {
      for (const attempt of this.#context.updates.list()) {
        const stored = this.#context.updates.open(attempt);
        if (stored === undefined) continue;
        try {
          await this.#context.client.getUploadStatus(
            { key: { ...attempt }, updateHash: stored.meta.updateHash },
            { signal: this.#context.stopping },
          );
        } catch (error) {
          if (FINAL_REFUSALS.includes(fromUnknown(error).code)) this.#context.updates.delete(attempt);
        } finally {
          stored.close();
        }
      }
    });
  }

  /** Resolves when everything queued so far is done. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  /** Frees models and data after the queue is empty. */
  async dispose(): Promise<void> {
    await this.#tail;
    this.#rooms.dispose();
  }

  #enqueue(what: string, work: () => Promise<void>): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#context.stopping.aborted) return;
      try {
        await work();
      } catch (error) {
        const known = fromUnknown(error);
        this.#context.log.warn({ what, code: known.code, err: known.code === 'INTERNAL' ? error : undefined }, known.message);
      }
    });
  }

  async #runTask(task: Task): Promise<void> {
    const attempt = attemptOf(task.key);
    const key = { ...attempt };
    if (this.#ended.has(attemptName(attempt))) return;
    const stored = this.#context.updates.open(attempt);
    if (stored !== undefined) {
      // Made before a crash or a cut: these bytes and no others answer this attempt.
      this.#context.send({ taskAnswer: { key } });
      return await this.#deliver(stored);
    }
    let room: StudyRoom;
    try {
      room = await this.#rooms.get(task.planHash ?? '', task.study ?? '');
      admitTask(this.#context, room, task);
    } catch (error) {
      const known = fromUnknown(error);
      if (known.code === 'UNREACHABLE') throw known;
      this.#context.log.warn({ ...attempt, code: known.code }, `task refused: ${known.message}`);
      this.#context.send({ taskAnswer: { key, refusal: problemOf(known) } });
      return;
    }
    this.#context.send({ taskAnswer: { key } });
    try {
      const update = await this.#train(task, attempt, room);
      if (update !== undefined) await this.#deliver(update);
    } catch (error) {
      const known = fromUnknown(error);
      if (known.code === 'UNREACHABLE' || FINAL_REFUSALS.includes(known.code)) throw known;
      this.#context.send({ taskFailed: { key, problem: problemOf(known) } });
      throw known;
    }
  }

  /** Reserve, train, store, in this order. `undefined` when the attempt ended meanwhile. */
  async #train(task: Task, attempt: Attempt, room: StudyRoom): Promise<StoredUpdate | undefined> {
    const { context, plan, release } = { context: this.#context, plan: room.plan, release: room.release };
    const base = await this.#timed(attempt, 'fetch', () => this.#fetchModel(task.baseHash ?? '', task.baseBytes ?? 0));
    const dataset = context.catalog.forStudy(plan.document.study).dataset;
    const key: LedgerKey = { study: plan.document.study, planHash: plan.hash, ...attempt };
    const ledger = release === undefined ? undefined : context.ledger(dataset);
    // From here the charge counts. A crash before the update is stored leaves the reservation: the same attempt trains again
    // under it, and since nothing had left, one charge is the whole truth.
    ledger?.reserve(key, release?.eventsPerRound ?? [], (counted) =>
      context.policy.admitCharge(dataset, counted, release?.eventsPerRound ?? []),
    );
    try {
      const random = context.random.fork(`${context.siteId}/${attemptName(attempt)}`);
      const input = {
        plan,
        release,
        siteId: context.siteId,
        trainer: room.trainer,
        patients: room.dataset.training.patients,
        base,
        random,
      };
      const made = await this.#timed(attempt, 'train', () => makeUpdate(input));
      if (this.#ended.has(attemptName(attempt))) {
        ledger?.release(key, 'the attempt ended before the update was stored');
        return undefined;
      }
      const meta: UpdateMeta = {
        ...attempt,
        study: plan.document.study,
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
      // Nothing was stored, so nothing can leave.
      releaseQuietly(ledger, key, fromUnknown(error), this.#context);
      throw error;
    }
    return context.updates.open(attempt);
  }

  /** Commits the charge, then sends; only a counted or hopeless update is deleted. */
  async #deliver(update: StoredUpdate): Promise<void> {
    const { updates, client, stopping } = this.#context;
    const { meta } = update;
    try {
      const { run, round, attempt, study, planHash } = meta;
      const ledger = meta.charged ? this.#context.ledger(meta.dataset) : undefined;
      // On disk before the first byte leaves: a crash after this counts an update that perhaps never left, never the reverse.
      ledger?.commit({ study, planHash, run, round, attempt }, meta.updateHash);
      const head = ledger?.head();
      const position = head === undefined ? undefined : { sequence: head.seq, hash: head.hash };
      await this.#timed(meta, 'upload', () => upload(client, update, position, stopping));
      updates.delete(meta);
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
    const weights = new Float32Array(content.slice().buffer);
    if (!weights.every(Number.isFinite)) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model received is not finite' });
    }
    this.#model = { hash, weights };
    return weights;
  }
}

function problemOf(error: ConsiliumError): { code: string; message: string } {
  // What an unexpected error says could quote anything, a patient's value included.
  return { code: error.code, message: error.code === 'INTERNAL' ? 'an internal error at the site' : error.message };
}

function releaseQuietly(ledger: Ledger | undefined, key: LedgerKey, reason: ConsiliumError, context: SiteContext): void {
  try {
    ledger?.release(key, `${reason.code}: nothing was stored`);
  } catch (error) {
    // The charge then stays: too much is counted, which is the safe side, and the log says so.
    context.log.error({ code: fromUnknown(error).code }, 'a reservation could not be released and stays charged');
  }
}
