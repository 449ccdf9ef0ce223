import { parsePlan, planFromJson } from '@consilium/plan';
import { expect, it } from 'vitest';
import { mappedSource } from '../mapping/mapped-source.ts';
import { csvText } from '../testing/csv-text.ts';
import { buildDataset } from './build-dataset.ts';
import { judgeColumns } from './judge-columns.ts';
import { declaredColumns } from './declared-columns.ts';

const STUDY = (rule: string): string => `version: 1
study: letters
title: Letters
sites: { north: { patients: 50 } }
data:
  patientId: id
  target: { kind: binary, column: died, positive: ["1"], negative: ["0"] }
  missing: { rule: ${rule} }
  features:
    age: { kind: number, unit: a, range: [0, 90], scale: none }
    letter: { kind: words, terms: { cough: [], fever: [pyrexia], rash: [] } }
model: { layers: [{ type: dense, units: 1, activation: sigmoid }] }
training: { loss: binary-crossentropy, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }
strategy: { kind: fedavg, learningRate: 1, weights: uniform }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 1, attempts: 2, deadlineSeconds: 60 }
evaluation: { metrics: [loss] }
`;
const TABLE = `id,name,age,died,letter
p1,Rash,10,1,"Rash came back with a cough.
No pyrexia."
p2,Lee,20,0,
p3,Hall,30,1,fever \ufffd again
p4,Smith,40,0,A rash and a fever
`;
const SPLIT = { secret: new Uint8Array(32), share: 0 };
const source = mappedSource(csvText(TABLE), { patient: { column: 'id', name: 'id' }, identifiers: ['name'] });

it.each([
  ['drop-row', [10, 1, -1, 0, 40, 0, 1, 1], 2],
  ['range-middle', [10, 1, -1, 0, 20, 0, 0, 0, 30, 0, 0, 0, 40, 0, 1, 1], 0],
] as const)('rows without a clear note, by the rule %s', async (rule, expected, dropped) => {
  const { training, report } = await buildDataset(source, parsePlan(STUDY(rule)), SPLIT);
  expect([...training.features]).toEqual(expected);
  expect(report).toMatchObject({
    rowsDropped: dropped,
    missing: { letter: 1 },
    problems: [{ row: 5, column: 'letter', problem: 'is a note that is not clear enough to be read, and was held back' }],
    identifiers: [],
    notes: [{ column: 'letter', searched: 2, notes: 3 }],
  });
});

it('what a person learns of columns counts the same notes', async () => {
  const plan = parsePlan(STUDY('drop-row'));
  const { notes } = (await buildDataset(source, plan, SPLIT)).report;
  expect((await judgeColumns(source, declaredColumns(plan), 'id')).notes).toEqual(notes);
});

it('a plan that was approved trains, whatever later lists of names hold', async () => {
  const { json, hash } = parsePlan(STUDY('drop-row').replace('cough: []', 'boston: []'));
  const { training } = await buildDataset(source, planFromJson(json, hash), SPLIT);
  expect(training.rows).toBe(2);
});
