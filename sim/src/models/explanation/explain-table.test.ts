import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialWeights, parsePlan } from '@consilium/plan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FinishedModel, originOf } from '../model-folder.ts';
import { predictTable } from '../predict-table.ts';
import { explainTable, type RowExplanation } from './explain-table.ts';
import { renderExplanationPage } from './explanation-page.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-explain-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TARGETS = {
  binary: ['{ column: died, kind: binary, positive: ["1"], negative: ["0"] }', 'activation: sigmoid', 'binary-crossentropy', 1],
  category: ['{ column: stage, kind: category, codes: [I, II, III] }', 'activation: softmax', 'categorical-crossentropy', 3],
  survival: [
    '{ column: days, kind: time-to-event, unit: d, range: [0, 60], intervals: [10, 30, 60], event: { column: died, positive: ["1"], negative: ["0"] } }',
    'activation: sigmoid',
    'discrete-hazards',
    3,
  ],
  number: ['{ column: days, kind: number, unit: d, range: [0, 60] }', 'activation: linear', 'mean-squared-error', 1],
} as const;
type Kind = keyof typeof TARGETS;

/** A plan whose model has made-up weights. @param layers before the last one. @param more features @param data fields */
function made(kind: Kind, layers = '', more = '', data = ''): FinishedModel {
  const [target, activation, loss, units] = TARGETS[kind];
  const plan = parsePlan(`version: 1
study: why
title: Why <b>this</b>
sites: { north: { patients: 500 }, south: { patients: 500 } }
data:
  patientId: patient
  target: ${target}
  missing: { codes: ["", NA], rule: drop-row }
${data}  features:
    age: { kind: number, unit: a, range: [18, 95], description: age at admission }
    score: { kind: number, unit: "1", range: [0, 3], scale: none }
    sex: { kind: category, codes: [m, f] }
    ward: { kind: category, codes: [a, "<i>b</i>", c] }
${more}model:
  layers:
${layers}    - { type: dense, units: ${units}, ${activation} }
training: { loss: ${loss}, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }
strategy: { kind: fedavg, learningRate: 1, weights: uniform }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 2, attempts: 2, deadlineSeconds: 60 }
evaluation: { metrics: [loss] }
`);
  const weights = initialWeights(plan.document.model, [plan.inputWidth], 3).map((w, i) => w + 0.4 * Math.sin(i));
  return { plan, weights, origin: originOf(plan, weights, { software: '0.0.0', rehearsal: true }) };
}

const LINES = ['age,score,sex,ward', '40,1,m,a', '90,3,f,c', ',1,m,a', '200,0.5,f,<i>b</i>'];

function table(lines: readonly string[] = LINES, name = 'table.csv'): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const HIDDEN = '    - { type: dense, units: 5, activation: tanh }\n';

function expectAddsUp({ rows }: { readonly rows: readonly RowExplanation[] }, digits: number): void {
  for (const { base, output, parts } of rows) {
    for (const [k, value] of output.entries())
      expect(parts.reduce((sum, { values }) => sum + (values[k] ?? 0), base[k] ?? 0)).toBeCloseTo(value, digits);
  }
}

describe.each(['binary', 'category', 'number', 'survival'] as const)('of a %s target', (kind) => {
  it('the parts add up to what the model predicts of each row', async () => {
    const model = made(kind, HIDDEN);
    const explained = await explainTable(model, table());
    const { rows: predicted } = await predictTable(model, table());
    expectAddsUp(explained, 9);
    const toShow = (values: readonly number[]): readonly number[] => (kind === 'survival' ? values.toReversed() : values);
    expect(explained.without).toEqual([4]);
    expect(explained.rows.map(({ row }) => row)).toEqual([2, 3, 5]);
    for (const { row, output } of explained.rows) {
      const values = predicted.find((one) => one.row === row)?.values ?? [];
      for (const [k, value] of toShow(values).entries()) expect(output[k]).toBeCloseTo(value, 5);
    }
    expect(explained.quantities).toEqual(
      {
        binary: ['probability', 'logit'],
        category: ['I', 'II', 'III'],
        number: ['days'],
        survival: ['no_event_by_60', 'no_event_by_30', 'no_event_by_10'],
      }[kind],
    );
    expect([explained.method, explained.asked]).toEqual(['exact', 16]);
  });
});

