import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlan } from '@consilium/plan';
import { afterAll, expect, it } from 'vitest';
import { originOf } from './model-folder.ts';
import { predictTable } from './predict-table.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/heart-disease');
const folder = mkdtempSync(join(tmpdir(), 'consilium-predict-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('reads a table as a spreadsheet of Europe writes it, when somebody says how', async () => {
  const plan = readPlan(join(EXAMPLE, 'study.yaml'));
  const weights = Float32Array.from({ length: plan.manifest.parameters }, (_, i) => (i % 5) / 10);
  const model = { plan, weights, origin: originOf(plan, weights, { run: 'run-1', software: 'test', rehearsal: true }) };
  const original = join(EXAMPLE, 'cleveland.csv');
  const path = join(folder, 'cleveland.csv');
  const text = readFileSync(original, 'utf8');
  expect(text).not.toMatch(/[";]/);
  writeFileSync(path, text.replaceAll(',', ';').replaceAll(/(\d)\.(\d)/g, '$1,$2'));
  const expected = await predictTable(model, original);
  expect(expected.rows.length).toBeGreaterThan(100);
  expect(await predictTable(model, path, { delimiter: ';', decimal: 'comma' })).toEqual(expected);
  await expect(predictTable(model, path)).rejects.toThrow(/say so with --delimiter/);
});
