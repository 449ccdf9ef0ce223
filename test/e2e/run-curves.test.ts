import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleasedThresholds } from '@consilium/privacy';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { APPROVAL, Consortium } from '../support/consortium.ts';
import { changedPlan, SITES, STUDY } from '../support/fault-plans.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

let consortium: Consortium;
beforeEach(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterEach(async () => {
  await consortium.remove();
});

interface Told {
  readonly released: { readonly sites: readonly string[]; readonly thresholds?: ReleasedThresholds } | null;
  readonly sites: readonly { readonly id: string; readonly exact?: { readonly scoreHistogram?: object } }[];
}

it(
  'a run with hospitals has curves over thresholds from their noised counts, and apart from them of one that shares exact histograms',
  async () => {
    const [open, ...others] = SITES;
    const plan = changedPlan(({ sites, privacy }) => ({
      study: STUDY,
      title: 'Curves',
      sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
      // No test of the model: much epsilon, so that a few patients are not hidden.
      privacy: { ...privacy, target: { epsilon: 6, delta: 0.001 } },
      rounds: 2,
      quorum: { sites: SITES.length, attempts: 3, deadlineSeconds: 600 },
      evaluation: { metrics: ['loss', 'accuracy', 'auc', 'calibration'], threshold: 0.4 },
    }));
    const path = join(consortium.folder, 'curves.yaml');
    await consortium.startCoordinator();
    const { hash } = plan;
    writeFileSync(path, plan.json);
    const researcher = ['--identity', consortium.researcherFolder] as const;
    await mustRun('consilium', ['study', 'submit', path, ...researcher]);
    const policyPath = join(consortium.siteFolder(open), 'policy.yaml');
    const policy = readFileSync(policyPath, 'utf8');
    const metrics = 'metrics:\n  allow: exact\n  scoreHistogram: true\n  minimumCohort: 5\n';
    writeFileSync(policyPath, policy.replace(/^metrics:\n(?:[ #].*\n|\n)*/mu, metrics));
    for (const site of SITES) {
      const shares = site === open ? ['--share-exact'] : [];
      const usual = ['--reason', 'a test', '--folder', consortium.siteFolder(site)];
      await mustRun('site', ['plan', 'approve', hash, ...APPROVAL, ...shares, ...usual]);
    }
    await consortium.startAgents();
    const { run } = JSON.parse(await mustRun('consilium', ['run', 'start', STUDY, '--yes', '--json', ...researcher])) as {
      readonly run: string;
    };
    expect((await watchToEnd(consortium, run)).state).toBe('completed');
    const out = join(consortium.folder, 'results');
    const said = await mustRun('consilium', ['run', 'results', run, '--out', out, ...researcher]);

    const { released, sites } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Told;
    expect(released?.sites).toEqual([...others].sort());
    const told = released?.thresholds as ReleasedThresholds;
    expect([told.sites, told.chosen, told.thresholds.length]).toEqual([others.length, 0.4, 9]);
    expect(told.thresholds.some(({ threshold }) => threshold === 0.4)).toBe(true);
    for (const { sensitivity, specificity } of told.thresholds)
      for (const { low, value, high } of [sensitivity, specificity]) expect(low <= value && value <= high).toBe(true);
    expect(sites.find(({ id }) => id === open)?.exact?.scoreHistogram).toBeDefined();
    expect(said).toMatch(/^At 0\.4 +finds \d.* of the outcomes/mu);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page.match(/<b>ROC curve<\/b>/gu)).toHaveLength(2);
    expect(page).toContain('Exact, of 1 hospital');
    expect(page).not.toMatch(/NaN|Infinity|undefined/u);
    const lines = readFileSync(join(out, 'thresholds.csv'), 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('2,(all),'))).toHaveLength(9);
    expect(lines.some((line) => line.startsWith(`2,${open},`))).toBe(false);
  },
  PROGRAMS_MS,
);
