import { isConsiliumError, seededRandom } from '@consilium/core';
import type { Deidentified } from '@consilium/deidentify';
import { type Backend, createTrainer, type TrainingData } from '@consilium/learning';
import { type CompiledPlan, initialWeights } from '@consilium/plan';
import { type SyntheticRecords, totalVariation } from '@consilium/privacy';

/** How near synthetic rows come to the records that they were made of. All of it looks at records, and none of it may leave the hospital. */
export interface Fidelity {
  /** Total variation of each column. */
  readonly singles: readonly { readonly column: string; readonly distance: number }[];
  readonly meanSingle: number;
  readonly meanPair: number;
  /** The pairs that are furthest from the records. */
  readonly worstPairs: readonly { readonly columns: readonly [string, string]; readonly distance: number }[];
  readonly usefulness: Usefulness;
  readonly closest: Closest;
}

/** How well the plan's model tells held-out patients apart, by what it was trained on; absent figures where there is none to be had. */
export interface Usefulness {
  readonly trainedOnSynthetic?: number;
  readonly trainedOnRecords?: number;
  /** Why there are no figures. */
  readonly none?: string;
}

/** Distance to the closest record: in how many columns a row differs from the record that it is most like. */
export interface Closest {
  /** Share of the synthetic rows that are like a record in every column. */
  readonly equal: number;
  /** Median over synthetic rows. */
  readonly median: number;
  /** The same for records, each against the others: what to compare with. */
  readonly equalAmongRecords: number;
  readonly medianAmongRecords: number;
  /** Rows and records that were looked at, at most. */
  readonly looked: number;
}

/** Pairs that a report names. */
const WORST = 10;
/** Rows and records that are compared with each other: all pairs of them are. */
const LOOKED = 2000;

/** What the distances between tables say. @param names of the columns, in their order */
export function distances(
  records: SyntheticRecords,
  synthetic: SyntheticRecords,
  names: readonly string[],
): Omit<Fidelity, 'usefulness' | 'closest'> {
  const { singles, pairs } = totalVariation(records, synthetic);
  const name = (column: number): string => names[column] ?? '';
  const sorted = [...pairs].sort((x, y) => y.distance - x.distance);
  return {
    singles: singles.map((distance, column) => ({ column: name(column), distance })),
    meanSingle: mean(singles),
    meanPair: mean(pairs.map(({ distance }) => distance)),
    worstPairs: sorted.slice(0, WORST).map(({ a, b, distance }) => ({ columns: [name(a), name(b)] as const, distance })),
  };
}

/** How like the closest record rows are. */
export function closestRecords(records: SyntheticRecords, synthetic: SyntheticRecords): Closest {
  const looked = (table: SyntheticRecords): SyntheticRecords => ({ ...table, rows: Math.min(LOOKED, table.rows) });
  const [real, made] = [looked(records), looked(synthetic)];
  const toRecords = nearest(made, real, false);
  const among = nearest(real, real, true);
  return {
    equal: share(toRecords),
    median: median(toRecords),
    equalAmongRecords: share(among),
    medianAmongRecords: median(among),
    looked: LOOKED,
  };
}

/** Of each row of a table in how many columns it differs from the row of another that it is most like. @param others whether both are the same table */
function nearest(rows: SyntheticRecords, table: SyntheticRecords, others: boolean): readonly number[] {
  return Array.from({ length: rows.rows }, (_, row) => {
    let least = rows.values.length;
    for (let other = 0; other < table.rows; other++) {
      if (others && other === row) continue;
      let differ = 0;
      for (const [i, column] of rows.values.entries()) if (column[row] !== table.values[i]?.[other]) differ++;
      if (differ < least) least = differ;
    }
    return least;
  });
}

/** What a model learns of tables: as the plan reads them. */
export interface LearnedFrom {
  readonly synthetic: Deidentified<TrainingData>;
  readonly records: Deidentified<TrainingData>;
  readonly heldOut: Deidentified<TrainingData>;
}

/** Passes over the patients, enough for the models of tables. */
const EPOCHS = 60;
const TRAINING = { batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.02 } } as const;

/** Trains the plan's model on synthetic rows and on records, without noise, and scores both on those held out. */
export function usefulness(plan: CompiledPlan, { synthetic, records, heldOut }: LearnedFrom, backend: Backend): Usefulness {
  const { document } = plan;
  if (document.data.target.kind !== 'binary') return { none: 'the target of the plan is not of two classes' };
  if (heldOut.rows === 0) return { none: 'the data set holds nobody out' };
  const common = {
    model: document.model,
    inputShape: [plan.inputWidth],
    loss: document.training.loss,
    maxRowsPerPatient: document.data.maxRowsPerPatient,
    backend,
  };
  const learned = (data: Deidentified<TrainingData>): Float32Array | undefined => {
    const trainer = createTrainer({ ...common, data });
    try {
      const weights = initialWeights(document.model, [plan.inputWidth]);
      return trainer.train({ weights, epochs: EPOCHS, ...TRAINING, randomness: seededRandom('synthetic') });
    } catch (error) {
      // Of a report that stays here: what cannot be trained is said, and ends nothing.
      if (isConsiliumError(error, 'TRAINING_FAILED') || isConsiliumError(error, 'TOO_FEW_PATIENTS')) return undefined;
      throw error;
    } finally {
      trainer.dispose();
    }
  };
  const evaluator = createTrainer({ ...common, data: heldOut });
  try {
    const scored = (data: Deidentified<TrainingData>): number | undefined => {
      const weights = learned(data);
      return weights === undefined ? undefined : evaluator.evaluate({ weights }).auc;
    };
    const [trainedOnSynthetic, trainedOnRecords] = [scored(synthetic), scored(records)];
    if (trainedOnSynthetic === undefined)
      return { none: 'the model could not be trained on the synthetic rows, or nobody held out tells it' };
    return { trainedOnSynthetic, ...(trainedOnRecords === undefined ? {} : { trainedOnRecords }) };
  } finally {
    evaluator.dispose();
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function share(distancesTo: readonly number[]): number {
  return mean(distancesTo.map((distance) => (distance === 0 ? 1 : 0)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
