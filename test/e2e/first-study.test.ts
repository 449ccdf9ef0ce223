import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, uniform53 } from '@consilium/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';

/** From a file that nobody has seen, with a column of hospitals, to a report: three commands. */

const HOSPITALS = ['St. Mary', 'Zürich (CH)', 'VA Long Beach'];

/** Made patients, the same each time. */
function made(
  seed: string,
  rows: number,
  row: (draw: { u(): number; n(): number }, i: number) => readonly (string | number)[],
): string[] {
  const random = seededRandom(`consilium/test/first-study/${seed}`);
  const u = (): number => uniform53(random);
  const n = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
  return Array.from({ length: rows }, (_, i) => row({ u, n }, i).join(','));
}

const chance = (score: number): number => 1 / (1 + Math.exp(-score));

interface Case {
  readonly what: string;
  readonly header: string;
  readonly rows: readonly string[];
  readonly options: readonly string[];
  /** Columns that are left out, and a word of the reason. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly features: readonly string[];
  /** The most that the loss may be for a model that has learnt something. */
  readonly loss: number;
}

const CASES: readonly Case[] = [
  {
    what: 'a binary outcome',
    header: 'patient_id,hospital,age,sex,sbp_mmhg,died',
    rows: made('binary', 900, ({ u, n }, i) => {
      const [age, pressure] = [50 + 15 * n(), 130 + 18 * n()];
      const died = u() < chance((age - 50) / 8 - (pressure - 130) / 20) ? 'yes' : 'no';
      return [`p${i}`, HOSPITALS[i % 3] ?? '', Math.round(age), u() < 0.5 ? 'F' : 'M', Math.round(pressure), died];
    }),
    options: ['--target', 'died'],
    leftOut: {},
    features: ['age', 'sex', 'sbp_mmhg'],
    loss: 0.66,
  },
  {
    what: 'a number of days',
    header: 'subject,clinic,age,frailty,stay_days',
    rows: made('number', 900, ({ u, n }, i) => {
      const [age, frailty] = [65 + 12 * n(), u()];
      return [
        i + 1,
        HOSPITALS[i % 3] ?? '',
        Math.round(age),
        frailty.toFixed(3),
        Math.max(1, Math.round(4 + 12 * frailty + n())),
      ];
    }),
    options: ['--target', 'stay_days', '--site-column', 'clinic'],
    leftOut: {},
    features: ['age', 'frailty'],
    loss: 0.3,
  },
  {
    what: 'many classes',
    header: 'pid,hospital,marker_a,marker_b,subtype',
    rows: made('classes', 1200, ({ u, n }, i) => {
      const kind = Math.floor(u() * 5);
      const angle = (2 * Math.PI * kind) / 5;
      return [
        `q${i}`,
        HOSPITALS[i % 3] ?? '',
        (3 * Math.cos(angle) + n()).toFixed(2),
        (3 * Math.sin(angle) + n()).toFixed(2),
        `type ${'ABCDE'[kind] ?? ''}`,
      ];
    }),
    options: ['--target', 'subtype'],
    leftOut: {},
    features: ['marker_a', 'marker_b'],
    loss: 1.55,
  },
  {
    what: 'gaps, dates, identifiers, free text, visits at two hospitals',
    header: 'patient_id,hospital,admitted,mrn,email,note,age,lactate,always,mostly_gone,readmitted',
    rows: made('gaps', 900, ({ u, n }, i) => {
      const [age, lactate] = [60 + 14 * n(), 2 + 0.8 * n()];
      const gone = u();
      const cell = gone < 0.1 ? '' : gone < 0.15 ? -999 : lactate.toFixed(2);
      const back = u() < chance((age - 60) / 9 + (lactate - 2)) ? 1 : 0;
      // Every 50th row is a visit of the patient before, at the next hospital.
      const patient = i % 50 === 49 ? i - 1 : i;
      return [
        `r${patient}`,
        HOSPITALS[i % 3] ?? '',
        `2025-03-${String(1 + (i % 28)).padStart(2, '0')}`,
        500_000 + i,
        `a${i}@example.org`,
        `"seen by the ward, bed ${i}"`,
        Math.round(age),
        cell,
        'x',
        u() < 0.8 ? 'NA' : 1,
        back,
      ];
    }),
    options: ['--target', 'readmitted'],
    leftOut: {
      admitted: 'dates',
      mrn: 'names the rows',
      email: 'free text',
      note: 'free text',
      always: 'same value',
      mostly_gone: 'missing',
    },
    features: ['age', 'lactate'],
    loss: 0.67,
  },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-first-study-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

interface InitResult {
  readonly planHash: string;
  readonly features: readonly string[];
  readonly leftOut: readonly { readonly column: string; readonly because: string }[];
  readonly next: readonly string[];
}

async function init(csv: string, ...options: readonly string[]): Promise<InitResult> {
  const out = await mustRun('consilium', ['study', 'init', '--data', csv, '--out', at('study.yaml'), ...options, '--json']);
  return JSON.parse(out) as InitResult;
}

it.each(CASES)(
  'a public file with $what becomes a report',
  async ({ header, rows, options, leftOut, features, loss }) => {
    writeFileSync(at('all.csv'), `${header}\n${rows.join('\n')}\n`);
    const siteColumn = options.includes('--site-column') ? 'clinic' : 'hospital';
    const named = options.includes('--site-column') ? options : [...options, '--site-column', siteColumn];
    const plan = await init(at('all.csv'), ...named, '--public');
    expect(plan.features).toEqual(features);
    const reasons = new Map(plan.leftOut.map(({ column, because }) => [column, because]));
    expect([...reasons.keys()].sort()).toEqual([header.split(',')[0], siteColumn, ...Object.keys(leftOut)].sort());
    for (const [column, word] of Object.entries(leftOut)) expect(reasons.get(column)).toContain(word);

    const checked = JSON.parse(await mustRun('consilium', ['study', 'check', at('study.yaml'), '--json'])) as object;
    expect(checked).toMatchObject({
      planHash: plan.planHash,
      sites: ['st-mary', 'va-long-beach', 'zurich-ch'],
      warnings: [],
      identifiers: [],
    });

    const result = await runCommand('consilium', [
      ...['sim', at('study.yaml'), '--data', at('all.csv'), '--split', `column:${siteColumn}`],
      ...['--out', at('out'), '--seed', '1', '--transport', 'memory', '--json'],
    ]);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr.includes('known to several sites')).toBe(header.includes('readmitted'));
    // What ran is what was checked.
    expect(result.stderr).not.toContain('not the one written');
    expect(existsSync(at('out/report.html'))).toBe(true);
    const summary = JSON.parse(result.stdout) as { readonly planHash: string; readonly final: { readonly loss: number } };
    expect(summary.planHash).toBe(plan.planHash);
    expect(summary.final.loss).toBeLessThan(loss);
  },
  PROGRAMS_MS,
);

