import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isConsiliumError, seededRandom } from '@consilium/core';
import { loadBackend } from '@consilium/learning';
import { parsePlan } from '@consilium/plan';
import { mappedSource, openSource } from '@consilium/site-agent';
import { afterAll, expect, it } from 'vitest';
import { ExactScorer } from './exact-scores.ts';
import { simulate } from './simulation.ts';
import { checkSites, requireAllSites } from './site-check.ts';
import { renderSiteChecks } from './terminal/site-checks.ts';
import { siteSources } from './virtual-data.ts';
import { virtualSplit } from './virtual-split.ts';

const HEADER = 'id,age,sex,score,note,ill';
const ROWS = 40;

const plan = parsePlan(
  JSON.stringify({
    version: 1,
    study: 'checked',
    title: 'Checked',
    sites: { north: { patients: ROWS }, south: { patients: ROWS } },
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['1'], negative: ['0'] },
      features: {
        age: { kind: 'number', unit: 'years', range: [18, 89] },
        sex: { kind: 'category', codes: ['f', 'm'] },
        score: { kind: 'number', unit: '1', range: [0, 10] },
      },
      missing: { codes: [''], rule: 'drop-row' },
    },
    model: { layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] },
    training: { loss: 'binary-crossentropy', samplingRate: 0.5 },
    strategy: { kind: 'fedavg', learningRate: 0.5, weights: 'public-bucket' },
    privacy: { mechanism: 'dp-fedsgd', unit: 'patient', clip: 1, target: { epsilon: 1, delta: 1e-3 }, honestContributors: 1 },
    rounds: 1,
    quorum: { sites: 1, attempts: 1, deadlineSeconds: 30 },
    evaluation: { metrics: ['loss', 'accuracy'] },
  }),
  'checked.json',
);

type Row = [id: string, age: string, sex: string, score: string, note: string, ill: string];

function good(): Row[] {
  return Array.from({ length: ROWS }, (_, i) => [
    `p${i}`,
    `${30 + i}`,
    i % 2 === 0 ? 'f' : 'm',
    `${i % 10}.5`,
    'x',
    `${i % 3 === 0 ? 1 : 0}`,
  ]);
}

/** A table in which one row, or every row, is changed. */
function changed(change: (row: Row, i: number) => void, header = HEADER): string {
  const rows = good();
  for (const [i, row] of rows.entries()) change(row, i);
  return [header, ...rows.map((row) => row.join(',')), ''].join('\n');
}

/** One cell of the row that a person calls row 5. */
const cell = (at: number, text: string): string => changed((row, i) => void (i === 3 && (row[at] = text)));
const everywhere = (at: number, text: (i: number) => string): string => changed((row, i) => void (row[at] = text(i)));
const [ID, AGE, SEX, SCORE, , ILL] = [0, 1, 2, 3, 4, 5];
const fine = changed(() => {});

