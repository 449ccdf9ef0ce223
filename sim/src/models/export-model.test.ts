import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { type CompiledPlan, initialWeights, parsePlan } from '@consilium/plan';
import { encodeRows, type Source } from '@consilium/site-agent';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportModel } from './export-model.ts';
import { type FinishedModel, originOf, readModelFolder, writeModelFolder } from './model-folder.ts';
import { predictTable } from './predict-table.ts';

const ROWS = 1000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TARGETS = {
  binary: `{ column: died, kind: binary, positive: ["1"], negative: ["0"] }`,
  category: `{ column: stage, kind: category, codes: [I, II, III] }`,
  number: `{ column: days, kind: number, unit: d, range: [0, 60], scale: range }`,
};
const LAST = {
  binary: '{ type: dense, units: 1, activation: sigmoid }',
  category: '{ type: dense, units: 3, activation: softmax }',
  number: '{ type: dense, units: 1 }',
};
const LOSS = { binary: 'binary-crossentropy', category: 'categorical-crossentropy', number: 'mean-squared-error' };
type Kind = keyof typeof TARGETS;

/** A plan with every kind of column in a table, and weights as if it had been trained. */
function made(kind: Kind, rule: 'drop-row' | 'range-middle', more = ''): FinishedModel {
  const plan = parsePlan(`version: 1
study: travels
title: A model that travels
sites: { north: { patients: 500 }, south: { patients: 500 } }
data:
  patientId: patient
  target: ${TARGETS[kind]}
  missing: { codes: ["", NA, "-9"], rule: ${rule} }
${more}  features:
    age: { kind: number, unit: a, range: [18, 95] }
    creatinine: { kind: number, unit: mg/dL, range: [0.2, 12], scale: { mean: 1.1, std: 0.37 } }
    score: { kind: number, unit: "1", range: [0, 3], scale: none }
    sex: { kind: category, codes: [m, f] }
    smoker: { kind: category, codes: ["0", "1", "2"] }
    ward: { kind: category, codes: [a, b, c, d], baseline: b }
    hr: { kind: series, columns: "hr{0..5}", unit: /min, range: [20, 250], mask: true }
    bp: { kind: series, columns: "bp{0..5}", unit: "mm[Hg]", range: [30, 250] }
    gene: { kind: group, columns: "gene{0..11}", unit: "1", range: [-3, 3] }
model:
  layers:
    - { type: series, name: course }
    - { type: lstm, units: 4, name: state }
    - { type: columns, name: fixed }
    - { type: concatenate, inputs: [state, fixed] }
    - { type: dense, units: 6, activation: relu }
    - ${LAST[kind]}
training: { loss: ${LOSS[kind]}, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }
strategy: { kind: fedavg, learningRate: 1, weights: uniform }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 2, attempts: 2, deadlineSeconds: 60 }
evaluation: { metrics: [loss] }
`);
  const weights = initialWeights(plan.document.model, [plan.inputWidth], 3).map((w, i) => w + 0.2 * Math.sin(i));
  return { plan, weights, origin: originOf(plan, weights, { software: '0.0.0', run: 'run-test', rehearsal: true }) };
}

