import { type CompiledPlan, parsePlan } from '@consilium/plan';
import { backend, testPlan } from '@consilium/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileOf } from '../testing/rows.ts';
import { knownSplit } from '../testing/splits.ts';
import { prepareStudy } from './prepared-study.ts';
import { planStudy } from '../datasets/planned-study.ts';

const FEATURES = ['a', 'b', 'c'];
const model = { layers: [{ type: 'dense', units: 1 }] };
const training = { loss: 'mean-squared-error', samplingRate: 0.5 };

it('no record and no missing cell decides whether a study can be prepared, at whatever ranges a plan may have', {
  timeout: 120_000,
}, async () => {
  const end = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 1, -1, 5e-324, 1e-300, 1e12, -1e12, 1e300, 1.7e308, 1.75e308, -1.75e308, Number.MAX_VALUE),
  );
  // Of plans that can be: by the range, or by moments that have to do with it.
  const feature = fc.record({ one: end, other: end, part: fc.constantFrom(0, 1e-9, 0.5, 1e9) }).map(({ one, other, part }) => {
    const range = [Math.min(one, other), Math.max(one, other)] as const;
    return {
      kind: 'number',
      unit: '1',
      range,
      scale: part === 0 ? 'range' : { mean: range[0], std: (range[1] - range[0]) * part },
    };
  });
  const text = fc.oneof(fc.string(), end.map(String), fc.constantFrom('', 'NA', '1e400', '-0', '0x10', '١'));
  const row = fc.record({ id: fc.oneof(fc.string(), fc.constantFrom('p', 'q')), a: text, b: text, c: text, y: text });
  let prepared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(feature, feature, feature),
      feature,
      fc.array(row, { maxLength: 12 }),
      fc.boolean(),
      async (three, target, rows, drop) => {
        const { json } = testPlan('dp-fedsgd');
        const document = JSON.parse(json) as Record<string, Record<string, unknown>>;
        const data = {
          patientId: 'id',
          features: Object.fromEntries(FEATURES.map((name, i) => [name, three[i]])),
          target: { ...target, column: 'y' },
          missing: { rule: drop ? 'drop-row' : 'range-middle', codes: ['', 'NA'] },
        };
        let plan: CompiledPlan;
        try {
          plan = parsePlan(JSON.stringify({ ...document, data, model, training }), 'ranges');
        } catch {
          // No plan at all: nothing is prepared, whatever the records are.
          return;
        }
        const study = await prepareStudy(planStudy(plan), fileOf(rows), knownSplit(0.5), await backend());
        study.dispose();
        prepared += 1;
      },
    ),
    { numRuns: 500, seed: 7, endOnFailure: true },
  );
  expect(prepared).toBeGreaterThan(100);
});
