import { closeSync, openSync, readSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';
import { aggregationWeights, type CompiledPlan } from '@consilium/plan';
import type { Release } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { BlobStore } from '../store/blob-store.ts';
import type { StoredRun } from '../store/run-store.ts';
import { FloatSum, GridSum, type RunningSum } from './running-sum.ts';
import { averageTail, decodeStrategyState, EMPTY_STRATEGY_STATE, encodeStrategyState, strategyStep } from './strategies.ts';
import { assertFinite, bytesOf, float32Of } from './vectors.ts';

/** Bytes read from an update's file at a time. */
const READ_BYTES = 1024 * 1024;

/** How updates of this plan are encoded: integers with noise, floats where there is none to hide. */
export function updateEncoding(plan: CompiledPlan): UpdateEncoding {
  const { mechanism } = plan.document.privacy;
  return mechanism === 'none' || mechanism === 'dp-sgd'
    ? UpdateEncoding.UPDATE_ENCODING_FLOAT32
    : UpdateEncoding.UPDATE_ENCODING_GRID_INT32;
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
    const grid = updateEncoding(plan) === UpdateEncoding.UPDATE_ENCODING_GRID_INT32 ? release?.grid : undefined;
    this.#sum = grid === undefined ? new FloatSum(parameters) : new GridSum(parameters, grid);
  }

  /** Folds the update of a site in, piece by piece; a second time changes nothing. */
  fold(site: string, path: string): void {
    if (this.#folded.has(site)) return;
    const buffer = new Uint8Array(READ_BYTES);
    const fd = openSync(path, 'r');
    try {
      let start = 0;
      for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) {
        this.#sum.add(buffer.subarray(0, n), start);
        start += n / 4;
      }
    } finally {
      closeSync(fd);
    }
    this.#folded.add(site);
  }

  /** Whether the sum consists of exactly these updates. */
  holds(sites: readonly string[]): boolean {
    return sites.length === this.#folded.size && sites.every((site) => this.#folded.has(site));
  }

  /**
   * Makes the model of the round and stores it.
   *
   * @throws ConsiliumError `UPDATE_NOT_FINITE` when the step left the range of float32: training has diverged
   */
  finish(
    run: StoredRun,
    round: number,
    counted: readonly string[],
    blobs: BlobStore,
  ): { modelHash: string; strategyHash: string } {
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
    const base = float32Of(blobs.get(run.modelHash));
    const state =
      run.strategyHash === undefined ? EMPTY_STRATEGY_STATE : decodeStrategyState(blobs.get(run.strategyHash), base.length);
    const next = averageTail(strategy, strategyStep(strategy, base, delta, state), round, run.rounds);
    assertFinite(next.model, `the model after round ${round}`);
    return { modelHash: blobs.put(bytesOf(next.model)), strategyHash: blobs.put(encodeStrategyState(next.state)) };
  }
}
