import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { predictTable } from './models/predict-table.ts';
import { readModelFolder } from './models/model-folder.ts';
import { simulate } from './simulation.ts';
import type { Summary } from './summary.ts';
import { writeResults } from './write-results.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/survival', import.meta.url));
const INTERVALS = 6;
let folder = '';
let summary: Summary;
let report = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-survival-'));
  execFileSync(process.execPath, [join(EXAMPLE, 'make-sites.mjs'), join(folder, 'sites')]);
  const made = await simulate({
    planPath: join(EXAMPLE, 'study.yaml'),
    dataPath: join(folder, 'sites'),
    heldOut: 0.3,
    transport: 'grpc',
    seed: '1',
    version: 'test',
  });
  const written = writeResults(made, join(folder, 'out'));
  ({ summary } = written);
  report = readFileSync(written.reportPath, 'utf8');
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('hospitals that lose patients early learn the hazards that were planted, with privacy', () => {
  const { outcome } = summary.final;
  if (outcome?.kind !== 'time-to-event') throw new TypeError('the outcome is a time to an event');
  expect(summary.privacy.mechanism).toBe('dp-fedsgd');
  expect(outcome.concordanceWithinSites).toBeGreaterThan(0.72);
  expect(outcome.integratedBrier).toBeLessThan(0.9 * (outcome.baselineBrier ?? 0));
  for (const { observed, predicted } of outcome.curve) expect(Math.abs(observed - predicted)).toBeLessThan(0.04);
  for (const { outcome: own } of summary.sites)
    expect(own?.kind === 'time-to-event' && (own.concordance ?? 0)).toBeGreaterThan(0.65);
});

it('what hospitals would release of it holds what is so', () => {
  const { outcome } = summary.final;
  const released = summary.released?.scores;
  if (outcome?.kind !== 'time-to-event' || released === undefined) throw new TypeError('there are released scores');
  expect(released.metrics.concordance?.low).toBeLessThan(outcome.groupedConcordance ?? 0);
  expect(released.metrics.concordance?.high).toBeGreaterThan(outcome.groupedConcordance ?? 1);
  expect(released.survival).toHaveLength(INTERVALS);
  released.survival?.forEach(({ predicted }, k) => {
    const exact = outcome.curve[k + 1]?.predicted ?? Number.NaN;
    expect(predicted?.low).toBeLessThan(exact);
    expect(predicted?.high).toBeGreaterThan(exact);
  });
  expect(report).toContain('C-index over intervals');
});

it('the model says of a patient how likely no event is by the end of each interval', async () => {
  const { columns, rows } = await predictTable(readModelFolder(join(folder, 'out')), join(folder, 'sites', 'north.csv'));
  expect(columns).toEqual([7, 30, 60, 90, 180, 365].map((end) => `no_event_by_${end}`));
  for (const { values = [], predicted } of rows.slice(0, 50)) {
    expect(predicted).toBeUndefined();
    expect(values.every((value, k) => value > 0 && value < (values[k - 1] ?? 1))).toBe(true);
  }
});
