import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifiersIn } from './identifier-gate.ts';
import { type CompiledPlan, parsePlan, planFromJson } from './compile.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';

const FEATURES = /features:[^]*?\n {2}missing/;
const LAYERS = /layers:[^]*?\n\ntraining/;

/** A plan with these features and, where given, these layers before its last one. */
function text(features: readonly string[], layers: readonly string[] = []): string {
  const flat = layers.length === 0 ? [] : layers.map((layer) => `    - ${layer}`);
  return PLAN_EXAMPLE.replace(FEATURES, `features:\n${features.map((line) => `    ${line}\n`).join('')}  missing`).replace(
    LAYERS,
    `layers:\n${[...flat, '    - { type: dense, units: 3, activation: softmax }'].join('\n')}\n\ntraining`,
  );
}

const plan = (features: readonly string[], layers?: readonly string[]): CompiledPlan => parsePlan(text(features, layers));
const layout = ({ inputs }: CompiledPlan): string => inputs.map(({ name, offset }) => `${name}@${offset}`).join(' ');

const AGE = 'age: { kind: number, unit: a, range: [18, 90] }';
const HR = 'hr: { kind: series, columns: "t{8..11}", unit: /min, range: [20, 250] }';
const BP = 'bp: { kind: series, columns: [s, n, e, w], unit: "mm[Hg]", range: [20, 250], mask: true }';
const LACTATE = 'zlac: { kind: series, columns: "lac{0..1}", unit: mmol/L, range: [0, 30] }';
const GENES = 'genes: { kind: group, columns: [b, "g{9..10}", a], unit: "1", range: [0, 20] }';

