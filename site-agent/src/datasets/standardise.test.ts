import { describe, expect, it } from 'vitest';
import { standardise } from './standardise.ts';
import type { TabularRows } from './tabular-dataset.ts';

function table(rows: readonly (readonly number[])[]): TabularRows {
  const width = rows[0]?.length ?? 0;
  return {
    rows: rows.length,
    width,
    features: Float32Array.from(rows.flat()),
    targets: new Float32Array(rows.length),
    patientOfRow: Int32Array.from(rows, (_, i) => i),
    patients: rows.length,
  };
}

describe('standardise', () => {
  it('uses the moments of the training rows for the held-out rows too', () => {
    const training = table([
      [1, 5],
      [3, 5],
    ]);
    const heldOut = table([[5, 7]]);
    standardise(training, [training, heldOut]);
    expect([...training.features]).toEqual([-1, 0, 1, 0]);
    expect([...heldOut.features]).toEqual([3, 0]);
  });

  it('leaves an empty table alone', () => {
    const empty = table([]);
    standardise(empty, [empty]);
    expect(empty.features).toHaveLength(0);
  });
});
