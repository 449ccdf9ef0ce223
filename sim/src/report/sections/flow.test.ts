import { describe, expect, it } from 'vitest';
import { wellFormed } from '@consilium/testing';
import type { SiteDataSummary, Summary } from '../../summary.ts';
import { renderReport } from '../render-report.ts';
import { type FakeRun, fakeSummary } from '../testing/fake-summary.ts';

const DATA: SiteDataSummary = {
  rows: 0,
  leftOut: 0,
  overCap: 0,
  patients: 0,
  dropped: {},
  missing: {},
  cut: {},
  unreadable: {},
  unseen: {},
  classes: {},
  findings: [],
};

/** A run of two sites of which it is known what became of their rows. */
function twoSites(run: FakeRun = {}, b: Partial<SiteDataSummary> = {}): Summary {
  const summary = fakeSummary({ sites: ['a', 'b'], rounds: 3, ...run });
  const data: Readonly<Record<string, SiteDataSummary>> = {
    a: { ...DATA, rows: 1300, leftOut: 60, overCap: 5, patients: 1235 },
    b: { ...DATA, rows: 700, leftOut: 0, patients: 700, ...b },
  };
  return {
    ...summary,
    sites: summary.sites.flatMap((site) => {
      const own = data[site.id];
      return own === undefined ? [] : [{ ...site, patients: site.id === 'a' ? 1000 : 560, data: own }];
    }),
  };
}

/** Rows of the table of the flow, cell by cell. */
function flow(summary: Summary): string[][] {
  const page = renderReport(summary);
  const from = page.indexOf('id="flow"');
  if (from < 0) return [];
  return page
    .slice(from, page.indexOf('</section>', from))
    .split('<tr>')
    .slice(2)
    .map((row) =>
      row
        .split(/<\/t[hd]>/)
        .slice(0, 6)
        .map((cell) => cell.replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ')),
    );
}

const text = (summary: Summary): string =>
  wellFormed(renderReport(summary))
    .map((element) => element.text)
    .join(' ');

describe('the flow of patients', () => {
  it('accounts for every row and patient of each site, and of all', () => {
    expect(flow(twoSites())).toEqual([
      ['a', '1,300', '65 (5.0 %)', '1,235', '1,000', '235'],
      ['b', '700', '0', '700', '560', '140'],
      ['All sites', '2,000', '65 (3.3 %)', '1,935', '1,560', '375'],
    ]);
  });

  it('counts nobody as learned from whose site counted in no round', () => {
    const summary = twoSites({ absent: { b: [1, 2, 3] } });
    expect(flow(summary)[1]).toEqual(['b', '700', '0', '700', '0', '140']);
    // The figures at the head of the report say the same.
    expect(text(summary)).toContain('1,000 patients to learn from');
    expect(text(summary)).toContain('560 patients of sites that counted in no round are not in the model.');
    expect(text(summary)).toContain('1 site counted in no round: the model has learned nothing from it.');
    expect(text(twoSites())).not.toContain('counted in no round');
  });

  it('says how the split was drawn', () => {
    const { seed, ...unseeded } = twoSites({ seeded: true });
    expect(text({ ...unseeded, seed: seed ?? 'a' })).toContain('follows from the seed of this rehearsal');
    expect(text(twoSites())).toContain('is the same in every rehearsal without a seed');
    // Noise is left out with a generator of its own seed, which has no part in the split.
    expect(text({ ...unseeded, withoutNoise: true })).toContain('is the same in every rehearsal without a seed');
  });

  it('is absent where no data are known', () => {
    expect(flow(fakeSummary())).toEqual([]);
  });
});

describe('the limits of a run', () => {
  it('are on every report', () => {
    expect(text(fakeSummary())).toContain('at another hospital, or on later patients, is not known from this run');
  });

  it('speak of a draw of noise where there was one', () => {
    expect(text(fakeSummary())).toContain('one split and one draw of noise: others give other figures');
    expect(text(fakeSummary({ privacy: 'none' }))).toContain('figures of one split: others give other figures');
  });

  it('name the rows that were left out, and only those', () => {
    expect(text(twoSites())).toContain('of rows were left out');
    const whole = twoSites();
    const sites = whole.sites.map((site) => ({ ...site, data: { ...DATA, rows: 700, patients: 700 } }));
    expect(text({ ...whole, sites })).not.toContain('of rows were left out');
  });

  it('name sites whose scores hang on few patients', () => {
    const summary = twoSites();
    const confusion = { truePositives: 3, falseNegatives: 6, trueNegatives: 40, falsePositives: 2 };
    const sites = summary.sites.map((site) =>
      site.id === 'b' && site.metrics !== null ? { ...site, metrics: { ...site.metrics, confusion } } : site,
    );
    expect(text({ ...summary, sites })).toContain('1 of 2 sites has fewer than 10 held-out rows with the outcome, or without it');
    expect(text(summary)).not.toContain('held-out rows with the outcome, or without it');
  });
});
