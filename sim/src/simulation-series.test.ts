import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, uniform53 } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from './report/render-report.ts';
import { simulate } from './simulation.ts';
import { summarise } from './summarise.ts';

/** Some seconds of training where nothing else runs; beside other work many times that. */
const BUDGET_MS = 600_000;
const SITES = ['north', 'south', 'west'];
const STEPS = 12;
const PATIENTS = 600;
const log = createLogger({ component: 'test', level: 'silent' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-series-'));
  for (const [i, site] of SITES.entries()) writeFileSync(join(folder, `${site}.csv`), vitalSigns(i));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Made-up heart rates of twelve hours, with two hours of tachycardia: for those who fall ill they follow each other, hour 1 and 2 or hour
 * 9 and 10; for the others they are apart, hour 1 and 9 or 2 and 10. Which hours are next to each other is all that tells: no hour by
 * itself does, nor how many there are; and where t10 stands before t2, as texts are sorted, neither pair is. A cell in twenty is missing.
 */
function vitalSigns(seed: number): string {
  const random = seededRandom(`vital signs ${seed}`);
  const uniform = (): number => uniform53(random);
  // In the file as a spreadsheet sorts them.
  const columns = Array.from({ length: STEPS }, (_, t) => `t${t}`).toSorted();
  const rows = Array.from({ length: PATIENTS }, (_, patient) => {
    const ill = uniform() < 0.5;
    const late = uniform() < 0.5;
    const spikes = ill ? (late ? [9, 10] : [1, 2]) : late ? [2, 10] : [1, 9];
    const value = (t: number): string =>
      uniform() < 0.05 ? '' : (spikes.includes(t) ? 135 + 10 * uniform() : 75 + 10 * uniform()).toFixed(1);
    const cells = new Map(Array.from({ length: STEPS }, (_, t) => [`t${t}`, value(t)]));
    return [`p${patient}`, ...columns.map((name) => cells.get(name)), 40 + Math.floor(40 * uniform()), Number(ill)].join(',');
  });
  return [['patient', ...columns, 'age', 'ill'].join(','), ...rows, ''].join('\n');
}

/** A network that sees which hours are next to each other and, by its pooling, nothing of where. */
function planOf(columns: string): string {
  const path = join(folder, `study-${columns.length}.yaml`);
  writeFileSync(
    path,
    `version: 1
study: tachycardia
title: Two hours of tachycardia
sites: { north: { patients: 450 }, south: { patients: 450 }, west: { patients: 450 } }
data:
  patientId: patient
  target: { kind: binary, column: ill, positive: [1], negative: [0] }
  features:
    age: { kind: number, unit: a, range: [18, 90] }
    hr:
      kind: series
      columns: ${columns}
      unit: /min
      range: [60, 160]
      mask: true
      concept: { vocabulary: LOINC, codes: [8867-4] }
      window: { from: 0, to: 12, aggregate: mean, anchor: admission }
model:
  seed: 3
  layers:
    - { type: series }
    - { type: conv1d, filters: 8, kernelSize: 2, activation: relu }
    - { type: global-max-pooling, name: worst }
    - { type: columns, name: fixed }
    - { type: concatenate, inputs: [worst, fixed] }
    - { type: dense, units: 1, activation: sigmoid }
training: { loss: binary-crossentropy, samplingRate: 0.3 }
strategy: { kind: fedadam, learningRate: 0.03, weights: public-bucket }
privacy: { mechanism: dp-fedsgd, clip: 0.5, target: { epsilon: 8, delta: 0.001 } }
rounds: 120
quorum: { sites: 3 }
evaluation: { metrics: [loss, accuracy, auc] }
`,
  );
  return path;
}

async function auc(columns: string): Promise<number> {
  const result = await simulate({
    planPath: planOf(columns),
    dataPath: folder,
    heldOut: 0.25,
    transport: 'memory',
    seed: '1',
    version: 'test',
    log,
  });
  const summary = summarise(result, 'model.json');
  expect(summary.rounds.at(-1)?.participants).toEqual(SITES);
  expect(renderReport(summary)).toContain('missing ones marked, LOINC 8867-4, mean of hours 0 to 12 from admission)');
  return summary.final.auc ?? Number.NaN;
}

describe('vital signs as series', () => {
  it('train with privacy in the order of their hours, t2 before t10', { timeout: BUDGET_MS }, async () => {
    expect(await auc('"t{0..11}"')).toBeGreaterThan(0.85);
  });

  it('tell nothing in the order of their texts, t10 before t2', { timeout: BUDGET_MS }, async () => {
    const sorted = Array.from({ length: STEPS }, (_, t) => `t${t}`).toSorted();
    const told = await auc(`[${sorted.join(', ')}]`);
    expect(Math.abs(told - 0.5)).toBeLessThan(0.15);
  });
});
