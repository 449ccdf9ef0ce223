import { describe, expect, it } from 'vitest';
import { breaches, DEFAULT_AVERAGE_RISK, DEFAULT_MAXIMUM_RISK, limitsOf, type RiskLimits } from './limits.ts';
import { type ExpertTable, measureRisks, type RiskMeasures } from './measures.ts';

/** Classes of these sizes, with a sensitive attribute that has two values in turn. */
function measuresOf(...sizes: readonly number[]): RiskMeasures {
  const quasi = Float32Array.from(sizes.flatMap((size, i) => new Array<number>(size).fill(i)));
  const table: ExpertTable = {
    patientOfRow: Int32Array.from(quasi, (_, i) => i),
    quasiIdentifiers: [{ name: 'age', values: quasi }],
    sensitive: [{ name: 'outcome', scale: 'nominal', values: quasi.map((_, i) => i % 2) }],
  };
  return measureRisks(table);
}

const usual = { maximumRisk: DEFAULT_MAXIMUM_RISK, averageRisk: DEFAULT_AVERAGE_RISK };
const named = (limits: RiskLimits, measured: RiskMeasures): readonly string[] =>
  breaches({ limits }, measured).map(({ measure }) => measure);
const alone = { ...usual, k: 1, sensitive: [] };

describe('what is worse than a determination', () => {
  it('is nothing in the data that were measured', () => {
    const measured = measuresOf(22, 24);
    expect(named(limitsOf(measured, usual), measured)).toEqual([]);
  });

  it('takes one in eleven for a very small risk, and one in ten not', () => {
    expect(named(alone, measuresOf(11, 400))).toEqual([]);
    expect(named(alone, measuresOf(10, 400))).toEqual(['prosecutorMaximum']);
    expect(named(alone, measuresOf(...new Array<number>(40).fill(11)))).toEqual(['prosecutorAverage']);
  });

  it('is a smaller class, a value that is gone, values that are less mixed or farther from those of all', () => {
    const limits = limitsOf(measuresOf(22, 24), usual);
    expect(limits.k).toBe(11);
    expect(named(limits, measuresOf(11, 400))).toEqual(['outcome: entropy', 'outcome: closeness']);
    expect(named(limits, { ...measuresOf(22, 24), sensitive: [] })).toEqual([
      'outcome: distinct',
      'outcome: entropy',
      'outcome: closeness',
    ]);
    expect(named(limitsOf(measuresOf(5, 24), usual), measuresOf(4, 24))).toContain('k');
  });

  it('looks at the journalist where the expert has a model of the population', () => {
    const measured = measuresOf(5, 400);
    expect(named(alone, measured)).toEqual(['prosecutorMaximum']);
    const sample = { ...measured, journalistMaximum: 0.01, journalistAverage: 0.01 };
    expect(breaches({ limits: alone, population: { fraction: 0.01 } }, sample)).toEqual([]);
    expect(breaches({ limits: alone, population: { fraction: 0.9 } }, measured).map(({ measure }) => measure)).toEqual([
      'journalistMaximum',
    ]);
  });

  it('is nothing where nobody is left', () => {
    const nobody = measureRisks({ patientOfRow: new Int32Array(0), quasiIdentifiers: [], sensitive: [] });
    expect(named(limitsOf(measuresOf(22, 24), usual), nobody)).toEqual([]);
  });
});
