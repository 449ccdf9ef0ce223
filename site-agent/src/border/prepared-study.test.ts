import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { backend, testCsv, testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { knownSplit } from '../testing/splits.ts';
import { planStudy } from '../datasets/planned-study.ts';
import { prepareStudy } from './prepared-study.ts';
import { csvFile } from '../connectors/csv/csv-source.ts';

describe('a prepared study', () => {
  it('holds what a plan needs and knows when its source has changed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-study-'));
    const path = join(folder, 'f.csv');
    try {
      writeFileSync(path, testCsv(40));
      const plan = testPlan('dp-fedsgd');
      const prepared = await prepareStudy(planStudy(plan), csvFile(path), knownSplit(0), await backend());
      expect(prepared.dataset.training.patients).toBe(40);
      expect(prepared.release?.epsilon).toBeLessThanOrEqual(2);
      const base = initialWeights(plan.document.model, [plan.inputWidth]);
      // Nobody is held out: there is nothing to score, and that is no error.
      expect(prepared.evaluator.evaluate({ weights: base, threshold: 0.5, bins: 10 })).toMatchObject({ patients: 0, rows: 0 });
      expect(prepared.dataset.isCurrent()).toBe(true);
      writeFileSync(path, testCsv(41));
      expect(prepared.dataset.isCurrent()).toBe(false);
      rmSync(path);
      expect(prepared.dataset.isCurrent()).toBe(false);
      prepared.dispose();
      const none = testPlan('none');
      writeFileSync(path, testCsv(40));
      const plain = await prepareStudy(planStudy(none), csvFile(path), knownSplit(0), await backend());
      expect(plain.release).toBeUndefined();
      plain.dispose();
      // Data that do not fit are refused before anything native is made.
      writeFileSync(path, 'id\n');
      const failing = await prepareStudy(planStudy(none), csvFile(path), knownSplit(0), await backend()).catch(
        (error: unknown) => error,
      );
      expect(isConsiliumError(failing, 'DATA_INVALID')).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
