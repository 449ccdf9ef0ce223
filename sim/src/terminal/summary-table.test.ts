import { say } from '@consilium/host';
import { describe, expect, it, vi } from 'vitest';
import { fakeSummary } from '../report/testing/fake-summary.ts';
import type { Summary } from '../summary.ts';
import { renderSummaryTable, type SummaryTableOptions } from './summary-table.ts';

/** What a terminal receives. */
function shownOn(isTTY: boolean, summary: Summary, options: SummaryTableOptions = {}): string {
  let written = '';
  const screen = { isTTY, write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream & { fd: 1 };
  vi.stubEnv('NO_COLOR', undefined);
  const stream = vi.spyOn(process, 'stdout', 'get').mockReturnValue(screen);
  say(...renderSummaryTable(summary, options));
  stream.mockRestore();
  vi.unstubAllEnvs();
  return written;
}

const shownPlain = (summary: Summary, options?: SummaryTableOptions): string => shownOn(false, summary, options);

const row = (text: string, name: string): string[] =>
  (text.split('\n').find((line) => line.startsWith(`│ ${name}`)) ?? '')
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());

describe('the summary table', () => {
  const summary: Summary = {
    ...fakeSummary(),
    final: { accuracy: 0.7912, auc: 0.8571, loss: 0.5, patients: 246 },
    sites: [
      {
        id: 'cleveland',
        patients: 202,
        epsilon: 0.9981,
        parts: null,
        released: null,
        delta: 1e-3,
        metrics: { patients: 101, rows: 101, lossFinite: true, accuracy: 0.8, auc: 0.9 },
      },
      {
        id: 'hungary',
        patients: 174,
        epsilon: 0.9,
        parts: null,
        released: null,
        delta: 1e-3,
        metrics: { patients: 87, rows: 87, lossFinite: true, accuracy: 0 },
      },
      {
        id: 'switzerland',
        patients: 31,
        epsilon: 0.9,
        parts: null,
        released: null,
        delta: 1e-3,
        metrics: null,
        suppressed: 'too few',
      },
    ],
  };
  const text = shownPlain(summary, { reportPath: 'out/report.html' });

  it('has a row per site and one for all', () => {
    expect(row(text, 'cleveland')).toEqual(['cleveland', '202', '101', '80.0 %', '0.900', '0.999']);
    expect(row(text, 'hungary')).toEqual(['hungary', '174', '87', '0.0 %', 'not defined', '0.900']);
    expect(row(text, 'switzerland')).toEqual(['switzerland', '31', 'withheld', 'withheld', 'withheld', '0.900']);
    expect(row(text, 'all sites')).toEqual(['all sites, pooled', '407', '246', '79.1 %', '0.857', 'max 0.999']);
    expect(text.split('\n').filter((line) => line.startsWith('├'))).toHaveLength(2);
    expect(text).toContain('withheld: the site did not give the figure; this does not mean zero');
  });

  it('has what a model has to beat, sensitivity and specificity, and says where accuracy misleads', () => {
    const confusion = { truePositives: 32, falseNegatives: 3, falsePositives: 7, trueNegatives: 1 };
    const metrics = { patients: 43, rows: 43, lossFinite: true, accuracy: 33 / 43, auc: 0.7, confusion };
    const [first, ...others] = summary.sites;
    const shown = shownPlain({
      ...summary,
      final: { ...summary.final, aucWithinSites: 0.812 },
      sites: first === undefined ? [] : [{ ...first, id: 'va-long-beach', metrics }, ...others],
    });
    expect(row(shown, 'Site')).toEqual([
      'Site',
      'Patients',
      'Held out',
      'Accuracy',
      'Majority',
      'Sens.',
      'Spec.',
      'AUC',
      'Epsilon',
    ]);
    expect(row(shown, 'va-long-beach').slice(3, 8)).toEqual(['76.7 %', '81.4 %', '91.4 %', '12.5 %', '0.700']);
    expect(row(shown, 'hungary').slice(3, 8)).toEqual(['0.0 %', 'n/a', 'n/a', 'n/a', 'not defined']);
    expect(shown.replaceAll(/\n {9}/gu, ' ')).toContain(
      'Caution  no better than always giving the more common answer (Majority): va-long-beach (76.7 % beside 81.4 %)\n',
    );
    expect(shown).toContain('AUC      0.812 within sites; 0.857 over all sites pooled');
    expect(text).not.toMatch(/^(?:Caution|AUC) /mu);
  });

  it('says what the privacy is, and where things are', () => {
    expect(text).toContain(
      'Privacy  target epsilon 1, delta 0.001, per patient, dp-fedsgd, noise multiplier 4.837, clip 1, h = 1 (own noise)',
    );
    expect(text).toContain('Model    out/model/model.json (1,234 parameters, SHA-256 ');
    expect(text).toMatch(/\nReport {3}out\/report\.html\n$/);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('!!!');
  });

  it('warns when there is no privacy, with or without colour', () => {
    const none = fakeSummary({ privacy: 'none' });
    const plain = shownPlain(none);
    expect(plain).toContain('! NO PRIVACY: THIS MODEL MAY REVEAL THE PATIENTS IT LEARNED FROM');
    expect(plain).toContain('Privacy  NONE');
    expect(row(plain, 'cleveland').at(-1)).toBe('NONE');
    expect(shownOn(true, none, { color: true })).toContain('\u001b[1;97;41m NO PRIVACY');
  });

  it('warns about seeded noise', () => {
    const seeded = shownPlain(fakeSummary({ seeded: true }));
    expect(seeded).toContain('! SEEDED NOISE');
    expect(seeded).toContain('Privacy  VOID, THE NOISE WAS SEEDED: target epsilon 1');
  });

  it('keeps the frame of an alarm whole, whatever the length of its words', () => {
    const { privacy, ...rest } = fakeSummary({ privacy: 'none' });
    const long = shownPlain({
      ...rest,
      privacy: { ...privacy, warnings: [`${'w'.repeat(300)} ${'many words '.repeat(30)}`] },
    });
    const framed = long.split('\n').filter((line) => line.startsWith('!'));
    expect(framed.length).toBeGreaterThan(6);
    expect(new Set(framed.map((line) => line.length)).size).toBe(1);
  });

  it('names cannot write on the terminal', () => {
    const evil = 'evil\u001b[2J\u001b]0;x\u0007\nname';
    const hostile = fakeSummary({ sites: [evil], seeded: true });
    const shown = shownPlain(
      {
        ...hostile,
        title: evil,
        model: { ...hostile.model, path: evil },
        privacy: { ...hostile.privacy, mechanism: evil, warnings: [evil] },
      },
      { reportPath: evil },
    );
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(shown.split('\n').filter((line) => line.includes('evil'))).toHaveLength(6);
  });

  it('notes the limits of a guarantee that holds, without shouting', () => {
    const { privacy, ...rest } = fakeSummary();
    const text = shownPlain({
      ...rest,
      privacy: { ...privacy, warnings: [`Metrics are ${'exact '.repeat(30)}numbers.`] },
    });
    expect(text).toMatch(/^Note {5}Metrics are exact/m);
    expect(text).toMatch(/^ {9}exact/m);
    expect(text).not.toContain('!!!');
  });
});
