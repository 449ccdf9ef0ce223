import { type PatientIndex, rowCount } from './training-data.ts';

/** One native call: up to `units` patients with up to `rowsPerUnit` rows each; the rest is padding. */
export interface PhysicalBatch {
  readonly units: number;
  readonly rowsPerUnit: number;
  readonly patients: Uint32Array;
}

/** How selections of random size become batches of few fixed sizes, each of which is compiled once. */
export interface BatchSizing {
  /** Most rows in one call, as far as {@link UNIT} allows. */
  readonly maximumRows: number;
  /**
   * `round-up`: one call, padded to the next of 16, 32, 48, 64, 96, ... : for small networks, whose calls cost more than their rows.
   * `decompose`: calls of 128, 64, 32 and 16: for large networks, whose padding costs more than the calls.
   */
  readonly rule: 'round-up' | 'decompose';
}

/**
 * Patients in a call are a multiple of this, the widest vector of a processor in float32. The last few values of a tensor are
 * computed by other instructions than the rest when they do not fill a vector, and round differently: without this, a patient's gradient
 * would depend in its last bit on who else is in the batch, and no bound on one patient's influence would be exact.
 */
const UNIT = 16;

/** Patients with so many rows are computed alone, in which case no one else can matter. */
const ALONE = 64;

/** The physical size for `count` units, at most `maximum`; both are multiples of 16. */
export function physicalSize(count: number, maximum: number, rule: BatchSizing['rule']): number {
  const sizes = [UNIT];
  for (let size = 2 * UNIT; size <= maximum; size *= 2) sizes.push(size, (size * 3) / 2);
  const possible = sizes.filter((size) => size <= maximum);
  if (rule === 'round-up') return possible.find((size) => size >= count) ?? maximum;
  const powers = possible.filter((size) => Number.isInteger(Math.log2(size)));
  const largest = powers.findLast((size) => size <= count) ?? UNIT;
  // A last call padded by a quarter is cheaper than one more call.
  const next = powers.find((size) => size > largest);
  return next !== undefined && count >= 0.75 * next ? next : largest;
}

/** The next power of two: patients are grouped by it, so that few shapes serve all numbers of rows. */
export function rowBucket(rows: number): number {
  return 2 ** Math.ceil(Math.log2(rows));
}

/** Most patients with so many rows in one call. */
export function maximumUnits(rowsPerUnit: number, maximumRows: number): number {
  return rowsPerUnit >= ALONE ? 1 : Math.max(UNIT, Math.floor(maximumRows / rowsPerUnit / UNIT) * UNIT);
}

/** Splits a selection of patients into physical batches. Patients without rows have a zero gradient and are left out. */
export function physicalBatches(index: PatientIndex, patients: Uint32Array, sizing: BatchSizing): PhysicalBatch[] {
  const buckets = new Map<number, number[]>();
  for (const patient of patients) {
    const rows = rowCount(index, patient);
    if (rows === 0) continue;
    const bucket = rowBucket(rows);
    const members = buckets.get(bucket);
    if (members === undefined) buckets.set(bucket, [patient]);
    else members.push(patient);
  }
  const batches: PhysicalBatch[] = [];
  for (const [rowsPerUnit, members] of [...buckets].sort(([a], [b]) => a - b)) {
    const maximum = maximumUnits(rowsPerUnit, sizing.maximumRows);
    for (let at = 0; at < members.length; ) {
      const units = maximum === 1 ? 1 : physicalSize(members.length - at, maximum, sizing.rule);
      batches.push({ units, rowsPerUnit, patients: Uint32Array.from(members.slice(at, at + units)) });
      at += units;
    }
  }
  return batches;
}
