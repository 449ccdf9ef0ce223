import { seededRandom } from '@consilium/core';
import { createTrainer } from '@consilium/learning';
import { type CompiledPlan, initialWeights } from '@consilium/plan';
import { backend, testPlan } from '@consilium/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PreparedStudy, prepareStudy } from '../../border/prepared-study.ts';
import { planStudy } from '../../datasets/planned-study.ts';
import { fileOf, type Row } from '../../testing/rows.ts';
import { knownSplit } from '../../testing/splits.ts';
import { exactMetrics, noisedScores } from './scores.ts';

const FEATURES = ['a', 'b', 'c'];

const TARGETS = {
  binary: {
    target: { kind: 'binary', column: 'y', positive: ['1'], negative: ['0'] },
    output: { type: 'dense', units: 1, activation: 'sigmoid' },
    loss: 'binary-crossentropy',
    metrics: ['loss', 'accuracy', 'auc', 'average-precision', 'brier', 'calibration'],
  },
  category: {
    target: { kind: 'category', column: 'y', codes: ['0', '1', '2'] },
    output: { type: 'dense', units: 3, activation: 'softmax' },
    loss: 'categorical-crossentropy',
    metrics: ['loss', 'accuracy'],
  },
  number: {
    target: { kind: 'number', column: 'y', unit: '1', range: [0, 2] },
    output: { type: 'dense', units: 1 },
    loss: 'mean-squared-error',
    metrics: ['loss', 'mean-absolute-error', 'root-mean-squared-error'],
  },
  'time-to-event': {
    target: {
      kind: 'time-to-event',
      column: 't',
      unit: 'd',
      range: [0, 9],
      event: { column: 'y', positive: ['1'], negative: ['0', '2'] },
      intervals: [2, 4, 7],
    },
    output: { type: 'dense', units: 3, activation: 'sigmoid' },
    loss: 'discrete-hazards',
    metrics: ['loss', 'concordance', 'survival-curve'],
  },
} as const;
type Kind = keyof typeof TARGETS;

/** A plan that a codes-to-vectors network of so many codes serves, or a dense one. */
function planOf(kind: Kind, codes: boolean): CompiledPlan {
  const { target, output, loss, metrics } = TARGETS[kind];
  const feature = { kind: 'number', unit: '1', range: codes ? [0, 19] : [-5, 5], ...(codes ? { scale: 'none' } : {}) };
  return testPlan('dp-fedsgd', {
    data: {
      patientId: 'id',
      maxRowsPerPatient: 4,
      target,
      features: Object.fromEntries(FEATURES.map((name) => [name, feature])),
      missing: { rule: 'range-middle' },
    },
    layers: [
      ...(codes ? [{ type: 'embedding', vocabulary: 20, units: 2 }, { type: 'flatten' }] : [{ type: 'dense', units: 4 }]),
      output,
    ],
    training: { loss, samplingRate: 0.5 },
    evaluation: { metrics, subgroups: { a: { bands: [0, 3] } } },
  });
}

/**
 * A study whose evaluator knows fewer codes than the plan's inputs have, which no plan can bring about: on a patient with a larger one its native call
 * fails, as some other call might for a reason that nobody has thought of.
 */
async function withNarrowModel(study: PreparedStudy): Promise<PreparedStudy> {
  const { model, training, data } = study.plan.document;
  const [first, ...others] = model.layers;
  const narrow = { ...model, layers: [{ ...first, vocabulary: 10 } as (typeof model.layers)[number], ...others] };
  const { maxRowsPerPatient } = data;
  const common = { inputShape: [study.plan.inputWidth], loss: training.loss, maxRowsPerPatient, backend: await backend() };
  const evaluator = createTrainer({ ...common, model: narrow, data: study.dataset.heldOut });
  return { ...study, evaluator };
}

const small = fc.integer({ min: 0, max: 9 }).map(String);
const cell = fc.oneof(
  { weight: 6, arbitrary: small },
  { weight: 1, arbitrary: fc.constantFrom('-5', '4.999', '1e30', '-1e300', '0.1e-40', '', 'x', '0') },
);
const outcome = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('0', '1', '2') },
  { weight: 1, arbitrary: fc.constantFrom('', '7', '1.5') },
);
const rowOf = (cells: fc.Arbitrary<string>): fc.Arbitrary<Row> =>
  fc.record({ a: cells, b: cells, c: cells, t: cells, y: outcome });
const patient = (cells: fc.Arbitrary<string>, most: number): fc.Arbitrary<readonly Row[]> =>
  fc.array(rowOf(cells), { minLength: 1, maxLength: most });