it(
  'of a file that is not public no cell enters the plan: what is lacking is printed as the dictionary that the same command then takes',
  async () => {
    const [first] = CASES;
    const rows = (first?.rows ?? []).map((row, i) =>
      i === 7 ? row.replace(/,\d+,(?=[FM],)/, ',87654,').replace(',F,', ',M,') : row,
    );
    writeFileSync(at('all.csv'), `${first?.header}\n${rows.join('\n')}\n`);
    const typed = [
      'study',
      'init',
      '--data',
      at('all.csv'),
      '--site-column',
      'hospital',
      '--target',
      'died',
      '--out',
      at('study.yaml'),
    ];
    const refused = await runCommand('consilium', typed);
    expect([refused.code, existsSync(at('study.yaml'))]).toEqual([2, false]);
    const draft = refused.stdout;
    for (const cell of ['87654', 'yes', '"F"', '"M"', '240', '300']) expect(draft).not.toContain(cell);
    // As it was printed it is no dictionary.
    writeFileSync(at('dictionary.yaml'), draft);
    expect(await runCommand('consilium', [...typed, '--dictionary', at('dictionary.yaml')])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('found nothing (an empty field)') as string,
    });
    // What a person types into the blanks: what each line says that it could be, but for what this study knows better.
    const answers = draft
      .replace(/^(.*"died": ).*$/mu, '$1{ positive: ["yes"], negative: ["no"] }')
      .replace(/^(.*"sbp_mmhg": ).*$/mu, '$1{ range: [80, 200] }')
      .replaceAll(/\{ [^}]*\} {3}# such as (.*?)(?:; beside .*)?$/gmu, '{ $1 }')
      .replace('["a", "b"]', '[F, M]')
      .replaceAll(/: $/gmu, ': 250');
    writeFileSync(at('dictionary.yaml'), answers);
    await mustRun('consilium', [...typed, '--dictionary', at('dictionary.yaml')]);
    const text = readFileSync(at('study.yaml'), 'utf8');
    expect(text).toContain('sbp_mmhg: { kind: number, unit: "mmHg", range: [80, 200] }');
    expect(text).toContain('st-mary: { patients: 250 }   # "St. Mary"');
    expect(text).not.toContain('public file');
    // A plan that is there is nobody's to overwrite.
    expect((await runCommand('consilium', [...typed, '--dictionary', at('dictionary.yaml')])).code).toBe(3);
    const ran = await runCommand('consilium', [
      ...['sim', at('study.yaml'), '--data', at('all.csv'), '--split', 'column:hospital', '--rounds', '2'],
      ...['--out', at('out'), '--transport', 'memory'],
    ]);
    expect(ran).toMatchObject({ code: 0 });
    expect(existsSync(at('out/report.html'))).toBe(true);
  },
  PROGRAMS_MS,
);

it(
  'public numbers that are far off are replaced in the rehearsal, which says so with both hashes',
  async () => {
    const [first] = CASES;
    writeFileSync(at('all.csv'), `${first?.header}\n${first?.rows.join('\n')}\n`);
    const { planHash } = await init(at('all.csv'), '--site-column', 'hospital', '--target', 'died', '--public');
    const text = readFileSync(at('study.yaml'), 'utf8');
    writeFileSync(at('study.yaml'), text.replace('st-mary: { patients: 240 }', 'st-mary: { patients: 900 }'));
    const ran = await runCommand('consilium', [
      ...['sim', at('study.yaml'), '--data', at('all.csv'), '--split', 'column:hospital', '--rounds', '1'],
      ...['--out', at('out'), '--transport', 'memory'],
    ]);
    expect(ran).toMatchObject({ code: 0 });
    const [, running, written] = /Its hash is ([0-9a-f]{64}), that of the plan as written ([0-9a-f]{64})/u.exec(ran.stderr) ?? [];
    expect(running).not.toBe(written);
    expect(written).not.toBe(planHash);
  },
  PROGRAMS_MS,
);
