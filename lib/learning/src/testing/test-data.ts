import { seededRandom, uniform53 } from '@consilium/core';
import type { RowCap } from '@consilium/plan';
import type { TrainingData } from '../data/training-data.ts';

/** Data in memory. */
export type MemoryData = TrainingData & { readonly features: Float32Array };

/** More rows than any patient of the tests has. */
export const ROW_CAP: RowCap = 256 as RowCap;

/** Random features and binary (or given) targets for tests: `rowsOfPatient(p)` rows a patient. */
export function randomData(options: {
  readonly patients: number;
  readonly width: number;
  readonly targetWidth?: number;
  readonly rowsOfPatient?: (patient: number) => number;
  readonly feature?: (uniform: number) => number;
  readonly target?: (features: Float32Array, uniform: number) => readonly number[];
  readonly seed?: number;
}): MemoryData {
  const random = seededRandom(`test-data/${options.seed ?? 1}`);
  const { patients, width, targetWidth = 1, rowsOfPatient = () => 1, feature = (u) => 2 * u - 1 } = options;
  const target =
    options.target ??
    ((_features, u) =>
      Array.from({ length: targetWidth }, (_, i) => (Math.floor(u * targetWidth * 2) % (targetWidth + 1) === i ? 1 : 0)));
  const patientOfRow = Int32Array.from(
    Array.from({ length: patients }, (_, p) => new Array<number>(rowsOfPatient(p)).fill(p)).flat(),
  );
  const rows = patientOfRow.length;
  const features = Float32Array.from({ length: rows * width }, () => feature(uniform53(random)));
  const targets = new Float32Array(rows * targetWidth);
  for (let r = 0; r < rows; r++)
    targets.set(target(features.subarray(r * width, (r + 1) * width), uniform53(random)), r * targetWidth);
  return { rows, width, features, targets, patientOfRow, patients };
}

/** Euclidean norm. */
export function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
}

/** Largest absolute difference over the largest absolute value of `b` (or 1e-6, whichever is larger). */
export function relativeDifference(a: Float32Array, b: Float32Array): number {
  let difference = 0;
  let size = 1e-6;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN)));
    size = Math.max(size, Math.abs(b[i] ?? 0));
  }
  return difference / size;
}