describe('the input vector', () => {
  it('has series after all else, step by step, in natural order: t9 comes before t10', () => {
    const compiled = plan([HR, AGE, BP]);
    // age; then for each step bp, its mask, hr.
    expect(layout(compiled)).toBe('age@0 s@1 n@4 e@7 w@10 t8@3 t9@6 t10@9 t11@12');
    expect(compiled.inputs.map(({ width }) => width)).toEqual([1, 2, 2, 2, 2, 1, 1, 1, 1]);
    expect(compiled.inputWidth).toBe(13);
  });

  it('has series of fewer steps first, and groups in the order of their lists', () => {
    expect(layout(plan([HR, LACTATE, GENES, AGE]))).toBe('age@0 b@1 g9@2 g10@3 a@4 lac0@5 lac1@6 t8@7 t9@8 t10@9 t11@10');
  });

  it('has a place for every column and leaves none empty, and each block is its steps one after the other', () => {
    const feature = fc.oneof(
      fc.constant('{ kind: number, unit: "1", range: [0, 1] }'),
      fc
        .integer({ min: 2, max: 5 })
        .map((n) => `{ kind: category, codes: [${Array.from({ length: n }, (_, i) => `c${i}`).join(', ')}] }`),
      fc.integer({ min: 0, max: 12 }).map((n) => `{ kind: group, columns: "NAME_{0..${n}}", unit: "1", range: [0, 1] }`),
      fc
        .tuple(fc.integer({ min: 1, max: 12 }), fc.boolean())
        .map(([n, mask]) => `{ kind: series, columns: "NAME_{0..${n}}", unit: "1", range: [0, 1]${mask ? ', mask: true' : ''} }`),
    );
    fc.assert(
      fc.property(fc.array(feature, { minLength: 1, maxLength: 8 }), (features) => {
        const { inputs, inputWidth, series } = plan(features.map((text, i) => `f${i}: ${text.replace('NAME', `x${i}`)}`));
        const places = inputs.flatMap(({ offset, width }) => Array.from({ length: width }, (_, i) => offset + i));
        expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: inputWidth }, (_, i) => i));
        for (const { from, steps, channels, names } of series)
          for (const name of names) {
            const own = inputs.filter((input) => input.name.startsWith(`x${name.slice(1)}_`));
            expect(own.map(({ offset }) => Math.floor((offset - from) / channels))).toEqual(
              Array.from({ length: steps }, (_, t) => t),
            );
            expect(new Set(own.map(({ offset }) => (offset - from) % channels)).size).toBe(1);
          }
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('gives each column what its feature says', () => {
    const [first, , , , last] = plan([HR, GENES.replace('genes', 'a')]).inputs;
    expect(first?.feature).toEqual({ kind: 'number', unit: '1', range: [0, 20], scale: 'range', meaning: undefined });
    expect(last?.feature).toMatchObject({ unit: '/min', range: [20, 250] });
  });

  it('is known from the plan alone: another order of columns is another plan', () => {
    const hashes = [
      HR,
      HR.replace('{8..11}', '{11..8}'),
      BP,
      BP.replace('[s, n, e, w]', '[n, s, e, w]'),
      BP.replace(', mask: true', ''),
    ];
    expect(new Set(hashes.map((feature) => plan([feature]).hash)).size).toBe(5);
  });

  it('refuses columns of two meanings, also within ranges', () => {
    expect(() => plan([HR, BP.replace('[s, n, e, w]', '[s, t9]')])).toThrow('the column t9 has two meanings');
    expect(() => plan([BP.replace('[s, n, e, w]', '[s, s]')])).toThrow('the column s has two meanings');
    expect(() => plan([HR.replace('t{8..11}', 'patien{0..1}'), BP.replace('[s, n, e, w]', '[s, stay]')])).toThrow(
      'the column stay',
    );
  });

  it('bounds columns over all features, before one name is made', () => {
    const wide = (i: number): string => `g${i}: { kind: group, columns: "g${i}_{1..20001}", unit: "1", range: [0, 1] }`;
    expect(() => plan([wide(0), wide(1)])).toThrow('the features of a plan have at most 40000 columns in all');
    const started = process.memoryUsage().heapUsed;
    const many = Array.from(
      { length: 5000 },
      (_, i) => `g${i}: { kind: group, columns: "g${i}_{1..40000}", unit: "1", range: [0, 1] }`,
    );
    expect(() => plan(many)).toThrow('at most 40000 columns in all');
    expect(process.memoryUsage().heapUsed - started).toBeLessThan(500e6);
  });

  it('asks series and groups for units of UCUM, two columns, and ranges that scale', () => {
    expect(() => plan([HR.replace('/min', 'bpm')])).toThrow('data.features.hr.unit: "bpm" is no unit of UCUM: write /min');
    expect(() => plan([HR.replace('{8..11}', '{8..8}')])).toThrow('a series has at least two columns');
    expect(() => plan([GENES.replace('[0, 20]', '[0, 1e300], scale: none')])).toThrow(
      'scaled, the ends of the range must lie within',
    );
    expect(() => plan([GENES.replace('unit', 'mask: true, unit')])).toThrow('mask: there is no such field');
  });

  it('takes a wildcard as a mistake with its line, and says what to write', () => {
    expect(() => plan([GENES.replace('[b, "g{9..10}", a]', '"ENSG*"')])).toThrow(
      /study\.yaml:\d+:\d+ data\.features\.genes\.columns: "ENSG\*" would be other columns at every hospital/,
    );
  });
});

const FUNDUS = 'fundus: { kind: image, width: 3, height: 2, channels: 3 }';
const CT = 'ct: { kind: image, width: 4, height: 4, window: { centre: 40, width: 400 } }';

describe('images', () => {
  it('come last, by their names, each as many inputs as it has pixels and channels', () => {
    const compiled = plan([FUNDUS, HR, CT, AGE]);
    expect(layout(compiled)).toBe('age@0 t8@1 t9@2 t10@3 t11@4 ct@5 fundus@21');
    expect(compiled.inputWidth).toBe(5 + 16 + 18);
    expect(compiled.images).toEqual([
      { name: 'ct', from: 5, height: 4, width: 4, channels: 1 },
      { name: 'fundus', from: 21, height: 2, width: 3, channels: 3 },
    ]);
  });

  it('are cut out by a layer that says where, in the plan that is approved', () => {
    const layers = ['{ type: image, feature: fundus }', '{ type: conv2d, filters: 2, kernelSize: 2 }', '{ type: flatten }'];
    const compiled = plan([FUNDUS, CT], layers);
    expect(compiled.document.model.layers[0]).toEqual({
      type: 'image',
      feature: 'fundus',
      from: 16,
      height: 2,
      width: 3,
      channels: 3,
    });
    expect(planFromJson(compiled.json, compiled.hash).hash).toBe(compiled.hash);
    expect(plan([CT], ['{ type: image }', '{ type: flatten }']).document.model.layers[0]).toMatchObject({ from: 0, height: 4 });
  });

  it.each([
    [[AGE], ['{ type: image }', '{ type: flatten }'], 'no feature of the plan is an image'],
    [
      [CT, FUNDUS],
      ['{ type: image }', '{ type: flatten }'],
      'the plan has the images ct, fundus: say which, such as feature: ct',
    ],
    [[CT], ['{ type: image, feature: mri }', '{ type: flatten }'], 'the plan has the images ct, not mri'],
    [[CT], ['{ type: columns }'], 'all features of the plan are series or images'],
    [[CT.replace('width: 4,', 'width: 2000,')], [], 'data.features.ct.width'],
    [[CT.replace('width: 4, height: 4', 'width: 1000, height: 1000')], [], 'at most 262,144 values in all'],
    [[CT.replace('window', 'range: [0, 1], window')], [], 'a window is a range: give one of the two'],
    [
      [CT.replace('window: {', 'scale: none, window: {').replace('width: 400', 'width: 1e300')],
      [],
      'the ends of the range must lie',
    ],
    [[CT.replace('height: 4', 'height: 4, path: /data')], [], 'path: there is no such field'],
    [[CT.replace('height: 4', 'height: 4, channels: 2')], [], 'data.features.ct.channels'],
  ])('are refused where they cannot be: %s %s', (features, layers, message) => {
    expect(() => plan(features, layers)).toThrow(message);
  });

  it('are judged by their names, and make no subgroups', () => {
    expect(identifiersIn(plan([CT]))).toEqual([]);
    expect(identifiersIn(plan([CT.replace('ct:', 'face_photo:')]))).toMatchObject([{ column: 'face_photo', letter: 'Q' }]);
    const grouped = text([CT]).replace(/evaluation:[^]*$/, 'evaluation:\n  subgroups: { ct: {} }\n');
    expect(() => parsePlan(grouped)).toThrow('subgroups are made by features of one column');
  });
});

describe('layers that take a part of the input', () => {
  it('find it by the features, and say where it lies in the plan that is approved', () => {
    const compiled = plan(
      [AGE, HR, BP, LACTATE],
      [
        '{ type: series, steps: 4, name: course }',
        '{ type: lstm, units: 2, name: state }',
        '{ type: columns, name: fixed }',
        '{ type: concatenate, inputs: [state, fixed] }',
      ],
    );
    expect(compiled.document.model.layers.slice(0, 3)).toMatchObject([
      { type: 'series', steps: 4, channels: 3, from: 3 },
      { type: 'lstm' },
      { type: 'columns', count: 1 },
    ]);
    expect(compiled.json).toContain('{"channels":3,"from":3,"name":"course","steps":4,"type":"series"}');
    expect(planFromJson(compiled.json, compiled.hash).hash).toBe(compiled.hash);
    // lstm: 3 channels and 2 states to 4 gates of 2, with bias; dense: 2 states and the age to 3 classes.
    expect(compiled.manifest.parameters).toBe((3 + 2 + 1) * 8 + (3 + 1) * 3);
  });

  it('are the same plan whether an author writes the numbers or leaves them out', () => {
    const layers = (series: string): string[] => [series, '{ type: flatten }'];
    const left = plan([HR], layers('{ type: series }'));
    expect(plan([HR], layers('{ type: series, from: 0, steps: 4, channels: 1 }')).hash).toBe(left.hash);
  });

  it.each([
    [[AGE], ['{ type: series }', '{ type: flatten }'], 'no feature of the plan is a series'],
    [[HR], ['{ type: columns }'], 'all features of the plan are series'],
    [[HR, LACTATE], ['{ type: series }', '{ type: flatten }'], 'the plan has series of 2, 4 steps: say which, such as steps: 2'],
    [[HR], ['{ type: series, steps: 5 }', '{ type: flatten }'], 'the plan has series of 4 steps, not of 5'],
    [
      [HR],
      ['{ type: series, channels: 2 }', '{ type: flatten }'],
      'the features of the plan give channels 1, not 2: leave it out',
    ],
    [[HR, AGE], ['{ type: series, from: 0 }', '{ type: flatten }'], 'the features of the plan give from 1, not 0: leave it out'],
    [[AGE], ['{ type: columns, count: 2 }'], 'the features of the plan give count 1, not 2: leave it out'],
    [[HR], ['{ type: lstm, units: 2 }'], 'it needs steps and features, but gets the shape [4]'],
    [[HR], ['{ type: series, inputs: [input] }', '{ type: flatten }'], 'inputs: there is no such field'],
  ])('%j with %j', (features, layers, message) => {
    expect(() => plan(features, layers)).toThrow(message);
  });

  it('give embeddings codes as they stand in the file', () => {
    const codes = 'ward: { kind: series, columns: "w{0..3}", unit: "1", range: [0, 7], scale: none }';
    const layers = (vocabulary: number): string[] => [
      '{ type: series }',
      '{ type: flatten }',
      `{ type: embedding, vocabulary: ${vocabulary}, units: 2 }`,
      '{ type: flatten }',
    ];
    expect(() => plan([codes], layers(8))).not.toThrow();
    expect(() => plan([codes], layers(7))).toThrow('the embedding knows the codes 0 to 6, the input ward goes from 0 to 7');
  });
});

describe('the plan gate', () => {
  it('judges every column of series and groups, and says once what all have', () => {
    const findings = identifiersIn(plan([GENES.replace('[b, "g{9..10}", a]', '[b, ssn, "g{1..3}"]'), HR]));
    expect(findings.map(({ column, letter }) => [column, letter])).toEqual([['ssn', 'G']]);
    const hidden = identifiersIn(plan([GENES.replace('[b, "g{9..10}", a]', '"ssn{1..3}"')]));
    expect(hidden.map(({ column, letter }) => [column, letter])).toEqual([['ssn', 'G']]);
    const long = identifiersIn(plan([HR.replace('[20, 250]', '[0, 9999999999]')]));
    expect(long).toHaveLength(1);
    expect(long[0]).toMatchObject({ column: 't8', letter: 'R' });
    expect(long[0]?.found).toContain(', as for others of hr');
  });

  it('ends ages in series at 90, whether the meaning, the columns or the name of the series says that they are', () => {
    const ages = (name: string, columns: string, range: string, rest = ''): string =>
      `${name}: { kind: series, columns: "${columns}", unit: a, range: ${range}${rest} }`;
    for (const feature of [
      ages('age', 't{0..3}', '[0, 91]'),
      ages('x', 'age{0..3}', '[0, 91]'),
      ages('x', 't{0..3}', '[0, 91]', ', meaning: age'),
    ])
      expect([feature, identifiersIn(plan([feature])).map(({ letter, rule }) => `${letter} ${rule}`)]).toEqual([
        feature,
        ['C age-over-89'],
      ]);
    expect(identifiersIn(plan([ages('age', 't{0..3}', '[0, 90]')]))).toEqual([]);
    expect(identifiersIn(plan([ages('x', 't{0..3}', '[1900, 2000]', ', meaning: birth-year')])).length).toBeGreaterThan(0);
  });

  it('lets no subgroup be made of series or groups', () => {
    const evaluation = 'evaluation: { every: 30, subgroups: { hr: { bands: [100] } },';
    const subgroup = text([HR]).replace('evaluation: { every: 30,', evaluation);
    expect(() => parsePlan(subgroup)).toThrow('subgroups are made by features of one column');
  });
});
