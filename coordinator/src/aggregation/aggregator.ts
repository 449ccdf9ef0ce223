import { ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import {
  type CompiledPlan,
  isMaskedPlan,
  NOTHING_REMEMBERED,
  recordStep,
  serverStepInPieces,
  serverStepOf,
  STEP_PIECE,
} from '@consilium/plan';
import type { Grid, Release } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { Mask } from '@consilium/secure-sum';
import type { MadeOfSum } from '../masks/transcripts.ts';
import type { BlobStore, StagedBlob } from '../store/blob-store.ts';
import type { Pause } from '../rounds/turns.ts';
import type { StoredRun } from '../store/run-store.ts';
import { type Accumulator, FloatAccumulator, GridAccumulator } from './accumulator.ts';
import type { UpdateIntake } from './update-intake.ts';
import type { UpdateKey } from './update-pieces.ts';
import { assertFinite, bytesOf, float32Of } from './vectors.ts';

/** How updates of this plan are encoded: integers with noise, masked or not, floats where there is none to hide. */
export function updateEncoding(plan: CompiledPlan): UpdateEncoding {
  if (isMaskedPlan(plan)) return UpdateEncoding.UPDATE_ENCODING_MASKED_INT32;
  const { mechanism } = plan.document.privacy;
  return mechanism === 'none' || mechanism === 'dp-sgd'
    ? UpdateEncoding.UPDATE_ENCODING_FLOAT32
    : UpdateEncoding.UPDATE_ENCODING_GRID_INT32;
}

/** The grid that updates of this plan are integers on, if they are. */
export function updateGrid(plan: CompiledPlan, release: Release | undefined): Grid | undefined {
  return updateEncoding(plan) === UpdateEncoding.UPDATE_ENCODING_FLOAT32 ? undefined : release?.grid;
}

/** How masks come off the sum of an attempt that was collected under masks. */
export interface Unmasking {
  readonly masks?: readonly Mask[] | undefined;
  /** Between pieces of a long vector. */
  readonly pause?: Pause;
}

/** Where an aggregator reads stored updates and reports those that it cannot read. */
export interface AggregatorContext {
  readonly intake: UpdateIntake;
  readonly log: Logger;
}

/** What became of a sum, ready to be stored with the step that names it. */
export interface MadeModel {
  readonly model: StagedBlob;
  readonly strategy: StagedBlob;
  /** How the model was made, where updates were summed under masks. */
  readonly opened?: MadeOfSum;
}

/**
 * The sum of the attempt that is open: counted updates go in one by one, the next model comes out. Where the sum has gaps, after a
 * restart or when an update could not be read, {@link complete} builds it again from the stored updates.
 */
export class Aggregator {
  readonly #context: AggregatorContext;
  readonly #plan: CompiledPlan;
  readonly #grid: Grid | undefined;
  #sum: Accumulator;
  #sites: Set<string> = new Set();
  /** Whether a model is being made of the sum. */
  #finishing = false;

  /** @param release what the plan's privacy section comes to; `undefined` without privacy */
  constructor(context: AggregatorContext, plan: CompiledPlan, release: Release | undefined) {
    this.#context = context;
    this.#plan = plan;
    this.#grid = updateGrid(plan, release);
    this.#sum = this.#empty();
  }

  /** Begins the sum of another attempt. */
  clear(): void {
    // The same memory again: another vector for each attempt would lie beside the last one until that is collected.
    if (this.#finishing) this.#sum = this.#empty();
    else this.#sum.clear();
    this.#sites = new Set();
  }

  /** Adds a counted update; a second time changes nothing. One that cannot be read leaves a gap, for {@link complete} to fill. */
  add(site: string, content: Iterable<Uint8Array>): void {
    try {
      this.#fold(site, content);
    } catch (error) {
      this.#context.log.warn({ siteId: site, err: error }, `the update of ${site} could not be read`);
      this.clear();
    }
  }

  /** Makes the sum that of exactly these updates. @throws ConsiliumError when a stored update cannot be read */
  async complete(counted: readonly UpdateKey[]): Promise<void> {
    if (this.#holds(counted.map(({ site }) => site))) return;
    this.clear();
    for (const key of counted) this.#fold(key.site, await this.#context.intake.counted(key));
  }

  /**
   * Makes the model of the round, ready to be stored with the step that names it.
   *
   * @param masks what is to be added to the sum of masked updates
   * @throws ConsiliumError `UPDATE_NOT_FINITE` when the step left the range of float32: training has diverged; `UPDATE_TOO_LONG` when a
   * sum under masks is none of honest updates; `INTERNAL` when the sum holds other updates than were counted: a model whose weights belong
   * to other sites must not leave
   */
  async finish(
    run: StoredRun,
    round: number,
    counted: readonly string[],
    blobs: BlobStore,
    { masks, pause = async () => {} }: Unmasking = {},
  ): Promise<MadeModel> {
    if (!this.#holds(counted)) {
      throw new ConsiliumError({
        code: 'INTERNAL',
        message: `the sum holds ${[...this.#sites].join(', ')}, the round counted ${counted.join(', ')}`,
      });
    }
    this.#finishing = true;
    try {
      return await this.#step(run, round, counted, blobs, { masks, pause });
    } finally {
      this.#finishing = false;
    }
  }

  async #step(
    run: StoredRun,
    round: number,
    counted: readonly string[],
    blobs: BlobStore,
    { masks, pause }: Required<Unmasking>,
  ): Promise<MadeModel> {
    const step = serverStepOf(this.#plan, counted, round, run.rounds);
    const { totalOf, words } = await this.#total({ masks, pause, sites: counted.length });
    const before = run.strategyHash === undefined ? NOTHING_REMEMBERED : await blobs.get(run.strategyHash);
    const { parameters } = this.#plan.manifest;
    let after: Uint8Array = NOTHING_REMEMBERED;
    /** What is written of a model before the last of its base was seen, or before it left the range of float32, nobody names. */
    async function* nextModel(): AsyncGenerator<Uint8Array> {
      const pieces = serverStepInPieces(step, { parameters, base: baseOf(blobs, run.modelHash), totalOf, before });
      let start = 0;
      for (;;) {
        const next = await pieces.next();
        if (next.done === true) {
          after = next.value;
          return;
        }
        assertFinite(next.value, `the model after round ${round}`, start);
        start += next.value.length;
        yield bytesOf(next.value);
        await pause();
      }
    }
    const next = await blobs.stagePieces(nextModel(), parameters * Float32Array.BYTES_PER_ELEMENT);
    const strategy = await blobs.stageBehind(after);
    if (words === undefined) return { model: next, strategy };
    const hashes = { baseHash: run.modelHash, modelHash: next.hash, afterHash: strategy.hash };
    return { model: next, strategy, opened: { step: recordStep(step), sum: bytesOf(words), before, ...hashes } };
  }

  async #total({ masks, pause, sites }: Required<Unmasking> & { readonly sites: number }): Promise<{
    readonly totalOf: (start: number, end: number) => Float64Array;
    readonly words?: Int32Array;
  }> {
    const sum = this.#sum;
    if (!isMaskedPlan(this.#plan)) return { totalOf: (start, end) => sum.part(start, end) };
    if (masks === undefined || !(sum instanceof GridAccumulator))
      throw new ConsiliumError({ code: 'INTERNAL', message: 'the masks of the sum are not known: what it holds is noise' });
    const words = await sum.unmasked({ masks, sites }, pause);
    return { totalOf: (start, end) => sum.decoded(words, start, end), words };
  }

  #empty(): Accumulator {
    const { parameters } = this.#plan.manifest;
    return this.#grid === undefined ? new FloatAccumulator(parameters) : new GridAccumulator(parameters, this.#grid);
  }

  #fold(site: string, content: Iterable<Uint8Array>): void {
    if (this.#sites.has(site)) return;
    let start = 0;
    for (const piece of content) {
      this.#sum.add(piece, start);
      start += piece.length / 4;
    }
    this.#sites.add(site);
  }

  #holds(sites: readonly string[]): boolean {
    return sites.length === this.#sites.size && sites.every((site) => this.#sites.has(site));
  }
}

/** A stored model in pieces, its hash verified at the end. */
async function* baseOf(blobs: BlobStore, hash: string): AsyncGenerator<Float32Array> {
  for await (const piece of blobs.verified(hash, STEP_PIECE * Float32Array.BYTES_PER_ELEMENT)) yield float32Of(piece);
}
