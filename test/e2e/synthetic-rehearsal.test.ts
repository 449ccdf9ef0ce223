import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';

const EXAMPLE = join(ROOT, 'examples/heart-disease');
const STUDY = join(EXAMPLE, 'study.yaml');
const HOSPITALS = ['cleveland', 'hungary', 'switzerland', 'va-long-beach'];
const POLICY = `version: 1
allowedStudies: [heart-disease]
budgets: { heart: { epsilon: 4, delta: 0.0005, who: Ada, reason: a test, at: "2026-01-01T00:00:00Z" } }
synthetic: { allow: true }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-synthetic-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What people at a hospital type until they have a file that may leave. */
async function handOut(hospital: string, shared: string): Promise<void> {
  const folder = join(root, hospital);
  const site = async (...args: readonly string[]): Promise<string> => await mustRun('site', [...args, '--folder', folder]);
  const request = join(root, `${hospital}.csr`);
  await site('init', '--site', hospital, '--consortium', 'cardio', '--coordinator', 'fl.example.org:8443', '--request', request);
  writeFileSync(join(folder, 'policy.yaml'), POLICY);
  await site(
    'data',
    'add',
    'heart',
    join(EXAMPLE, `${hospital}.csv`),
    '--study',
    'heart-disease',
    '--patient-column',
    'patient_id',
  );
  await site('data', 'synthesise', STUDY, 'heart', '--epsilon', '1', '--rows', '200', '--out', join(shared, `${hospital}.csv`));
}

it(
  'a researcher rehearses a study on what four hospitals have made, without a record of anybody',
  async () => {
    const shared = join(root, 'shared');
    mkdirSync(shared);
    for (const hospital of HOSPITALS) await handOut(hospital, shared);
    expect(readdirSync(shared).sort()).toEqual(HOSPITALS.map((hospital) => `${hospital}.csv`));
    const summary = JSON.parse(
      await mustRun('consilium', ['sim', STUDY, '--data', shared, '--out', join(root, 'run'), '--seed', '1', '--json']),
    );
    expect(JSON.stringify(summary)).toContain('cleveland');
    expect(readdirSync(join(root, 'run')).length).toBeGreaterThan(0);
  },
  PROGRAMS_MS,
);
