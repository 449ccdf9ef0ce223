/** The nearest table of the same length that is nowhere negative and adds up to `total` (Euclidean projection onto a simplex). */
export function projectCounts(counts: Float64Array, total: number): Float64Array {
  const sorted = Float64Array.from(counts).sort().reverse();
  let sum = 0;
  let shift = 0;
  for (const [i, value] of sorted.entries()) {
    sum += value;
    const candidate = (sum - total) / (i + 1);
    if (value - candidate > 0) shift = candidate;
    else break;
  }
  return counts.map((value) => Math.max(0, value - shift));
}

/** A table of pairs, row by row, and what is known of its margins. */
export interface PairMeasurement {
  readonly counts: Float64Array;
  /** Counts of the first column, which the rows must add up to; the same sum as `right`. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Standard deviation of the noise on each count. */
  readonly sigma: number;
}

/** Rounds of proportional fitting, which converges within a few. */
const FITTING_ROUNDS = 200;
/** What a table whose margins are right may still miss, of the whole. */
const FITTED = 1e-12;
/** Of the independent table, what every cell keeps: a cell that noise made empty could not be fitted. */
const FLOOR = 1e-6;

/**
 * The table that a noised one is taken for: nowhere negative, with the given margins, and as far from independence as it can be told from noise.
 * What the noised table says beyond its margins is shrunk by the positive-part estimator of James and Stein (Baranchik 1970), then negative
 * counts are cut and the margins restored by proportional fitting (Deming and Stephan 1940).
 *
 * @returns counts, and a total of 0 where there is nothing
 */
export function fitPair({ counts, left, right, sigma }: PairMeasurement): Float64Array {
  const rows = left.length;
  const columns = right.length;
  const total = left.reduce((a, b) => a + b, 0);
  const fitted = new Float64Array(rows * columns);
  if (total <= 0) return fitted;
  const independent = (r: number, c: number): number => ((left[r] as number) * (right[c] as number)) / total;
  const beyond = doublyCentred(counts, rows, columns, independent);
  const energy = beyond.reduce((sum, value) => sum + value * value, 0);
  const freedom = (rows - 1) * (columns - 1);
  const kept = energy > 0 ? Math.max(0, 1 - (Math.max(1, freedom - 2) * sigma * sigma) / energy) : 0;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const at = r * columns + c;
      const alone = independent(r, c);
      fitted[at] = Math.max(alone * FLOOR, alone + kept * (beyond[at] as number));
    }
  fitMargins(fitted, left, right, total);
  return fitted;
}

/** What a table holds beyond another one and beyond its own margins. */
function doublyCentred(
  counts: Float64Array,
  rows: number,
  columns: number,
  other: (r: number, c: number) => number,
): Float64Array {
  const beyond = Float64Array.from(counts, (count, at) => count - other(Math.floor(at / columns), at % columns));
  const ofRow = new Float64Array(rows);
  const ofColumn = new Float64Array(columns);
  for (const [at, value] of beyond.entries()) {
    const [r, c] = [Math.floor(at / columns), at % columns];
    ofRow[r] = (ofRow[r] as number) + value / columns;
    ofColumn[c] = (ofColumn[c] as number) + value / rows;
  }
  const mean = ofRow.reduce((a, b) => a + b, 0) / rows;
  return beyond.map(
    (value, at) => value - (ofRow[Math.floor(at / columns)] as number) - (ofColumn[at % columns] as number) + mean,
  );
}

/** Scales rows and columns in turn until both add up to their margins. */
function fitMargins(table: Float64Array, left: Float64Array, right: Float64Array, total: number): void {
  const columns = right.length;
  for (let round = 0; round < FITTING_ROUNDS; round++) {
    let missed = 0;
    for (const [r, wanted] of left.entries()) {
      const row = table.subarray(r * columns, (r + 1) * columns);
      const sum = row.reduce((a, b) => a + b, 0);
      missed += Math.abs(sum - wanted);
      if (sum > 0) for (const [c, value] of row.entries()) row[c] = (value * wanted) / sum;
    }
    for (const [c, wanted] of right.entries()) {
      let sum = 0;
      for (let r = 0; r < left.length; r++) sum += table[r * columns + c] as number;
      if (sum > 0)
        for (let r = 0; r < left.length; r++) table[r * columns + c] = ((table[r * columns + c] as number) * wanted) / sum;
    }
    if (missed <= FITTED * total) return;
  }
}
