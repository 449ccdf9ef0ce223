import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePlan, readPlan } from '@consilium/plan';
import { buildDataset, mappedSource, openSource, SourcesFile } from '@consilium/site-agent';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/notes', import.meta.url));
const STUDY = join(EXAMPLE, 'study.yaml');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-notes-'));
  execFileSync(process.execPath, [join(EXAMPLE, 'make-sites.mjs'), join(folder, 'sites')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Dataset = Awaited<ReturnType<typeof buildDataset>>;

async function datasetOf(site: string, sources = join(folder, 'sites', 'sources.yaml')): Promise<Dataset> {
  const entry = new SourcesFile(sources).entry(site);
  if (entry === undefined) throw new TypeError(`no ${site}`);
  const source = mappedSource(openSource(entry.source, join(folder, 'state')), entry);
  return await buildDataset(source, readPlan(STUDY), { secret: new Uint8Array(32), share: 0 });
}

it('three hospitals whose notes lie in three forms learn from them with privacy', { timeout: 900_000 }, async () => {
  const { outcome, sites, plan } = await simulate({
    planPath: STUDY,
    dataPath: join(folder, 'sites'),
    heldOut: 0.3,
    transport: 'memory',
    seed: '1',
    version: 'test',
  });
  expect(plan.document.privacy.mechanism).toBe('dp-fedsgd');
  expect(sites.map(({ patients }) => patients)).toHaveLength(3);
  const scores = [...outcome.exact.values()].at(-1) ?? [];
  expect(scores.map(({ site }) => site).sort()).toEqual(['east', 'north', 'south']);
  for (const { scores: found } of scores) expect(found.accuracy).toBeGreaterThan(0.7);
});

it('a note becomes one of three numbers for each term, and each term is found', async () => {
  for (const site of ['north', 'south', 'east']) {
    const { training, report } = await datasetOf(site);
    expect(report.rowsDropped).toBe(0);
    const notes = Array.from({ length: training.rows }, (_, row) => [...training.features.subarray(row * 7 + 1, row * 7 + 7)]);
    expect(new Set(notes.flat())).toEqual(new Set([-1, 0, 1]));
    expect(report.notes).toMatchObject([{ column: 'note', searched: 4, notes: training.rows }]);
    for (const { affirmed, negated } of report.notes[0]?.terms ?? []) expect([affirmed > 50, negated > 50]).toEqual([true, true]);
  }
});

it('patients who are called as a term is do not have it for that', async () => {
  const text = readFileSync(join(folder, 'sites', 'sources.yaml'), 'utf8');
  const without = join(folder, 'without.yaml');
  writeFileSync(without, text.replaceAll(/ {4}identifiers:\n(?: {6}- .*\n)+/g, ''), { mode: 0o600 });
  const feverIn = ({ report }: Dataset): number => report.notes[0]?.terms.find(({ term }) => term === 'fever')?.affirmed ?? 0;
  const [searched, open] = [await datasetOf('north'), await datasetOf('north', without)];
  expect([searched.report.notes[0]?.searched, open.report.notes[0]?.searched]).toEqual([4, 1]);
  const called = readFileSync(join(folder, 'sites', 'north.csv'), 'utf8').split(',Fever,').length - 1;
  expect(called).toBeGreaterThan(40);
  // Who is called so and has one is taken for somebody of whom nothing is said: the price of the rule.
  const present = readFileSync(join(folder, 'sites', 'north.csv'), 'utf8').match(/Presents with [^.]*\b(?:fever|pyrexia)/g) ?? [];
  expect(feverIn(searched)).toBeLessThanOrEqual(present.length);
  expect(feverIn(open)).toBeGreaterThan(feverIn(searched) + called / 2);
});

it('the terms are bound by the hash of the plan', () => {
  const study = readFileSync(STUDY, 'utf8');
  const other = parsePlan(study.replace('[pyrexia, febrile]', '[pyrexia]'), 'study.yaml');
  expect(other.hash).not.toBe(readPlan(STUDY).hash);
});
