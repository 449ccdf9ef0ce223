import type { ReleasedScores } from '@consilium/privacy';
import { expect, it } from 'vitest';
import type { FinalScores } from '../summary.ts';
import { hiddenFigures, releasedFigures } from './released-figures.ts';

const SCORES = {
  metrics: { accuracy: { value: 0.8, low: 0.7, high: 0.9 } },
} as unknown as ReleasedScores;
const FINAL = { patients: 50, rows: 50, lossFinite: true, accuracy: 0.81, auc: 0.77, loss: 0.4 } as unknown as FinalScores;

it('a figure that was asked for and that the noise hides is named, not left out in silence', () => {
  expect(releasedFigures(SCORES, { final: FINAL }).map(({ name, exact }) => [name, exact])).toEqual([
    ['accuracy', '81.0\u00a0%'],
  ]);
  expect(hiddenFigures(SCORES, FINAL)).toEqual(['AUC', 'loss']);
});

it('of a time to an event the C-index is that over intervals', () => {
  const final = {
    ...FINAL,
    outcome: { kind: 'time-to-event', concordance: 0.7, groupedConcordance: 0.72 },
  } as unknown as FinalScores;
  expect(hiddenFigures(SCORES, final)).toContain('C-index over intervals');
  expect(hiddenFigures(SCORES, { ...FINAL, outcome: { kind: 'time-to-event' } } as unknown as FinalScores)).toEqual([
    'AUC',
    'loss',
  ]);
});
