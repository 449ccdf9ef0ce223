import { describe, expect, it } from 'vitest';
import type { Predictions } from './evaluate-rows.ts';
import { othersThanCommonest } from './outcome-spread.ts';

function predictions(
  loss: Predictions['loss'],
  targetWidth: number,
  targets: readonly number[],
  patients: readonly number[],
): Predictions {
  const rows = patients.length;
  const [outputs, losses, sourceRows] = [new Float32Array(rows), new Float32Array(rows), new Int32Array(rows)];
  return {
    loss,
    rows,
    outputWidth: 1,
    targetWidth,
    outputs,
    targets: Float32Array.from(targets),
    losses,
    patients: Int32Array.from(patients),
    sourceRows,
  };
}

const every = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i);

describe('patients who do not have the commonest outcome', () => {
  it('are counted once, whatever rows they have', () => {
    const ill = predictions('binary-crossentropy', 1, [1, 1, 1, 0, 0, 0], [0, 1, 2, 3, 3, 4]);
    expect(othersThanCommonest(ill, every(6))).toBe(2);
    expect(othersThanCommonest(ill, every(3))).toBe(0);
    expect(othersThanCommonest(ill, every(0))).toBe(0);
    const both = predictions('binary-crossentropy', 1, [1, 0, 1, 0], [0, 0, 1, 1]);
    expect(othersThanCommonest(both, every(4))).toBe(2);
  });

  it('are those of all other classes', () => {
    const classes = predictions('categorical-crossentropy', 3, [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 1, 2, 3]);
    expect(othersThanCommonest(classes, every(4))).toBe(2);
  });

  it('mean nothing where targets are numbers', () => {
    expect(othersThanCommonest(predictions('mean-squared-error', 1, [1, 2], [0, 1]), every(2))).toBeUndefined();
  });
});