/** A table for a plan: a cell in fifty missing, one in fifty out of range. */
function table(plan: CompiledPlan): { readonly path: string; readonly cells: readonly Readonly<Record<string, string>>[] } {
  const bytes = new Uint8Array(ROWS * plan.inputs.length * 4);
  seededRandom('a table').fill(bytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const draw = (): number => view.getUint32(4 * at++) / 2 ** 32;
  const cells = Array.from({ length: ROWS }, () =>
    Object.fromEntries(
      plan.inputs.map(({ name, feature }) => {
        const u = draw();
        if (u < 0.02) return [name, feature.kind === 'number' ? 'NA' : ''];
        if (feature.kind === 'category') return [name, feature.codes[Math.floor(u * feature.codes.length)] ?? ''];
        if (feature.kind !== 'number') return [name, ''];
        const [low, high] = feature.range;
        return [name, String(Math.fround(low + (high - low) * (1.04 * u - 0.02)))];
      }),
    ),
  );
  const names = plan.inputs.map(({ name }) => name);
  const path = join(folder, 'table.csv');
  writeFileSync(
    path,
    `${[names, ...cells.map((row) => names.map((name) => row[name]))].map((line) => line.join(',')).join('\n')}\n`,
  );
  return { path, cells };
}

/** What ONNX Runtime says of the cells, fed as `inputs.json` says. */
async function byOnnx(file: string, cells: readonly Readonly<Record<string, string>>[]): Promise<Float32Array> {
  const { onnx, missing } = JSON.parse(readFileSync(join(file, '../inputs.json'), 'utf8')) as {
    readonly onnx: { readonly numbers: readonly string[]; readonly codes: readonly string[] };
    readonly missing: { readonly codes: readonly string[] };
  };
  const numbers = cells.flatMap((row) =>
    onnx.numbers.map((name) => (missing.codes.includes(row[name] ?? '') ? Number.NaN : Number(row[name]))),
  );
  const codes = cells.flatMap((row) => onnx.codes.map((name) => row[name] ?? ''));
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const { prediction } = await session.run({
    numbers: new Tensor('float64', Float64Array.from(numbers), [cells.length, onnx.numbers.length]),
    codes: new Tensor('string', codes, [cells.length, onnx.codes.length]),
  });
  await session.release();
  return prediction?.data as Float32Array;
}

const CASES = (['binary', 'category', 'number'] as const).flatMap((kind) =>
  (['drop-row', 'range-middle'] as const).map((rule) => [kind, rule] as const),
);

describe('a model that travels', () => {
  it.each(CASES)('as ONNX predicts a %s from the cells of a table as the agents do, missing ones by %s', async (kind, rule) => {
    const model = made(kind, rule);
    const { path, cells } = table(model.plan);
    const ours = await predictTable(model, path);
    const theirs = await byOnnx(exportModel(model, 'onnx', join(folder, 'out')), cells);
    const width = ours.columns.length;
    expect(ours.rows).toHaveLength(ROWS);
    const without = ours.rows.filter(({ values }) => values === undefined).length;
    expect(without > 0).toBe(rule === 'drop-row');
    expect(without).toBeLessThan(ROWS);
    // In units of the target: its range is 60.
    const size = kind === 'number' ? 60 : 1;
    for (const [i, { row, values }] of ours.rows.entries()) {
      expect(row).toBe(i + 2);
      for (let at = 0; at < width; at++) {
        const their = theirs[i * width + at] as number;
        if (values === undefined) expect(their).toBeNaN();
        else expect(Math.abs((values[at] as number) - their) / size).toBeLessThan(1e-6);
      }
    }
  });

  it('as ONNX cuts and scales the pixels of an image as the agents do', async () => {
    const { document } = made('binary', 'range-middle').plan;
    const plan = parsePlan(
      JSON.stringify({
        ...document,
        data: {
          ...document.data,
          features: {
            age: document.data.features['age'],
            scan: { kind: 'image', width: 4, height: 3, window: { centre: 40, width: 400 } },
          },
        },
        model: {
          layers: [
            { type: 'image' },
            { type: 'conv2d', filters: 2, kernelSize: 2, activation: 'tanh' },
            { type: 'flatten', name: 'seen' },
            { type: 'columns', name: 'fixed' },
            { type: 'concatenate', inputs: ['seen', 'fixed'] },
            { type: 'dense', units: 1, activation: 'sigmoid' },
          ],
        },
      }),
    );
    const weights = initialWeights(plan.document.model, [plan.inputWidth], 3);
    const model = { plan, weights, origin: originOf(plan, weights, { software: '0.0.0', rehearsal: true }) };
    const stored = Uint16Array.from({ length: 12 }, (_, i) => 800 + 37 * i);
    const image = { width: 4, height: 3, channels: 1, pixels: stored, slope: 1, intercept: -1024, cleared: true } as const;
    const source: Source = {
      name: 'made',
      columns: () => Promise.resolve(['age', 'scan']),
      read: () => ({
        batches: (async function* () {
          await Promise.resolve();
          yield {
            length: 2,
            rows: [1, 2],
            columns: [
              { kind: 'number', cells: Float64Array.of(40, 50) },
              { kind: 'image', cells: [image, undefined] },
            ],
          } as const;
        })(),
        contentHash: () => '',
        isCurrent: () => true,
      }),
    };
    const vectors: Float32Array[] = [];
    await encodeRows(source, plan, ({ features, troubles }) => {
      vectors.push(features);
      expect(troubles).toEqual([
        { left: false, cells: [] },
        { left: true, cells: [{ column: 'scan', problem: 'is missing' }] },
      ]);
    });
    const file = exportModel(model, 'onnx', join(folder, 'out'));
    const session = await InferenceSession.create(file);
    const pixels = Float64Array.from(stored, (value) => value - 1024);
    const { prediction } = await session.run({
      numbers: new Tensor('float64', Float64Array.of(40, 50), [2, 1]),
      image_scan: new Tensor('float64', Float64Array.of(...pixels, ...pixels.map(() => Number.NaN)), [2, 3, 4, 1]),
    });
    await session.release();
    const { createPredictor, loadBackend } = await import('@consilium/learning');
    const predictor = createPredictor(
      { model: plan.document.model, inputShape: [plan.inputWidth], weights },
      await loadBackend(),
    );
    const ours = predictor.predict(vectors[0] as Float32Array);
    predictor.dispose();
    expect(Math.abs((ours[0] as number) - (prediction?.data[0] as number))).toBeLessThan(1e-6);
    expect(prediction?.data[1]).toBeNaN();
  });

  it('predicts tables with notes as they are, and as ONNX takes the terms that were read of them', async () => {
    const { document } = made('binary', 'drop-row').plan;
    const letter = { kind: 'words', terms: { rash: [], cough: [], fever: ['pyrexia'] } };
    const plan = parsePlan(
      JSON.stringify({
        ...document,
        data: { ...document.data, features: { age: document.data.features['age'], letter } },
        model: { layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] },
      }),
    );
    const weights = Float32Array.of(0.3, -0.2, 0.7, 0.45, 0.1);
    const model = { plan, weights, origin: originOf(plan, weights, { software: '0.0.0', rehearsal: true }) };
    const table = join(folder, 'letters.csv');
    writeFileSync(table, 'age,letter\n40,"No pyrexia, but a cough"\n50,\n60,A rash\n70,fever \ufffd\n');
    const { rows } = await predictTable(model, table);
    expect(rows.map(({ values, troubles }) => [values === undefined, troubles.map(({ problem }) => problem)])).toEqual([
      [false, []],
      [true, ['is missing']],
      [false, []],
      [true, ['is a note that is not clear enough to be read, and was held back']],
    ]);
    const file = exportModel(model, 'onnx', join(folder, 'out'));
    expect(JSON.parse(readFileSync(join(file, '../inputs.json'), 'utf8'))).toMatchObject({ onnx: { terms: ['terms_letter'] } });
    expect(readFileSync(join(file, '../README.txt'), 'utf8')).toContain('no file here reads notes');
    const session = await InferenceSession.create(file);
    const nothing = Number.NaN;
    const { prediction } = await session.run({
      numbers: new Tensor('float64', Float64Array.of(40, 50, 60, 70), [4, 1]),
      terms_letter: new Tensor('float64', Float64Array.of(1, -1, 0, nothing, nothing, nothing, 0, 0, 1, 0, 0, nothing), [4, 3]),
    });
    await session.release();
    for (const [i, { values }] of rows.entries())
      if (values === undefined) expect(prediction?.data[i]).toBeNaN();
      else expect(Math.abs((values[0] ?? 0) - (prediction?.data[i] as number))).toBeLessThan(1e-6);
    for (const format of ['keras', 'tfjs'] as const) {
      const other = exportModel(model, format, join(folder, format));
      expect(readFileSync(join(other, '../README.txt'), 'utf8')).toContain('no file here reads notes');
      expect(readFileSync(join(other, '../inputs.json'), 'utf8')).toContain('it holds no reader of notes');
    }
  });

  it('comes back from its folder, wherever that is copied, and not when a byte of it has changed', () => {
    const model = made('binary', 'drop-row');
    const at = join(folder, 'results/model');
    writeModelFolder(at, model);
    for (const path of [at, join(folder, 'results')]) expect(readModelFolder(path)).toEqual(model);
    const weights = readFileSync(join(at, 'weights.bin'));
    weights[5] = (weights[5] ?? 0) ^ 1;
    writeFileSync(join(at, 'weights.bin'), weights);
    expect(() => readModelFolder(at)).toThrow(expect.objectContaining({ code: 'UPDATE_CORRUPT' }));
    writeFileSync(join(at, 'weights.bin'), weights.subarray(4));
    expect(() => readModelFolder(at)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
    writeFileSync(join(at, 'plan.json'), readFileSync(join(at, 'plan.json'), 'utf8').replace('[18,95]', '[18,96]'));
    expect(() => readModelFolder(at)).toThrow(expect.objectContaining({ code: 'PLAN_HASH_MISMATCH' }));
    writeFileSync(join(at, 'inputs.json'), '{}');
    expect(() => readModelFolder(at)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => readModelFolder(folder)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });

  it.each([
    ['is of hospitals', (text: string) => text.replace('"rehearsal": true', '"rehearsal": false')],
    ['is of another run', (text: string) => text.replace('"run": "run-1"', '"run": "run-2"')],
    [
      'has a privacy',
      (text: string) => text.replace('"privacy": null', '"privacy": { "epsilon": 1, "delta": 0.001, "unit": "patient" }'),
    ],
  ])('is not read where somebody has written into its description that it %s', (_what, change) => {
    const { plan, weights } = made('binary', 'drop-row');
    const origin = originOf(plan, weights, { run: 'run-1', software: 'test', rehearsal: true, unprotected: true });
    const at = join(folder, 'edited');
    writeModelFolder(at, { plan, weights, origin });
    const path = join(at, 'inputs.json');
    const before = readFileSync(path, 'utf8');
    expect(change(before)).not.toBe(before);
    writeFileSync(path, change(before));
    expect(() => readModelFolder(at)).toThrow(/is not what the model was written with/);
    writeFileSync(path, before);
    expect(readModelFolder(at).origin).toEqual(origin);
    const model = JSON.parse(readFileSync(join(at, 'model.json'), 'utf8')) as object;
    writeFileSync(join(at, 'model.json'), JSON.stringify({ ...model, userDefinedMetadata: undefined }));
    expect(() => readModelFolder(at)).toThrow(/does not say with which inputs\.json/);
  });

  it('says of each row without a prediction why, with its row and column, and of a table what it lacks', async () => {
    const model = made('binary', 'drop-row');
    const { path, cells } = table(model.plan);
    const names = Object.keys(cells[0] ?? {});
    const good = Object.fromEntries(
      model.plan.inputs.map(({ name, feature }) => [
        name,
        feature.kind === 'category' ? (feature.codes[0] ?? '') : feature.kind === 'number' ? String(feature.range[0]) : '',
      ]),
    );
    const lines = [
      good,
      { ...good, age: 'old' },
      { ...good, sex: 'x', score: '' },
      { ...good, hr2: 'NA' },
      { ...good, age: '17' },
    ];
    writeFileSync(
      path,
      `${[names, ...lines.map((row) => names.map((name) => row[name]))].map((line) => line.join(',')).join('\n')}\n`,
    );
    const { rows, outOfRange } = await predictTable(model, path);
    expect(rows.map(({ row, values, troubles }) => [row, values !== undefined, troubles])).toEqual([
      [2, true, []],
      [3, false, [{ column: 'age', problem: 'is not a number (expected a, with a decimal point)' }]],
      [
        4,
        false,
        [
          { column: 'score', problem: 'is missing' },
          { column: 'sex', problem: 'is not one of the codes m, f' },
        ],
      ],
      [5, true, []],
      [6, true, []],
    ]);
    expect(outOfRange).toEqual({ age: 1 });
    writeFileSync(path, 'age,sex\n40,m\n');
    await expect(predictTable(model, path)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/table\.csv row 1: the columns creatinine, gene0, .* of the plan are not there/),
    });
  });

  it('does not leave where only a hospital can make its inputs, nor into a folder that holds something', async () => {
    const model = made('binary', 'drop-row', '  standardise: site\n');
    expect(() => exportModel(model, 'onnx', join(folder, 'out'))).toThrow(/data\.standardise: site/);
    expect(existsSync(join(folder, 'out'))).toBe(false);
    await expect(predictTable(model, table(model.plan).path)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full/note'), '');
    expect(() => exportModel(made('binary', 'drop-row'), 'tfjs', join(folder, 'full'))).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});
