import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testCsv, testPlan, wellFormed } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile } from '../gate/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-report-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};
const plan = (): string => file('plan.yaml', testPlan('dp-fedsgd').json);

describe('a report on data', () => {
  it('is text, JSON and a page of one file, by a plan', async () => {
    const page = join(root, 'report.html');
    const csv = file('a.csv', testCsv(60));
    const { code, stdout } = await run('data', 'report', csv, '--plan', plan(), '--html', page);
    expect([code, stdout]).toEqual([0, expect.stringContaining('60 rows, 60 patients, 3 columns') as string]);
    expect(statSync(page).mode & 0o077).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(wellFormed(html).filter(({ name }) => name === 'svg')).toHaveLength(3);
    expect(html).toContain("default-src 'none'; style-src 'sha256-");
    expect(html).not.toMatch(/<script|<link|<img|url\(|https?:\/\/(?!www\.w3\.org)/);
    const json = JSON.parse((await run('data', 'report', csv, '--plan', plan(), '--json')).stdout) as object;
    expect(json).toMatchObject({ rows: 60, least: 11, columns: [{ column: 'age' }, { column: 'ward' }, { column: 'ill' }] });
  });

  it('says how easily people are found by what others may know, and of few only that they are few', async () => {
    const page = join(root, 'report.html');
    const csv = file('a.csv', testCsv(90));
    const report = async (column: string): Promise<string> =>
      (await run('data', 'report', csv, '--plan', plan(), '--quasi', column, '--sensitive', 'ill', '--html', page)).stdout;
    // Thirty patients in each of three wards.
    expect(await report('ward')).toMatch(/classes +fewer than 11: .*\n +k +30: .*\n.*\n +prosecutor risk, highest +1 in 30: /);
    expect(wellFormed(readFileSync(page, 'utf8')).length).toBeGreaterThan(50);
    expect(readFileSync(page, 'utf8')).toContain('How easily people are found');
    // Nearly no two are of one age.
    const text = await report('age');
    expect(text).toMatch(
      / k +fewer than 11: .*\n +unique records +all but fewer than 11: .*\n +prosecutor risk, highest +more than 1 in 11: /,
    );
    const refused = await run('data', 'report', csv, '--plan', plan(), '--quasi', 'shoe size');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('does not read a column shoe size') as string]);
  });

  it('holds no cell, counts no few and leads to no row', async () => {
    const lines = testCsv(60).split('\n');
    lines[5] = (lines[5] ?? '').replace(/,[abc],/, ',Mary Alvarez,');
    const page = join(root, 'report.html');
    const { stdout } = await run('data', 'report', file('a.csv', lines.join('\n')), '--plan', plan(), '--html', page);
    for (const text of [stdout, readFileSync(page, 'utf8')]) {
      expect(text).toContain('fewer than 11 cells hold the name of a person');
      expect(text).not.toMatch(/Alvarez|rows 6|\b1 cell/);
    }
  });

  it('is made by the approved plan of a data set, and knows how it moved since the load before', async () => {
    const rows = (shift: number): string =>
      `id,age,ward,ill\n${Array.from({ length: 200 }, (_, i) => `p${i},${30 + shift + (i % 30)},${'abc'[i % 3]},${i % 2 === 0 ? 'yes' : 'no'}`).join('\n')}\n`;
    const csv = file('a.csv', rows(0));
    await run('data', 'add', 'ward', csv, '--study', 'test-study', '--patient-column', 'id');
    expect((await run('plan', 'approve', plan(), '--although-refused')).code).toBe(0);
    expect((await run('data', 'report', 'ward')).stdout).not.toContain('drift');
    expect((await run('data', 'report', 'ward')).stdout).not.toContain('drift');
    file('a.csv', rows(25));
    for (let again = 0; again < 2; again++)
      expect((await run('data', 'report', 'ward')).stdout).toMatch(
        /drift +age: it is spread very differently from the load before/,
      );
    expect(statSync(join(folder.statePath, 'quality', 'ward.json')).mode & 0o077).toBe(0);
  });

  it('escapes whatever columns are called', async () => {
    const names = [
      '<script>alert(1)</script>',
      "=cmd|' /C calc'!A0",
      'a\u202Egnp.exe',
      '"><svg onload=x>',
      '../../etc/passwd',
      '&amp;',
    ];
    const header = ['id', ...names.map((name) => `"${name.replaceAll('"', '""')}"`)].join(',');
    const page = join(root, 'report.html');
    const csv = file(
      'a.csv',
      `${header}\n${Array.from({ length: 30 }, (_, i) => `p${i},${names.map(() => i % 4).join(',')}`).join('\n')}\n`,
    );
    const { code, stdout } = await run('data', 'report', csv, '--plan', plan(), '--html', page);
    expect(code).toBe(0);
    const html = readFileSync(page, 'utf8');
    wellFormed(html);
    expect(html).not.toMatch(/<script|<svg onload|\u202e/i);
    expect(html).toContain('&lt;script&gt;');
    expect(stdout).not.toContain('\u202e');
  });

  it('needs to know who the patient is', async () => {
    const { code, stderr } = await run('data', 'report', file('a.csv', testCsv(20)));
    expect([code, stderr]).toEqual([2, expect.stringContaining('nobody says who the patient') as string]);
  });
});
