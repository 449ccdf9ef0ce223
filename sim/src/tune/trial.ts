import { ConsiliumError, type SeededRandom, seededRandom } from '@consilium/core';
import { type Backend, createTrainer, SPLIT_SECRET_BYTES, type Trainer } from '@consilium/learning';
import {
  type CompiledPlan,
  initialWeights,
  NOTHING_REMEMBERED,
  releaseParameters,
  serverStepFromBytes,
  serverStepOf,
} from '@consilium/plan';
import { deriveRelease, poissonSample, type Release, releaseWords } from '@consilium/privacy';
import { buildDataset, openSource, type Source } from '@consilium/site-agent';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Planting, plantedTable } from './planted-table.ts';
import { changedPlan, type Settings } from './settings.ts';

/** Where patients come from: nowhere, or a file that anybody may read. */
export type TuningData =
  | { readonly kind: 'planted'; readonly planting: Planting }
  | { readonly kind: 'public'; readonly path: string };

/** One training of one model, from its first round to its score. */
export interface Trial {
  readonly settings: Settings;
  /** Another seed is other patients (or another split of the file), other samples and other noise. */
  readonly seed: string;
  /** Target of the noise; left out, the plan's. */
  readonly epsilon?: number;
  /** False leaves the noise out, and nothing else. */
  readonly noise: boolean;
}

/** Rows that a model of planted data is scored on: so many that they hardly add to the spread. */
const SCORED = 4000;
/** Share of a public file that is scored on. */
const HELD_OUT = 0.3;
/** Rows of one native call: of a whole batch, where a site at a hospital is content with fewer. */
const PHYSICAL_BATCH = 1024;

/** Patients of one seed, with the model compiled on them. */
interface Prepared {
  readonly trainer: Trainer;
  readonly evaluator: Trainer;
  /** Patients who train. */
  readonly patients: number;
  /** AUC of the truth itself, on those who are scored; `undefined` for a public file, whose truth nobody knows. */
  readonly best: number | undefined;
}

/**
 * Trains in this process, without agents and coordinator, what these would train: the same trainer, clip, grid, sampling, noise and step. The
 * patients of all sites lie in one table, which changes nothing: each is drawn by itself with the same probability, sums of clipped gradients are
 * exact integers in whatever order, and every site's noise is added.
 */
export class TrialBench {
  readonly #plan: CompiledPlan;
  readonly #data: TuningData;
  readonly #backend: Backend;
  readonly #prepared: Map<string, Promise<Prepared>> = new Map();
  readonly #multipliers: Map<string, number> = new Map();

  constructor(plan: CompiledPlan, data: TuningData, backend: Backend) {
    this.#plan = plan;
    this.#data = data;
    this.#backend = backend;
  }

  /** AUC of the final model on patients who did not train; 0.5 where the model is none any more. @throws ConsiliumError `PLAN_INVALID` for settings that fit no plan */
  async run(trial: Trial): Promise<number> {
    const { evaluator } = await this.#of(trial.seed);
    const weights = await this.train(trial);
    if (!weights.every(Number.isFinite)) return NO_SKILL;
    return evaluator.evaluate({ weights }).auc ?? NO_SKILL;
  }

  /** The final model of a trial. @throws ConsiliumError as {@link run} */
  async train(trial: Trial): Promise<Float32Array> {
    const { trainer, patients } = await this.#of(trial.seed);
    const plan = changedPlan(this.#plan, { ...trial, patientsTimes: Math.min(1, patients / patientsOf(this.#plan)) });
    return this.#train(plan, trial, trainer, patients);
  }

  /** AUC that no model can pass on the patients of a seed; `undefined` for a public file. */
  async best(seed: string): Promise<number | undefined> {
    return (await this.#of(seed)).best;
  }

  /** Patients who train. */
  async patients(seed: string): Promise<number> {
    return (await this.#of(seed)).patients;
  }

  /** Frees what is native. */
  async dispose(): Promise<void> {
    for (const prepared of this.#prepared.values()) {
      const { trainer, evaluator } = await prepared;
      trainer.dispose();
      evaluator.dispose();
    }
  }

  #train(plan: CompiledPlan, { seed, noise }: Trial, trainer: Trainer, patients: number): Float32Array {
    const { privacy, training, model, rounds } = plan.document;
    if (privacy.mechanism !== 'dp-fedsgd') throw onlyGradients();
    const release = this.#release(plan);
    const grid = noise ? release.grid : { ...release.grid, noiseStd: 0 };
    const random: SeededRandom = seededRandom(`consilium/tune/${seed}`).fork('run');
    const samplingRate = training.samplingRate ?? 1;
    let weights = initialWeights(model, [plan.inputWidth]);
    let memory = NOTHING_REMEMBERED;
    for (let round = 1; round <= rounds; round++) {
      const chosen = poissonSample(patients, samplingRate, random);
      const dropout = random.fork(`sum ${round}`);
      const { words } = trainer.clippedGridSum({ weights, patients: chosen, clip: privacy.clip, scale: grid.scale, dropout });
      for (const [i] of plan.siteIds.entries()) {
        const own = i === 0 ? words : new Int32Array(words.length);
        releaseWords(own, grid, { count: i === 0 ? chosen.length : 0, noise: noise ? 'grid' : 'none' }, random);
        if (i > 0) addWords(words, own);
        if (!noise) break;
      }
      const step = serverStepOf(plan, plan.siteIds, round, rounds);
      const next = serverStepFromBytes(step, { base: bytesOf(weights), sum: bytesOf(words), before: memory }, grid.scale);
      weights = next.model;
      memory = next.after;
    }
    return weights;
  }

  /** The release of a plan. Noise depends on little of it, and takes longest to find. */
  #release(plan: CompiledPlan): Release {
    const parameters = releaseParameters(plan);
    if (parameters === undefined) throw onlyGradients();
    const key = [parameters.rounds, parameters.samplingRate, parameters.target.epsilon].join('/');
    const known = this.#multipliers.get(key);
    const release = deriveRelease(known === undefined ? parameters : { ...parameters, noiseMultiplier: known });
    this.#multipliers.set(key, release.noiseMultiplier);
    return release;
  }

  #of(seed: string): Promise<Prepared> {
    const known = this.#prepared.get(seed);
    if (known !== undefined) return known;
    const made = this.#data.kind === 'planted' ? this.#planted(seed, this.#data.planting) : this.#public(seed, this.#data.path);
    this.#prepared.set(seed, made);
    return made;
  }