/** What is put where the file of a hospital should be, and what the owner of a rehearsal is then told. */
const WRONG: readonly (readonly [name: string, content: string | Uint8Array | ((path: string) => void), said: RegExp])[] = [
  // Cells
  ['a word for a number', cell(AGE, 'old'), /row 5, column age: is not a number/],
  ['a decimal comma in quotes', cell(SCORE, '"1,5"'), /row 5, column score: is not a number/],
  ['a number in hexadecimal', cell(AGE, '0x20'), /row 5, column age: is not a number/],
  ['infinity', cell(AGE, 'Infinity'), /row 5, column age: is not a number/],
  ['not a number', cell(AGE, 'NaN'), /row 5, column age: is not a number/],
  ['a number beyond a double', cell(SCORE, '1e999'), /row 5, column score: is not a number/],
  ['a number with its unit', cell(AGE, '44 years'), /row 5, column age/],
  ['a thousand with a separator', cell(SCORE, '"1,000"'), /row 5, column score: is not a number/],
  ['a range for a number', cell(AGE, '40-50'), /row 5, column age/],
  ['a comparison', cell(SCORE, '<5'), /row 5, column score: is not a number/],
  ['a formula', cell(SCORE, '=A1'), /row 5, column score: is not a number/],
  ['an error of a spreadsheet', cell(SCORE, '#DIV/0!'), /row 5, column score: is not a number/],
  ['a code that nobody declared', cell(SEX, 'x'), /row 5, column sex: is not one of the codes f, m/],
  ['a code in capitals', everywhere(SEX, (i) => (i % 2 === 0 ? 'F' : 'M')), /none of its 40 rows can be used; row 2, column sex/],
  ['a target that nobody declared', cell(ILL, '2'), /row 5, column ill/],
  ['a target in words', everywhere(ILL, (i) => (i % 2 === 0 ? 'yes' : 'no')), /none of its 40 rows can be used/],
  ['targets as true and false', everywhere(ILL, (i) => (i % 2 === 0 ? 'TRUE' : 'FALSE')), /none of its 40 rows can be used/],
  ['a target of one class', everywhere(ILL, () => '0'), /ill: all are of one class, and there is nothing to learn/],
  ['no target at all', everywhere(ILL, () => ''), /none of its 40 rows can be used/],
  // Columns
  ['a constant column', everywhere(AGE, () => '50'), /age: every cell is the same/],
  [
    'a sentinel for nothing',
    changed((row, i) => void (i % 5 === 0 && (row[AGE] = '-999'))),
    /age: 8 cells are -999, which programs write for nothing/,
  ],
  [
    'two sentinels',
    changed((row, i) => void (i % 5 === 0 && (row[SCORE] = i % 2 === 0 ? '999' : '-9'))),
    /score: \d cells are 999/,
  ],
  [
    'ages in days',
    everywhere(AGE, (i) => `${(30 + i) * 365}`),
    /age: (its numbers lie where numbers in .*d.* would|40 numbers lie beyond the range)/,
  ],
  [
    'ages in months',
    everywhere(AGE, (i) => `${(30 + i) * 12}`),
    /age: (its numbers lie where numbers in .*mo.* would|40 numbers lie beyond)/,
  ],
  ['percent for a share', everywhere(SCORE, (i) => `${i * 10}`), /score: \d+ numbers lie beyond the range of the plan/],
  [
    'a third without an age',
    changed((row, i) => void (i % 3 === 0 && (row[AGE] = ''))),
    /35 % of its rows are left out, for what they lack: age \(14\)/,
  ],
  ['hardly anybody with a score', changed((row, i) => void (i > 2 && (row[SCORE] = ''))), /score: 93 % of its cells are missing/],
  [
    'codes for missing that the plan does not know',
    changed((row, i) => void (i % 2 === 0 && (row[SCORE] = 'NA'))),
    /row 2, column score|score: 50 % of its cells are missing/,
  ],
  // Header
  ['a column that is absent', fine.replace(',score,', ',scoring,'), /SITE: .*lacks? .*score/],
  ['columns in capitals', fine.replace(HEADER, HEADER.toUpperCase()), /SITE: .*(id|age)/],
  ['a column that is there twice', fine.replace('note', 'age'), /SITE: .*age.*twice|SITE: .*age/],
  ['no header', fine.split('\n').slice(1).join('\n'), /SITE: .*(lack|header|column)/],
  ['a title above the header', `Export of 2026\n${fine}`, /SITE: .*(lack|header|column)/],
  ['an absent column of patients', fine.replace('id,', 'pid,'), /SITE: .*id/],
  // Records
  ['a row with a cell too few', changed((row, i) => void (i === 3 && row.pop())), /row 5: /],
  ['a row with a cell too many', changed((row, i) => void (i === 3 && row.push('1' as never))), /row 5: /],
  ['a quote in the middle of a cell', cell(SCORE, '1"5'), /row 5/],
  ['a quote that never closes', changed((row, i) => void (i === 3 && (row[SCORE] = '"1'))), /row 5: .*quote|never closed/],
  ['a NUL byte', cell(SCORE, '1\u00005'), /row 5/],
  ['a record of a megabyte', cell(4, 'x'.repeat(2 ** 21)), /row 5|WITHOUT/],
  // Patients
  ['a row of nobody', cell(ID, ''), /1 rows name nobody in id/],
  ['an identifier that nobody sees', cell(ID, '\u200b'), /row 5, column id: is no identifier/],
  ['identifiers that a spreadsheet has cut', everywhere(ID, (i) => `${1 + (i % 9)}E+05`), /identifiers in id look like 1E\+05/],
  [
    'identifiers that differ in capitals',
    everywhere(ID, (i) => (i % 2 === 0 ? `P${i >> 1}` : `p${i >> 1}`)),
    /20 groups of identifiers in id may each be one person/,
  ],
  ['every row of one patient', everywhere(ID, () => 'p1'), /24 of 40 rows are left out: their patients have 16 already/],
  ['the same row twice', `${fine}${fine.split('\n')[1]}\n`, /1 rows are the same as an earlier one/],
  // Identifiers
  ['names in a column of codes', everywhere(SEX, () => 'John Smith'), /none of its 40 rows can be used|sex/],
  ['ages above 89', everywhere(AGE, (i) => `${92 + (i % 5)}`), /age/],
  // Encodings
  [
    'UTF-16 cut in the middle',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(fine, 'utf16le').subarray(0, 301)]),
    /WITHOUT|row/,
  ],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from(fine.replace('p3,', 'p3\u00e9,'), 'latin1')]), /row 5|WITHOUT/],
  // Files
  ['an empty file', '', /SITE: .*(empty|header)/],
  ['a header alone', `${HEADER}\n`, /SITE: its table has no rows/],
  ['a line break alone', '\n', /SITE: /],
  ['a folder', (path) => mkdirSync(path), /SITE: /],
  ['an image', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /SITE: /],
  ['a spreadsheet', Buffer.from('504b030414000600080000002100', 'hex'), /SITE: /],
  ['a page in place of a table', '<!doctype html><html><body>Please log in</body></html>\n', /SITE: /],
  ['a damaged gzip file under the name of a table', gzipSync(fine).subarray(0, 60), /SITE: /],
  ['JSON in place of a table', '[{"id": 1}]\n', /SITE: /],
  ['semicolons in one file', fine.replaceAll(',', ';').replace('f', 'f;'), /SITE: |row/],
];

