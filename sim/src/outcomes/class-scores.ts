import { exactAuc } from '@consilium/learning';

/** How well a model distinguishes classes, every class counting the same, beside the best answer that is the same for everybody. */
export interface ClassScores {
  readonly kind: 'category';
  readonly rows: number;
  readonly accuracy: number;
  /** Accuracy of always answering the commonest class of these rows. */
  readonly baseline: number;
  /** Mean over the classes that occur of the share of their rows that is found (balanced accuracy); one over their number by any constant answer. */
  readonly macroRecall: number;
  /** Mean over classes of the AUC of one against the rest; absent where fewer than two classes occur. */
  readonly macroAuc?: number;
}

/** One class. */
export interface ClassRow {
  readonly code: string;
  readonly rows: number;
  /** Of its rows, which are found; absent for a class that does not occur. */
  readonly recall?: number;
  /** Of the answers that name it, which are right; absent where none does. */
  readonly precision?: number;
  /** One against the rest; absent where there are not both. */
  readonly auc?: number;
}

/** Scores with what stands behind them. */
export interface ClassTable extends ClassScores {
  readonly classes: readonly ClassRow[];
  /** Rows by class found (outer) and class answered (inner); absent where there are too many classes for anybody to read it. */
  readonly confusion?: readonly (readonly number[])[];
}

/** Classes found and probabilities predicted, row by row. */
export interface ClassRows {
  /** Place of the class among the codes. */
  readonly observed: Int32Array;
  /** `rows x codes`. */
  readonly predicted: Float32Array;
}

/** Most classes of which every pair is counted. */
const MOST_IN_TABLE = 30;

/**
 * Scores of predicted classes; undefined without rows, and where a probability is no finite number. A row is answered with the class of the
 * largest probability, the first of equals.
 *
 * Macro recall is the mean of the classes' recall over classes that occur (Brodersen et al. 2010, "The balanced accuracy and its posterior
 * distribution"). The macro AUC is the unweighted mean of one-against-rest AUC (Provost and Domingos 2001 weigh by how common a class is;
 * unweighted, a rare class counts as much as a common one), over classes that occur beside others.
 */
export function classTable({ observed, predicted }: ClassRows, codes: readonly string[]): ClassTable | undefined {
  const [rows, width] = [observed.length, codes.length];
  if (rows === 0 || !predicted.every(Number.isFinite)) return undefined;
  const counts = codes.map(() => codes.map(() => 0));
  observed.forEach((own, row) => {
    const line = counts[own] as number[];
    const answer = largest(predicted.subarray(row * width, (row + 1) * width));
    line[answer] = (line[answer] as number) + 1;
  });
  const classes = codes.map((code, k): ClassRow => {
    const present = total(counts[k] as number[]);
    const right = counts[k]?.[k] as number;
    const answered = total(counts.map((line) => line[k] as number));
    const scoresOf = (isOwn: boolean): Float32Array =>
      predicted.filter((_, i) => i % width === k && (observed[(i - k) / width] === k) === isOwn);
    const auc = exactAuc(scoresOf(true), scoresOf(false));
    return {
      code,
      rows: present,
      ...(present === 0 ? {} : { recall: right / present }),
      ...(answered === 0 ? {} : { precision: right / answered }),
      ...(auc === undefined ? {} : { auc }),
    };
  });
  const recalls = classes.flatMap(({ recall }) => (recall === undefined ? [] : [recall]));
  const areas = classes.flatMap(({ auc }) => (auc === undefined ? [] : [auc]));
  return {
    kind: 'category',
    rows,
    accuracy: total(counts.map((line, k) => line[k] as number)) / rows,
    baseline: classes.reduce((most, { rows: own }) => Math.max(most, own), 0) / rows,
    macroRecall: total(recalls) / recalls.length,
    ...(areas.length === 0 ? {} : { macroAuc: total(areas) / areas.length }),
    classes,
    ...(width > MOST_IN_TABLE ? {} : { confusion: counts }),
  };
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