  async #planted(seed: string, planting: Planting): Promise<Prepared> {
    const random = seededRandom(`consilium/tune/${seed}`);
    const folder = mkdtempSync(join(tmpdir(), 'consilium-tune-'));
    try {
      const table = (count: number, part: string): { readonly source: Source } & ReturnType<typeof plantedTable> => {
        const drawn = plantedTable(this.#plan, count, planting, { effects: random.fork('effects'), patients: random.fork(part) });
        const path = join(folder, `${part}.csv`);
        writeFileSync(path, drawn.csv, { mode: 0o600 });
        return { ...drawn, source: openSource({ kind: 'csv', path }, folder) };
      };
      const everybody = { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 };
      const scored = table(SCORED, 'scored');
      const [training, heldOut] = await Promise.all([
        buildDataset(table(patientsOf(this.#plan), 'training').source, this.#plan, everybody),
        buildDataset(scored.source, this.#plan, everybody),
      ]);
      return {
        trainer: this.#trainer(training.training),
        evaluator: this.#trainer(heldOut.training),
        patients: training.training.patients,
        best: rankedRight(scored.logOdds, scored.positive),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #public(seed: string, path: string): Promise<Prepared> {
    const secret = new Uint8Array(SPLIT_SECRET_BYTES);
    seededRandom(`consilium/tune/${seed}`).fork('split').fill(secret);
    const source = openSource({ kind: 'csv', path: resolve(path) }, '.');
    const { training, heldOut } = await buildDataset(source, this.#plan, { secret, share: HELD_OUT });
    if (training.patients === 0 || heldOut.patients === 0)
      throw new ConsiliumError({ code: 'DATA_INVALID', message: `${path} has no rows that fit the plan` });
    // A file of more patients than the study has would promise too much.
    const patients = Math.min(training.patients, patientsOf(this.#plan));
    return { trainer: this.#trainer(training), evaluator: this.#trainer(heldOut), patients, best: undefined };
  }

  #trainer(data: Parameters<typeof createTrainer>[0]['data']): Trainer {
    const { model, training, data: dictionary } = this.#plan.document;
    const { maxRowsPerPatient } = dictionary;
    const { loss, classWeights } = training;
    return createTrainer({
      model,
      inputShape: [this.#plan.inputWidth],
      loss,
      maxRowsPerPatient,
      backend: this.#backend,
      physicalBatch: PHYSICAL_BATCH,
      data,
      ...(classWeights === undefined ? {} : { classWeights }),
    });
  }
}

/** AUC of a coin. */
export const NO_SKILL = 0.5;

/** Public patient numbers of all sites together. */
export function patientsOf({ siteIds, document }: CompiledPlan): number {
  return siteIds.reduce((sum, id) => sum + (document.sites[id]?.patients ?? 0), 0);
}

/** Said of other mechanisms. */
export function onlyGradients(): ConsiliumError<'USAGE'> {
  return new ConsiliumError({
    code: 'USAGE',
    message:
      'tune chooses for the mechanism dp-fedsgd: rehearse other plans with sim --repeat, and with sim --no-noise beside it',
  });
}

/** Share of pairs, of one patient with and one without the outcome, in which the former has the higher odds. */
function rankedRight(logOdds: Float64Array, positive: Uint8Array): number {
  const order = Array.from(logOdds.keys()).sort((a, b) => (logOdds[a] as number) - (logOdds[b] as number));
  let below = 0;
  let right = 0;
  for (const i of order) {
    if (positive[i] === 1) right += below;
    else below++;
  }
  return right / (below * (logOdds.length - below));
}

/** Adds words, modulo 2^32, as sums of sites are added. */
function addWords(to: Int32Array, words: Int32Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + (words[i] as number);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
