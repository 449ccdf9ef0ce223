import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePlan, readPlan } from './compile.ts';
import { identifierRefusal, identifiersIn } from './identifier-gate.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the plan gate', () => {
  it('finds nothing in the plans of the documentation and the examples', () => {
    const plans = ['examples/heart-disease', 'examples/fed-heart-disease', 'docs/samples/plans'].flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(ROOT, folder, name)),
    );
    expect(plans.length).toBeGreaterThan(5);
    for (const path of plans.filter((name) => readFileSync(name, 'utf8').includes('features:')))
      expect([path, identifiersIn(readPlan(path))]).toEqual([path, []]);
  });

  it('looks at the target, features and the bands of subgroups', () => {
    const text = PLAN_EXAMPLE.replace('column: stay', 'column: city')
      .replace('bmi:', 'ssn:')
      .replace('range: [18, 90]', 'range: [18, 120]');
    const findings = identifiersIn(parsePlan(text));
    expect(findings.map(({ column, letter }) => `${column} ${letter}`)).toEqual(['city B', 'age C', 'ssn G']);
    expect(identifierRefusal({ study: 'x' }, findings).message).toBe(
      'the plan of x reads what identifies people: city, age, ssn',
    );
  });

  it('believes a meaning that explains a name', () => {
    const text = PLAN_EXAMPLE.replace(
      'bmi: { kind: number, unit: kg/m2, range: [15, 50], scale: { mean: 27, std: 5 } }',
      'admission_date: { kind: number, unit: d, range: [-30, 0], meaning: date-offset }',
    );
    expect(identifiersIn(parsePlan(text))).toEqual([]);
    expect(identifiersIn(parsePlan(text.replace(', meaning: date-offset', ''))).map(({ letter }) => letter)).toEqual(['C']);
  });

  it('leaves the compiler alone: an approved plan stays a plan', () => {
    expect(() => parsePlan(PLAN_EXAMPLE.replace('range: [18, 90]', 'range: [18, 120]'))).not.toThrow();
  });
});