const folder = mkdtempSync(join(tmpdir(), 'consilium-site-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
function place(content: (typeof WRONG)[number][1]): { readonly planPath: string; readonly dataPath: string } {
  const dataPath = join(folder, `${++made}`);
  mkdirSync(dataPath);
  writeFileSync(join(dataPath, 'north.csv'), fine);
  const path = join(dataPath, 'south.csv');
  if (typeof content === 'function') content(path);
  else writeFileSync(path, content);
  const planPath = join(dataPath, 'study.json');
  writeFileSync(planPath, plan.json);
  return { planPath, dataPath };
}

/** What the owner learns, as `consilium sim` prints it, and whether the rehearsal ends there. */
async function told(content: (typeof WRONG)[number][1]): Promise<{ readonly text: string; readonly ends: boolean }> {
  const where = place(content);
  const backend = await loadBackend();
  const split = virtualSplit(0.2, '1');
  let scorer: ExactScorer | undefined;
  try {
    const entries = siteSources(where, plan, join(where.dataPath, 'parts'), seededRandom('split'));
    const sources = new Map([...entries].map(([id, entry]) => [id, mappedSource(openSource(entry.source, folder), entry)]));
    scorer = await ExactScorer.open(plan, sources, split, backend);
    const checks = await checkSites(plan, sources, scorer);
    const text = renderSiteChecks(checks).join('\n');
    let ends = false;
    try {
      requireAllSites(checks);
    } catch (error) {
      if (!isConsiliumError(error, 'DATA_INVALID')) throw error;
      ends = true;
    }
    return { text, ends };
  } finally {
    scorer?.dispose();
  }
}

it('says nothing of data without a fault', async () => {
  expect(await told(fine)).toEqual({ text: '', ends: false });
});

it.each(WRONG)('says where the fault is: %s', async (_, content, said) => {
  const { text, ends } = await told(content);
  expect(text).toMatch(said);
  // Each sentence stands below the site that it is about.
  expect(text).toMatch(/^south/);
  expect(ends).toBe(/WITHOUT THIS SITE/.test(text));
});

it('advises another rule for missing cells where it would keep a row', async () => {
  const advice = /Another rule for missing cells/;
  expect((await told(changed((row, i) => void (i % 3 === 0 && (row[AGE] = ''))))).text).toMatch(advice);
  for (const target of ['', 'perhaps']) {
    const { text } = await told(changed((row, i) => void (i % 3 === 0 && (row[ILL] = target))));
    expect(text).toMatch(/35 % of its rows are left out, for what they lack: ill \(14\)/);
    expect(text).not.toMatch(advice);
  }
});

it('is asked before anything starts, of all sites at once', async () => {
  const where = place('');
  writeFileSync(join(where.dataPath, 'north.csv'), `${HEADER}\n`);
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

it('can be told to go on without the sites that fail', async () => {
  const { outcome, checks } = await simulate({ ...place(''), transport: 'memory', version: 'test', allowFailingSites: true });
  expect(outcome.rounds[0]?.participants?.map(({ site, state }) => [site, state])).toEqual([
    ['north', 'counted'],
    ['south', 'refused'],
  ]);
  expect(checks.map(({ site, failure }) => [site, failure === undefined])).toEqual([
    ['north', true],
    ['south', false],
  ]);
});
