import { ConsiliumError } from '@consilium/core';
import { aggregationWeights, type CompiledPlan } from '@consilium/plan';
import type { Grid, Release } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { BlobStore, StagedBlob } from '../store/blob-store.ts';
import type { StoredRun } from '../store/run-store.ts';
import { FloatSum, GridSum, type RunningSum } from './running-sum.ts';
import { averageTail, decodeStrategyState, EMPTY_STRATEGY_STATE, encodeStrategyState, strategyStep } from './strategies.ts';
import { assertFinite, bytesOf, float32Of } from './vectors.ts';

/** How updates of this plan are encoded: integers with noise, floats where there is none to hide. */
export function updateEncoding(plan: CompiledPlan): UpdateEncoding {
  const { mechanism } = plan.document.privacy;
  return mechanism === 'none' || mechanism === 'dp-sgd'
    ? UpdateEncoding.UPDATE_ENCODING_FLOAT32
    : UpdateEncoding.UPDATE_ENCODING_GRID_INT32;
}

/** The grid that updates of this plan are integers on, if they are. */
export function updateGrid(plan: CompiledPlan, release: Release | undefined): Grid | undefined {
  return updateEncoding(plan) === UpdateEncoding.UPDATE_ENCODING_GRID_INT32 ? release?.grid : undefined;
}

/** The running aggregate of one attempt: updates go in one by one, the next model comes out. */
export class Aggregator {
  readonly #plan: CompiledPlan;
  readonly #sum: RunningSum;
  readonly #folded: Set<string> = new Set();

  /** @param release what the plan's privacy section comes to; `undefined` without privacy */
  constructor(plan: CompiledPlan, release: Release | undefined) {
    this.#plan = plan;
    const { parameters } = plan.manifest;
    const grid = updateGrid(plan, release);
    this.#sum = grid === undefined ? new FloatSum(parameters) : new GridSum(parameters, grid);
  }

  /** Folds the content of a site's update in, piece by piece; a second time changes nothing. */
  fold(site: string, content: Iterable<Uint8Array>): void {
    if (this.#folded.has(site)) return;
    let start = 0;
    for (const piece of content) {
      this.#sum.add(piece, start);
      start += piece.length / 4;
    }
    this.#folded.add(site);
  }

  /** Whether the sum consists of exactly these updates. */
  holds(sites: readonly string[]): boolean {
    return sites.length === this.#folded.size && sites.every((site) => this.#folded.has(site));
  }

  /**
   * Makes the model of the round, ready to be stored with the step that names it.
   *
   * @throws ConsiliumError `UPDATE_NOT_FINITE` when the step left the range of float32: training has diverged
   */
  async finish(
    run: StoredRun,
    round: number,
    counted: readonly string[],
    blobs: BlobStore,
  ): Promise<{ readonly model: StagedBlob; readonly strategy: StagedBlob }> {
    if (!this.holds(counted)) {
      throw new ConsiliumError({
        code: 'INTERNAL',
        message: `the sum holds ${[...this.#folded].join(', ')}, the round counted ${counted.join(', ')}`,
      });
    }
    const { strategy, privacy } = this.#plan.document;
    const denominator = counted.reduce((sum, site) => sum + aggregationWeights(this.#plan, site).denominator, 0);
    // A gradient points uphill; an update is already the way down.
    const scale = (privacy.mechanism === 'dp-fedsgd' ? -1 : 1) / denominator;
    const delta = this.#sum.total().map((value) => value * scale);
    const base = float32Of(await blobs.get(run.modelHash));
    const state =
      run.strategyHash === undefined ? EMPTY_STRATEGY_STATE : decodeStrategyState(await blobs.get(run.strategyHash), base.length);
    const next = averageTail(strategy, strategyStep(strategy, base, delta, state), round, run.rounds);
    assertFinite(next.model, `the model after round ${round}`);
    return { model: blobs.stage(bytesOf(next.model)), strategy: blobs.stage(encodeStrategyState(next.state)) };
  }
}
