import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, seededRandom } from '@consilium/core';
import { loadBackend } from '@consilium/learning';
import { parsePlan } from '@consilium/plan';
import { mappedSource, openSource } from '@consilium/site-agent';
import { placeTable, tableWith, UNUSUAL_TABLES, WRONG_TABLES, type WrongTable, wrongTablesPlan } from '@consilium/testing';
import { afterAll, expect, it } from 'vitest';
import { ExactScorer } from './exact-scores.ts';
import { renderReport } from './report/render-report.ts';
import { simulate } from './simulation.ts';
import { checkSites, requireAllSites, requireQuorum } from './site-check.ts';
import { sniffSites } from './sniff-sites.ts';
import { summarise } from './summarise.ts';
import { renderSiteChecks } from './terminal/site-checks.ts';
import { renderSummaryTable } from './terminal/summary-table.ts';
import { siteSources } from './virtual-data.ts';
import { virtualSplit } from './virtual-split.ts';

const folder = mkdtempSync(join(tmpdir(), 'consilium-site-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NORTH = tableWith(() => {}, 'n');
const fine = tableWith();
type Content = WrongTable['content'];

let made = 0;
function place(content: Content, planText = wrongTablesPlan(['north', 'south'])): { planPath: string; dataPath: string } {
  const dataPath = join(folder, `${++made}`);
  mkdirSync(dataPath);
  writeFileSync(join(dataPath, 'north.csv'), NORTH);
  placeTable(join(dataPath, 'south.csv'), content);
  const planPath = join(dataPath, 'study.json');
  writeFileSync(planPath, planText);
  return { planPath, dataPath };
}

/** What the owner learns, as `consilium sim` prints it, and whether the rehearsal ends there. */
async function told(content: Content): Promise<{ readonly text: string; readonly ends: boolean }> {
  const where = place(content);
  const plan = parsePlan(wrongTablesPlan(['north', 'south']), 'checked.json');
  const entries = siteSources(where, plan, join(where.dataPath, 'parts'), seededRandom('split'));
  const sniffed = await sniffSites(entries);
  const sources = new Map([...sniffed.entries].map(([id, entry]) => [id, mappedSource(openSource(entry.source, folder), entry)]));
  const scorer = await ExactScorer.open(plan, sources, virtualSplit(0.2, '1'), await loadBackend(), sniffed.failures);
  try {
    const checks = await checkSites(plan, sources, scorer, { heldOut: 0.2 });
    requireQuorum(checks, plan);
    const text = renderSiteChecks(checks, 'ill').join('\n');
    return { text, ends: endsThere(() => requireAllSites(checks)) };
  } finally {
    scorer.dispose();
  }
}

function endsThere(action: () => void): boolean {
  try {
    action();
    return false;
  } catch (error) {
    if (!isConsiliumError(error, 'DATA_INVALID')) throw error;
    return true;
  }
}

it('says nothing of data without a fault', async () => {
  expect(await told(fine)).toEqual({ text: '', ends: false });
});

it.each(UNUSUAL_TABLES)('has nothing against %s', async (_, content) => {
  expect(await told(content)).toEqual({ text: '', ends: false });
});

it('has enough wrong tables', () => {
  expect(WRONG_TABLES.length).toBeGreaterThanOrEqual(60);
});

it.each(WRONG_TABLES)('says where the fault is: $name', async ({ content, said, isRefused }) => {
  const { text, ends } = await told(content);
  expect(text).toMatch(said);
  // Each sentence stands below the site that it is about, which comes last.
  expect(text).toMatch(/^north: 40 rows, 0 left out, 40 patients, 0 repeated\n {2}classes of ill {4}0: 26, 1: 14\nsouth/);
  expect(ends).toBe(isRefused);
  expect(text.includes('WITHOUT THIS SITE')).toBe(isRefused);
});

it('shows what became of the rows in one table', async () => {
  const { text } = await told(
    tableWith((row, i) => {
      if (i < 4) row[1] = '';
      if (i === 4) row[1] = '120';
      if (i === 5) row[2] = 'x';
      if (i === 6) row[3] = 'bad';
    }),
  );
  expect(text.split('\n').slice(2)).toEqual([
    'south: 40 rows, 6 left out, 34 patients, 0 repeated',
    '  left out for      age 4, score 1, sex 1',
    '  missing           age 4',
    '  cut to the range  age 1',
    '  unseen codes      sex 1',
    '  unreadable        score 1',
    '  classes of ill    0: 23, 1: 11',
    '  WARNING: sex: 1 cell is not among the codes of the plan, and counts as missing',
    '  WARNING: score: 1 cell is not a number, and counts as missing',
    '  row 7, column sex: is not one of the codes f, m',
    '  row 8, column score: is not a number (expected a plain number, with a decimal point)',
  ]);
});

it('advises another rule for missing cells where it would keep a row', async () => {
  const advice = /Another rule for missing cells/;
  expect((await told(tableWith((row, i) => void (i % 3 === 1 && (row[1] = ''))))).text).toMatch(advice);
  for (const target of ['', 'perhaps']) {
    const { text } = await told(tableWith((row, i) => void (i % 3 === 1 && (row[5] = target))));
    expect(text).toMatch(/33 % of its rows and 33 % of its patients are left out, for what they lack: ill \(13\)/);
    expect(text).not.toMatch(advice);
  }
});

it('is asked before anything starts, of all sites at once', async () => {
  const where = place('');
  writeFileSync(join(where.dataPath, 'north.csv'), `${fine.split('\n')[0]}\n`);
  const seen: string[] = [];
  const options = {
    ...where,
    transport: 'memory',
    version: 'test',
    onChecked: (checks: readonly unknown[]) => void seen.push(`${checks.length}`),
  } as const;
  const failure = await simulate(options).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'DATA_INVALID' });
  expect(String(failure)).toMatch(/2 of 2 sites cannot take part:\nnorth: its table has no rows\nsouth: /);
  expect(seen).toEqual(['2']);
});

it('can be told to go on without the sites that fail, and warns loudly', async () => {
  // What a CSV reader could read, and no hospital could name as a table: nor does it train here.
  const content = fine.replace('p3,', 'p\u00003,');
  const result = await simulate({ ...place(content), transport: 'memory', version: 'test', allowFailingSites: true });
  const { outcome, checks } = result;
  expect(outcome.rounds[0]?.participants?.map(({ site, state }) => [site, state])).toEqual([
    ['north', 'counted'],
    ['south', 'refused'],
  ]);
  expect(checks.map(({ site, failure }) => [site, failure === undefined])).toEqual([
    ['north', true],
    ['south', false],
  ]);
  const summary = summarise(result, 'model.json');
  expect(summary.sites[1]?.failure).toMatch(/is no text/);
  const lines = renderSummaryTable(summary).map((line) => (typeof line === 'string' ? line : line.text));
  expect(lines.join('\n')).toMatch(/WITHOUT 1 OF 2 SITES: [\s\S]*! - south: [\s\S]*│ south .*NO DATA/);
  expect(renderReport(summary)).toMatch(/role="alert"[^>]*>.*Without 1 of 2 sites.*<bdi>south<\/bdi>: /);
});

it('goes on without nobody where too few sites would be left for a round', async () => {
  const where = place('', wrongTablesPlan(['north', 'south'], 2));
  const failure = await simulate({ ...where, transport: 'memory', version: 'test', allowFailingSites: true }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    code: 'DATA_INVALID',
    advice: expect.stringMatching(/1 site is left, and a round needs 2/) as string,
  });
});
