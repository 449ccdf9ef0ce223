import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import { parseYaml, readYamlFile } from './yaml-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'consilium-yaml-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = z.strictObject({
  name: z.string(),
  rounds: z.number().int().positive(),
  layers: z.array(z.strictObject({ type: z.string(), sizes: z.array(z.array(z.number())).default([]) })).default([]),
  sites: z.record(z.string(), z.strictObject({ patients: z.number().optional() })).default({}),
});

function problem(text: string): ConsiliumError {
  try {
    parseYaml(text, schema, 'study.yaml', 'PLAN_INVALID');
  } catch (error) {
    if (isConsiliumError(error, 'PLAN_INVALID')) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

it('a right file gives its value, defaults filled in', () => {
  const { value } = parseYaml('name: heart\nrounds: 3\n', schema, 'study.yaml', 'PLAN_INVALID');
  expect(value).toEqual({ name: 'heart', rounds: 3, layers: [], sites: {} });
});

it('a wrong value is found at its key', () => {
  const error = problem('name: heart\nlayers: []\nrounds: -1\n');
  expect(error.details).toEqual({ file: 'study.yaml', line: 3, column: 1, issues: 1 });
  expect(error.message).toMatch(/^study\.yaml:3:1 rounds: /);
});

it('a wrong value deep inside is found on its line', () => {
  const text = [
    'name: heart',
    'rounds: 1',
    'layers:',
    '  - type: dense',
    '  - type: conv',
    '    sizes:',
    '      - [1, 2]',
    '      - [3, x, 5]',
    'sites:',
    '  north: { patients: many }',
  ].join('\n');
  const lines = problem(text).message.split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^study\.yaml:8:13 layers\.1\.sizes\.1\.1: /);
  expect(lines[1]).toMatch(/^study\.yaml:10:12 sites\.north\.patients: /);
});

it('a missing field is reported at its nearest parent in the file', () => {
  expect(problem('rounds: 1\n').message).toMatch(/^study\.yaml:1:1 name: /);
  expect(problem('name: a\nrounds: 1\nlayers:\n  - sizes: []\n').message).toMatch(/^study\.yaml:4:5 layers\.0\.type: /);
  expect(problem('').details).toMatchObject({ line: 1, column: 1 });
});

it('every unknown key is reported at its place', () => {
  const error = problem('name: a\nrounds: 1\nruonds: 2\nsites:\n  north:\n    patient: 3\n    doctors: 4\n');
  expect(error.message.split('\n').sort()).toEqual([
    'study.yaml:3:1 ruonds: there is no such field; did you mean rounds?',
    'study.yaml:6:5 sites.north.patient: there is no such field; did you mean patients?',
    'study.yaml:7:5 sites.north.doctors: there is no such field; allowed are patients',
  ]);
  expect(error.details.issues).toBe(3);
});

it('a duplicate key is refused', () => {
  expect(problem('name: a\nrounds: 1\nrounds: 2\n').message).toMatch(/^study\.yaml:3:1: .*unique/i);
});

it('broken syntax is reported with its line', () => {
  expect(problem('name: a\nrounds: [1, 2\n').details).toMatchObject({ line: 3 });
  expect(problem('name: "a\n').message).toMatch(/^study\.yaml:2:1: /);
});

it('an alias that leads nowhere, and aliases that multiply, are errors of the file', () => {
  expect(problem('name: *nobody\nrounds: 1\n').message).toMatch(/^study\.yaml:1:\d+: .*alias/i);
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
  expect(problem(['l0: &l0 [x, x]', ...levels].join('\n')).message).toMatch(/^study\.yaml:1:1: .*alias/i);
});

it('a key named __proto__ is an unknown key and changes no object', () => {
  expect(problem('name: a\nrounds: 1\n__proto__: { polluted: true }\n').message).toMatch(/^study\.yaml:3:1 __proto__: /);
  expect('polluted' in {}).toBe(false);
});

it('fail() points at a field that the schema found right', () => {
  const parsed = parseYaml('name: a\nrounds: 1\nlayers:\n  - type: dense\n', schema, 'study.yaml', 'PLAN_INVALID');
  const thrown = (path: (string | number)[]): string => {
    try {
      return parsed.fail(path, 'does not fit');
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(thrown(['layers', 0])).toBe('study.yaml:4:5 layers.0: does not fit');
  expect(thrown(['layers', 0, 'type'])).toBe('study.yaml:4:5 layers.0.type: does not fit');
  expect(thrown(['sites', 'north'])).toBe('study.yaml:1:1 sites.north: does not fit');
});

it('a file is read by path, and one that is not there is named', () => {
  const path = join(folder, 'study.yaml');
  writeFileSync(path, 'name: a\nrounds: 2\n');
  expect(readYamlFile(path, schema, 'PLAN_INVALID').value.rounds).toBe(2);
  const missing = join(folder, 'missing.yaml');
  expect(() => readYamlFile(missing, schema, 'PLAN_INVALID')).toThrow(
    expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringContaining(missing) as string }) as Error,
  );
});
