import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parsePlan } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { columnsOf } from '../cohort/column-range.ts';
import { omopColumns } from './omop-columns.ts';
import { omopSchema } from './omop-description.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/omop/', import.meta.url));
const study = readFileSync(`${EXAMPLE}study.yaml`, 'utf8');
const whole = (columns: unknown): unknown => ({
  kind: 'omop',
  database: { kind: 'sqlite', path: '/x' },
  cohort: { id: 1 },
  columns,
});

describe('columns proposed for a plan', () => {
  it('are those that the example uses, but for what only a person can say', () => {
    const { columns, open } = omopColumns(parsePlan(study, 'study.yaml'));
    expect(open).toEqual([]);
    const used = omopSchema.parse(whole(parse(readFileSync(`${EXAMPLE}columns.yaml`, 'utf8')))).columns;
    const proposed = omopSchema.parse(whole(columns)).columns;
    expect(Object.keys(proposed).sort()).toEqual(Object.keys(used).sort());
    for (const name of ['patient_id', 'age', 'sex', 'systolic', 'hba1c', 'diabetes'])
      expect([name, proposed[name]]).toEqual([name, used[name]]);
    // The table of visits, and a substance, are not said by a concept.
    expect(proposed.visits).toMatchObject({ from: 'measurement', concepts: [9202], aggregate: 'count' });
    expect(proposed.heart_failure).toMatchObject({ ...used.heart_failure, translate: { '1': '1', '0': '0' } });
    expect(proposed.creatinine).not.toHaveProperty('substance');
  });

  it('leave open what has no concept', () => {
    const plan = parsePlan(study.replace('      concept: { vocabulary: LOINC, codes: [2160-0] }\n', ''), 'study.yaml');
    expect(omopColumns(plan).open).toEqual(['creatinine']);
  });

  it('count from the event that the plan names', () => {
    const plan = parsePlan(study.replaceAll('anchor: cohort-start', 'anchor: discharge'), 'study.yaml');
    expect(omopColumns(plan).columns.systolic).toMatchObject({ anchor: 'end', hours: [-8760, 24] });
  });
});

describe('the columns of a series', () => {
  const event = { from: 'measurement', concepts: [1], aggregate: 'mean', hours: [0, 2] } as const;
  const expanded = (columns: object): ReadonlyMap<string, unknown> =>
    columnsOf(omopSchema.parse(whole({ id: { from: 'patient' }, ...columns })));

  it('stand in the order of their numbers, each a step after the one before', () => {
    const columns = expanded({ 'hr{8..11}': { ...event, step: 2 }, 'b{01..00}': { ...event, step: 1 } });
    expect([...columns.keys()]).toEqual(['id', 'hr8', 'hr9', 'hr10', 'hr11', 'b01', 'b00']);
    expect(columns.get('hr10')).toMatchObject({ hours: [4, 6] });
    expect(columns.get('b00')).toMatchObject({ hours: [1, 3] });
  });

  it.each([
    ['without a step', { 'hr{0..3}': event }, 'say "step"'],
    ['described twice', { 'hr{0..3}': { ...event, step: 1 }, hr2: event }, 'described twice'],
    ['without end', { 'hr{0..999999}': { ...event, step: 0.001 } }, 'more than 100000 columns'],
    ['of patients', { 'p{0..1}': { from: 'age' } }, 'say "step"'],
  ])('are refused %s', (_, columns, words) => expect(() => expanded(columns)).toThrow(words));
});
