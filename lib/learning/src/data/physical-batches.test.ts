import { expect, it } from 'vitest';
import { randomData, ROW_CAP } from '../testing/test-data.ts';
import { physicalBatches, physicalSize } from './physical-batches.ts';
import { indexPatients } from './training-data.ts';

it('sizes are multiples of 16 that hold the selection, with little padding', () => {
  for (let count = 1; count <= 256; count++) {
    const rounded = physicalSize(count, 256, 'round-up');
    expect(rounded % 16).toBe(0);
    expect(rounded).toBeGreaterThanOrEqual(count);
    expect(rounded).toBeLessThanOrEqual(Math.max(16, 2 * count));
    const first = physicalSize(count, 256, 'decompose');
    expect(first % 16).toBe(0);
    expect(first).toBeLessThanOrEqual(Math.max(16, (4 / 3) * count));
  }
  expect(physicalSize(1000, 256, 'round-up')).toBe(256);
  expect(physicalSize(1000, 48, 'decompose')).toBe(32);
});

it('every patient with rows is in exactly one batch that has room for its rows', () => {
  const rows = (p: number): number => [0, 1, 2, 3, 5, 70, 130][p % 7] ?? 0;
  const data = randomData({ patients: 400, width: 1, rowsOfPatient: rows });
  const index = indexPatients(data, 1, ROW_CAP);
  for (const rule of ['round-up', 'decompose'] as const) {
    const batches = physicalBatches(
      index,
      Uint32Array.from({ length: 400 }, (_, p) => p),
      { maximumRows: 256, rule },
    );
    const seen = batches.flatMap((batch) => [...batch.patients]).sort((a, b) => a - b);
    expect(seen).toEqual(Array.from({ length: 400 }, (_, p) => p).filter((p) => rows(p) > 0));
    for (const { patients, units, rowsPerUnit } of batches) {
      expect(patients.length).toBeLessThanOrEqual(units);
      expect(units === 1 || units % 16 === 0).toBe(true);
      for (const p of patients) expect(rows(p)).toBeLessThanOrEqual(rowsPerUnit);
    }
  }
});