const CASES = 150;

it('one held-out patient more, whatever the model says of it or fails on, moves scores by its units at most and nobody else’s', {
  timeout: 300_000,
}, async () => {
  const [narrow, moved] = [{ failed: 0 }, { most: 0 }];
  const one = fc.record({
    kind: fc.constantFrom<Kind>('binary', 'category', 'number', 'time-to-event'),
    codes: fc.boolean(),
    size: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(0, 1, 5) },
      { weight: 1, arbitrary: fc.constantFrom(1e4, 1e19, 3e38) },
    ),
    others: fc.array(patient(cell, 3), { minLength: 0, maxLength: 25 }),
    extra: fc.oneof(patient(cell, 6), patient(fc.constantFrom('10', '19', '15', '1e9'), 3)),
    place: fc.constantFrom(0, 0.5, 1),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(one, async ({ kind, codes, size, others, extra, place, seed }) => {
      const plan = planOf(kind, codes);
      const named = (rows: readonly Row[], id: string): readonly Row[] => rows.map((row) => ({ ...row, id }));
      const rows = others.map((each, i) => named(each, `p${i}`));
      const at = Math.round(place * rows.length);
      const warned: object[] = [];
      const wordsOf = async (file: readonly Row[]): Promise<{ words: Int32Array; study: PreparedStudy }> => {
        const wide = await prepareStudy(planStudy(plan), fileOf(file), knownSplit(1), await backend());
        const study = codes ? await withNarrowModel(wide) : wide;
        const start = initialWeights(plan.document.model, [plan.inputWidth], seed % 1000);
        const weights = start.slice(start.length - study.evaluator.manifest.parameters).map((w) => size * w);
        const log = { warn: (fields: object) => void warned.push(fields) };
        const scores = study.scores as NonNullable<PreparedStudy['scores']>;
        const { bytes } = noisedScores(study, weights, { scores, random: seededRandom(`noise ${seed}`), log });
        if (study !== wide) study.evaluator.dispose();
        wide.dispose();
        return { words: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), study };
      };
      const without = await wordsOf(rows.flat());
      const before = warned.length;
      const present = await wordsOf([...rows.slice(0, at), named(extra, 'extra'), ...rows.slice(at)].flat());
      if (codes && warned.length > before) narrow.failed += 1;
      const { layout, release } = without.study.scores as NonNullable<PreparedStudy['scores']>;
      // The same noise on both.
      const apart = Array.from(present.words, (word, i) => (word - (without.words[i] as number)) | 0);
      layout.blocks.forEach(({ offset, groups, cells }, b) => {
        const length = apart.slice(offset, offset + groups * cells).reduce((sum, x) => sum + Math.abs(x), 0);
        expect(length).toBeLessThanOrEqual(release.units[b] as number);
      });
      const norm = Math.hypot(...apart) / release.grid.clipUnits;
      expect(norm).toBeLessThanOrEqual(1);
      moved.most = Math.max(moved.most, norm);
    }),
    { numRuns: CASES, seed: 5, endOnFailure: true },
  );
  // The bound is reached, and calls did fail, or the test looks at nothing.
  expect(moved.most).toBeGreaterThan(0.9);
  expect(narrow.failed).toBeGreaterThan(CASES / 10);
});

it('exact metrics are an answer too where the model fails on one patient, and then the one of a site with too few', async () => {
  const plan = planOf('binary', true);
  const rules = { minimumCohort: 2, minimumOthers: 1, scoreHistogram: false };
  const row = (id: string, a: string, y: string): Row => ({ id, a, b: '1', c: '1', y });
  const answer = async (file: readonly Row[]): Promise<string> => {
    const wide = await prepareStudy(planStudy(plan), fileOf(file), knownSplit(1), await backend());
    const study = await withNarrowModel(wide);
    const warned: object[] = [];
    const log = { info: () => {}, warn: (fields: object) => void warned.push(fields) };
    const { bytes } = exactMetrics(study, new Float32Array(study.evaluator.manifest.parameters), rules, log);
    study.evaluator.dispose();
    wide.dispose();
    expect(warned).toEqual(file.some(({ a }) => a === '15') ? [{}] : []);
    return Buffer.from(bytes).toString('utf8');
  };
  const two = [row('p1', '1', '1'), row('p2', '2', '0')];
  expect(await answer(two)).toContain('"loss"');
  const [failing, few] = [await answer([...two, row('p3', '15', '0')]), await answer(two.slice(0, 1))];
  expect(failing).toMatch(/^\{"suppressed":\{"metrics":"[^"]*"\}\}$/);
  expect(failing).toBe(few);
});
