import { type PatientIndex, rowCount } from './training-data.ts';

/** One native call: up to `units` patients with up to `rowsPerUnit` rows each; the rest is padding. */
export interface PhysicalBatch {
  readonly units: number;
  readonly rowsPerUnit: number;
  readonly patients: Uint32Array;
}

/** How selections of random size become batches of few fixed sizes, each of which is compiled once. */
export interface BatchSizing {
  /** Most rows in one call. */
  readonly maximumRows: number;
  /**
   * `round-up`: one call, padded to the next of 8, 12, 16, 24, 32, 48, ... : for small networks, whose calls cost more than their rows.
   * `decompose`: calls of 128, 64, 32, 16 and 8: for large networks, whose padding costs more than the calls.
   */
  readonly rule: 'round-up' | 'decompose';
}

const SMALLEST = 8;

/** The physical size for `count` units, at most `maximum`. */
export function physicalSize(count: number, maximum: number, rule: BatchSizing['rule']): number {
  if (maximum <= SMALLEST) return maximum;
  if (rule === 'round-up') {
    let size = SMALLEST;
    while (size < count && size < maximum) size = size % 3 === 0 ? (size / 3) * 4 : (size / 2) * 3;
    return Math.min(size, maximum);
  }
  let size = SMALLEST;
  while (size * 2 <= count && size * 2 <= maximum) size *= 2;
  // The last call may be padded by half rather than be followed by another.
  return count > size && count < size * 2 && size * 2 <= maximum && count >= size * 1.75 ? size * 2 : size;
}

/** The next power of two: patients are grouped by it, so that few shapes serve all numbers of rows. */
export function rowBucket(rows: number): number {
  return 2 ** Math.ceil(Math.log2(rows));
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
    const maximum = Math.max(1, Math.floor(sizing.maximumRows / rowsPerUnit));
    let at = 0;
    while (at < members.length) {
      const units = physicalSize(members.length - at, maximum, sizing.rule);
      batches.push({ units, rowsPerUnit, patients: Uint32Array.from(members.slice(at, at + units)) });
      at += units;
    }
  }
  return batches;
}