it('the log-odds of a logistic regression fall apart into its terms', async () => {
  const model = made('binary');
  // A table of one row, so that the background is known without the code that makes it.
  const background = table(['age,score,sex,ward', '18,0,m,a'], 'background.csv');
  const { rows, background: facts } = await explainTable(model, table(), { background, lines: [3] });
  expect(facts).toMatchObject({ kind: 'rows', rows: 1 });
  const [{ parts } = { parts: [] }] = rows;
  const [age = 0, score = 0, sex = 0, a = 0, , c = 0] = model.weights;
  const logits = new Map(parts.map(({ column, values }) => [column, values[1] ?? 0]));
  // age 18 to 90 of a range of 77 years that becomes -1 to 1.
  expect(logits.get('age')).toBeCloseTo(age * ((2 * 72) / 77), 5);
  expect(logits.get('score')).toBeCloseTo(score * 3, 5);
  expect(logits.get('sex')).toBeCloseTo(sex, 5);
  expect(logits.get('ward')).toBeCloseTo(c - a, 5);
});

it('cells are shown as the network got them, and what is beyond a range as its end', async () => {
  const { rows } = await explainTable(made('binary', HIDDEN), table(), { lines: [5] });
  expect(new Map(rows[0]?.parts.map(({ column, cell }) => [column, cell]))).toEqual(
    new Map([
      ['age', '95 a'],
      ['score', '0.5'],
      ['sex', 'f'],
      ['ward', '<i>b</i>'],
    ]),
  );
});

it('of more than twelve columns is sampled, with the error of each part, and the same every time', async () => {
  const more = '    gene: { kind: group, columns: "gene{0..11}", unit: "1", range: [-3, 3] }\n';
  const model = made('binary', HIDDEN, more);
  const genes = Array.from({ length: 12 }, (_, i) => `gene${i}`);
  const path = table([`age,score,sex,ward,${genes.join(',')}`, `40,1,m,a,${genes.map((_, i) => i / 4 - 1).join(',')}`]);
  const explained = await explainTable(model, path);
  expect(explained.method).toBe('sampled');
  expectAddsUp(explained, 9);
  for (const { standardErrors } of explained.rows[0]?.parts ?? []) expect(standardErrors?.[0]).toBeLessThanOrEqual(0.005);
  expect(await explainTable(model, path)).toEqual(explained);
});

it.each(['binary', 'category', 'number', 'survival'] as const)(
  'of a plan with series (%s) is said for each step, with what the gradients miss',
  async (kind) => {
    const series = '    hr: { kind: series, columns: "hr{0..2}", unit: /min, range: [20, 250] }\n';
    const model = made(kind, `    - { type: flatten }\n${HIDDEN}`, series);
    const explained = await explainTable(model, table(['age,score,sex,ward,hr0,hr1,hr2', '40,1,m,a,88,120,140']));
    expect([explained.method, explained.asked]).toEqual(['gradients', 50]);
    const [{ parts, base, output, deltas } = { parts: [], base: [], output: [], deltas: [] }] = explained.rows;
    expect(parts.find(({ column }) => column === 'hr1')?.cell).toBe('120 /min');
    const sum = parts.reduce((all, { values }) => all + (values[0] ?? 0), (base[0] ?? 0) + (deltas?.[0] ?? 1));
    expect(sum).toBeCloseTo(output[0] ?? 0, 9);
    expect(Math.abs(deltas?.[0] ?? 1)).toBeLessThan(1e-4 * (1 + Math.abs((output[0] ?? 0) - (base[0] ?? 0))));
    expect(renderExplanationPage(explained, model.plan)).toContain('Integrated gradients of 7 columns');
  },
);

describe('is refused', () => {
  it.each([
    ['a line that is not there', [99], 'no row in line 99'],
    ['a line that the plan leaves out', [2, 4], 'a row in line 4 that the plan leaves out'],
  ])('%s', async (_, lines, words) => {
    await expect(explainTable(made('binary'), table(), { lines })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(words) as string,
    });
  });

  it('a table or a background without a row', async () => {
    await expect(explainTable(made('binary'), table(LINES.slice(0, 1)))).rejects.toMatchObject({ code: 'USAGE' });
    await expect(
      explainTable(made('binary'), table(), { background: table([...LINES.slice(0, 1), ',1,m,a'], 'background.csv') }),
    ).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('a plan whose inputs each hospital scaled for itself', async () => {
    const site = made('binary', '', '', '  standardise: site\n');
    await expect(explainTable(site, table())).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('standardise: site') as string,
    });
  });
});

it('a page has a bar for each column, and nothing of a plan or a table becomes markup', async () => {
  const model = made('binary', HIDDEN);
  const page = renderExplanationPage(await explainTable(model, table()), model.plan);
  expect(page).toContain('age (age at admission): 40 a');
  expect(page).toContain('ward: &lt;i&gt;b&lt;/i&gt;');
  expect(page).not.toMatch(/<i>|<b>this/);
  expect(page.match(/class="signed"/g)).toHaveLength(4 + 3 * 4);
  expect(page).toContain('not for clinical use until approved');
});
