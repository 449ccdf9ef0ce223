import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { ROOT } from '@consilium/testing';
import { expect, it } from 'vitest';
import { planWarnings } from './plan-warnings.ts';

const EXAMPLE = readFileSync(join(ROOT, 'examples/heart-disease/study.yaml'), 'utf8');

function warnings(...changes: readonly (readonly [string, string])[]): readonly string[] {
  const plan = parsePlan(
    changes.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    }, EXAMPLE),
  );
  const parameters = releaseParameters(plan);
  return planWarnings(plan, parameters === undefined ? undefined : deriveRelease(parameters));
}

it('nothing is to be said of the example', () => {
  expect(warnings()).toEqual([]);
});

it('a delta above one over all patients lets some be published', () => {
  expect(warnings(['delta: 0.001', 'delta: 0.004'])).toEqual([
    'Delta 0.004 is not below one over the 510 patients of all sites: publishing 2 of them whole would keep such a guarantee. Take 0.001.',
  ]);
  expect(warnings(['delta: 0.001', 'delta: 0.0019'])).toEqual([]);
});

it('an epsilon that promises nothing', () => {
  expect(warnings(['epsilon: 1,', 'epsilon: 20,'])[0]).toMatch(/^Epsilon 20\.0 lets what leaves be 4\.9e\+8 times as likely/);
  expect(warnings(['epsilon: 1,', 'epsilon: 9,'])).toEqual([]);
});

it('a network that so few patients cannot lift out of the noise', () => {
  const wide = ['    - { type: dense, units: 1,', '    - { type: dense, units: 4000 }\n    - { type: dense, units: 1,'] as const;
  expect(warnings(wide)).toEqual([
    expect.stringMatching(/^All rounds together have 2\.7 times as much noise as signal.*\(68001 now\)/) as string,
  ]);
  const small = ['    - { type: dense, units: 1,', '    - { type: dense, units: 40 }\n    - { type: dense, units: 1,'] as const;
  expect(warnings(small)).toEqual([]);
});

it('a layer that takes inputs for neighbours which their names put elsewhere', () => {
  const hours = (names: readonly string[]): readonly (readonly [string, string])[] => [
    [
      EXAMPLE.slice(EXAMPLE.indexOf('    age:'), EXAMPLE.indexOf('  missing:')),
      names.map((name) => `    ${name}: { kind: number, unit: /min, range: [0, 200] }\n`).join(''),
    ],
    ['  layers:\n', '  layers:\n    - { type: reshape, shape: [12, 1] }\n    - { type: gru, units: 2 }\n'],
    ['  subgroups: { sex: {}, age: { bands: [50, 60] } }\n', ''],
  ];
  const count = Array.from({ length: 12 }, (_, i) => i);
  expect(warnings(...hours(count.map((i) => `hr${i}`)))).toEqual([
    'The layer reshape reads inputs in their order, and they enter by name: hr11 stands before hr2. Write all numbers with as many digits (hr02), or make them one feature of the kind series.',
  ]);
  expect(warnings(...hours(count.map((i) => `hr${String(i).padStart(2, '0')}`)))).toEqual([]);
});
