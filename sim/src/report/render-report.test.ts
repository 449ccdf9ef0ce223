import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../summary.ts';
import { renderReport } from './render-report.ts';
import { type FakeRun, fakeSummary } from './testing/fake-summary.ts';
import { type FoundElement, wellFormed } from '@consilium/testing';

const GAP = '\u00a0';

function render(run: FakeRun = {}, change: (summary: Summary) => Summary = (summary) => summary) {
  const summary = change(fakeSummary(run));
  const source = renderReport(summary);
  const elements = wellFormed(source);
  return { summary, source, elements, text: elements.map((element) => element.text).join(' ') };
}

const named = (elements: readonly FoundElement[], name: string): FoundElement[] =>
  elements.filter((element) => element.name === name);

describe('a report', () => {
  const { source, elements, text, summary } = render({ absent: { switzerland: [4, 5, 6] }, detailed: true });

  it('allows its own style sheet and nothing else', () => {
    const [style] = named(elements, 'style');
    const hash = createHash('sha256')
      .update(style?.text ?? '')
      .digest('base64');
    const policy = elements.find((element) => element.attributes.get('http-equiv') === 'Content-Security-Policy');
    expect(policy?.attributes.get('content')?.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('refers to nothing outside, runs nothing, and has no style that the policy would block', () => {
    for (const { name, attributes } of elements) {
      expect(['script', 'link', 'img', 'iframe', 'object', 'base', 'form', 'a', 'use', 'image']).not.toContain(name);
      for (const key of attributes.keys()) expect(key).not.toMatch(/^(on|style$|src|href|xlink)/i);
    }
    expect(named(elements, 'style')[0]?.text).not.toMatch(/url\(|@import|expression/);
    expect(source).not.toMatch(/https?:/);
  });

  it('is one file with the same bytes each time', () => {
    expect(renderReport(summary)).toBe(source);
  });

  it('shows the figures of the summary', () => {
    const { accuracy = 0, auc = 0 } = summary.final;
    expect(text).toContain(`${(accuracy * 100).toFixed(1)}${GAP}%`);
    expect(text).toContain(auc.toFixed(3));
    for (const fact of [summary.planHash, summary.run, summary.model.sha256, summary.model.path, '1,234', 'TLSv1.3']) {
      expect(text).toContain(fact);
    }
    for (const site of summary.sites) expect(text).toContain(site.id);
  });

  it('counts no patients of a site from which nothing was learned', () => {
    const rounds = 5;
    const absent = { switzerland: [1, 2, 3, 4, 5] };
    const run = fakeSummary({ rounds, absent });
    const learned = run.sites.reduce((sum, { id, patients }) => sum + (id === 'switzerland' ? 0 : patients), 0);
    const page = renderReport(run);
    expect(page).toMatch(/<bdi>switzerland<\/bdi><\/th><td class="n">0<\/td>/);
    expect(page).toContain(`All sites, pooled</th><td class="n">${learned}</td>`);
  });

  it('explains privacy in words that need no formula', () => {
    expect(text).toContain('Each patient of a site, with all records together');
    expect(text).toContain('and nothing else (h = 1)');
    // (e^0.9943 + 0.001) / (1 + e^0.9943) = 0.7302, rounded up.
    expect(text).toContain('73.1 times in 100');
    expect(source).not.toContain('class="alarm');
  });

  it('says whom a hospital trusts where noise is shared', () => {
    const { privacy, ...rest } = fakeSummary();
    const trust = { honest: 3, sites: 4, epsilonAlone: 1.8312, scoresAlone: 1.75, overNoise: 1.1547 };
    const shared = renderReport({ ...rest, privacy: { ...privacy, honestContributors: 3, trust } }).replaceAll(/<[^>]*>/gu, '');
    expect(shared).toContain('own hospital, and 2 other sites of each sum (h = 3): each adds a share of the noise.');
    expect(shared).toContain('Other hospitals needed honest: 2 of 3 in each sum');
    expect(shared).toContain('Epsilon 1.831 is left by what this hospital sends alone');
    expect(shared).toContain('A sum over all 4 sites has 1.15 times the noise that 3 honest ones need.');
    expect(shared).not.toContain('and nothing else (h = 1)');
    expect(shared).not.toContain('all other sites even if they work together');
  });

  it('says who was missing, in which rounds, and why', () => {
    const rows = named(elements, 'td').map((element) => element.text.trim());
    expect(rows).toContain('4, 6');
    expect(rows).toContain('did not answer');
    expect(rows).toContain('no update before the deadline');
    expect(rows).toContain('the round would exceed the budget of the data set');
    expect(text).toContain('More than one attempt was needed in 1 of 30 rounds: 12.');
  });

  it('can be read without seeing: charts have words, tables have captions and headers, sections have names', () => {
    const charts = named(elements, 'svg').filter((element) => element.attributes.get('aria-hidden') !== 'true');
    expect(charts.length).toBeGreaterThanOrEqual(6);
    for (const { attributes } of charts) {
      expect(attributes.get('role')).toBe('img');
      expect(attributes.get('aria-label')?.length).toBeGreaterThan(10);
    }
    expect(named(elements, 'caption')).toHaveLength(named(elements, 'table').length);
    for (const { attributes } of named(elements, 'th')) expect(attributes.get('scope')).toMatch(/^(row|col|rowgroup)$/);
    const ids = new Set(elements.flatMap((element) => element.attributes.get('id') ?? []));
    for (const section of named(elements, 'section')) {
      expect(section.attributes.has('aria-label') || ids.has(section.attributes.get('aria-labelledby') ?? '')).toBe(true);
    }
    expect(named(elements, 'h1')).toHaveLength(1);
    expect(named(elements, 'html')[0]?.attributes.get('lang')).toBe('en');
  });
});

describe('hostile names', () => {
  const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;\u001b[2J\u202e`;

  it('change nothing but text', () => {
    const tame = render({ sites: ['aaa', 'bbb'], absent: { aaa: [2] }, suppressed: ['bbb'] });
    const { elements, source } = render(
      { sites: [evil, `${evil}2`], absent: { [evil]: [2] }, suppressed: [`${evil}2`] },
      (summary) => ({
        ...summary,
        study: evil,
        title: evil,
        run: evil,
        planHash: evil,
        backend: evil,
        tls: { version: evil, mutual: true },
        sites: summary.sites.map((site) => (site.suppressed === undefined ? site : { ...site, suppressed: evil })),
        rounds: summary.rounds.map((round) => ({
          ...round,
          refused: round.refused.map((refusal) => ({ ...refusal, state: evil, code: evil, message: evil })),
          phases: { ...round.phases, [evil]: 50, constructor: 50 },
        })),
        privacy: { ...summary.privacy, mechanism: evil, accountant: evil },
        model: { ...summary.model, sha256: evil, path: evil },
      }),
    );
    const tags = (found: readonly FoundElement[]): string[] => [...new Set(found.map((element) => element.name))].sort();
    expect(tags(elements)).toEqual(tags(tame.elements));
    const keys = (found: readonly FoundElement[]): string[] =>
      [...new Set(found.flatMap(({ attributes }) => [...attributes.keys()]))].sort();
    expect(keys(elements)).toEqual(keys(tame.elements));
    expect(source).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(source).not.toContain('\u001b');
    expect(source).not.toContain('\u202e');
  });

  it('in any text of a summary are letters, on the page', () => {
    const summary = fakeSummary({ absent: { switzerland: [4] }, suppressed: ['hungary'], detailed: true });
    const places = (value: unknown, path: readonly string[] = []): (readonly string[])[] => {
      if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [path] : [];
      return Object.entries(value).flatMap(([key, inside]) => places(inside, [...path, key]));
    };
    const changed = (path: readonly string[]): Summary => {
      const copy = structuredClone(summary);
      let inside = copy as unknown as Record<string, unknown>;
      for (const key of path.slice(0, -1)) inside = inside[key] as Record<string, unknown>;
      inside[path.at(-1) ?? ''] = 'x\u001b[2J\u202e\u200b\u009b1m\ue000\nFORGED';
      return copy;
    };
    let shown = 0;
    const found = places(summary);
    for (const path of found) {
      const page = renderReport(changed(path));
      expect([path, page.replaceAll('\n', '')]).not.toEqual([path, expect.stringMatching(/\p{C}/u)]);
      if (page.includes(String.raw`x\u{1b}[2J\u{202e}\u{200b}\u{9b}1m\u{e000}\u{a}FORGED`)) shown++;
    }
    expect(found.length).toBeGreaterThan(40);
    expect(shown).toBeGreaterThan(10);
  });

  it('in warnings stay text as well', () => {
    const { elements } = render({}, (summary) => ({ ...summary, privacy: { ...summary.privacy, warnings: [evil] } }));
    expect(named(elements, 'script')).toEqual([]);
    expect(elements.some((element) => element.attributes.get('class')?.startsWith('alarm'))).toBe(true);
  });

  it('of subgroups stay text as well', () => {
    const { elements, source } = render({ detailed: true }, (summary) => {
      const { female, male } = summary.final.subgroups?.sex ?? {};
      if (female === undefined || male === undefined) throw new TypeError('the made-up run has groups');
      return { ...summary, final: { ...summary.final, subgroups: { [evil]: { [evil]: female, [`${evil}2`]: male } } } };
    });
    expect(named(elements, 'script')).toEqual([]);
    expect(source).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const hidden of ['\u001b', '\u202e']) expect(source).not.toContain(hidden);
  });

  it('that are names of object members are not taken for scores', () => {
    const { source } = render({
      sites: ['constructor', '__proto__', 'toString'],
      suppressed: ['constructor', '__proto__', 'toString'],
    });
    expect(source).not.toMatch(/NaN|undefined|\[object|function/);
  });
});

describe('a run without privacy', () => {
  it('is warned about, even when the warnings were forgotten', () => {
    const { elements, text } = render({ privacy: 'none' }, (summary) => ({
      ...summary,
      privacy: { ...summary.privacy, warnings: [] },
    }));
    expect(elements.some((element) => element.attributes.get('class')?.startsWith('alarm'))).toBe(true);
    expect(text).toContain('No privacy: this model may reveal the patients it learned from');
    expect(text).not.toMatch(/times in 100|Who must be trusted/);
    expect(text).toContain('no bound on what a patient loses exists');
  });
});

describe('a warning about a guarantee that holds', () => {
  it('is a caution, not a danger', () => {
    const { elements, text } = render({}, (summary) => ({
      ...summary,
      privacy: { ...summary.privacy, warnings: ['Metrics are exact.'] },
    }));
    expect(elements.some((element) => element.attributes.get('class') === 'alarm caution')).toBe(true);
    expect(text).toContain('What the privacy guarantee does not cover');
    expect(text).toContain('Metrics are exact.');
  });
});

describe('seeded noise', () => {
  it('voids the epsilon on the page', () => {
    const { text } = render({ seeded: true });
    expect(text).toContain('Seeded noise: the privacy figures below protect nobody');
    expect(text).toContain('void: the noise was seeded');
    expect(text).toContain('seeded (seed 42)');
    expect(text).toContain('anyone who knows the seed can remove the noise');
  });
});

describe('a site above the target', () => {
  it('is named in the banner and marked in the table', () => {
    const { text } = render({}, (summary) => ({
      ...summary,
      sites: summary.sites.map((site, i) => (i === 1 ? { ...site, epsilon: 1.25 } : site)),
    }));
    expect(text).toContain('hungary spent epsilon 1.25, more than the target 1.');
    expect(text).toContain('over target');
    expect(text).toContain('The privacy target was missed');
  });
});

describe('figures that mislead by themselves', () => {
  const confusion = { truePositives: 32, falseNegatives: 3, falsePositives: 7, trueNegatives: 1 };
  const misleading = render({}, (summary) => ({
    ...summary,
    final: { ...summary.final, auc: 0.869, aucWithinSites: 0.812 },
    sites: summary.sites.map((site) =>
      site.id !== 'va-long-beach' || site.metrics === null
        ? site
        : { ...site, metrics: { ...site.metrics, accuracy: 33 / 43, confusion } },
    ),
  }));

  it('accuracy stands beside that of one answer for all, sensitivity and specificity', () => {
    const row = misleading.source.split('<tr>').find((line) => line.includes('<bdi>va-long-beach</bdi></th>'));
    for (const share of ['76.7', '81.4', '91.4', '12.5']) expect(row).toContain(`<td class="n">${share}${GAP}%</td>`);
    expect(misleading.source).toMatch(
      /<b>No better than one answer for all<\/b> at 1 of 4 sites: <bdi>va-long-beach<\/bdi> \(accuracy 76\.7.%, 81\.4.%/u,
    );
  });

  it('the AUC within sites comes first, and the pooled one has its reason', () => {
    expect(misleading.source).toContain('<dt>AUC within sites</dt><dd class="value">0.812</dd>');
    expect(misleading.text).toContain('0.869 over all sites pooled, where case mix scores as skill');
    expect(misleading.source).toContain('AUC within sites: <b>0.812</b>, over pairs of patients of one site.');
  });
});

describe('withheld figures', () => {
  it('are words, with the reason, and not zeros', () => {
    const { elements } = render({ suppressed: ['switzerland'] });
    const cell = elements.find((element) => element.attributes.get('colspan') === '7');
    expect(cell?.text).toBe('withheld: fewer than 10 patients were held out');
  });

  it('have no columns of right and wrong answers where no site has such answers', () => {
    const { text, elements } = render({ suppressed: ['switzerland'] }, (summary) => ({
      ...summary,
      sites: summary.sites.map((site) => {
        const { confusion: _, ...metrics } = site.metrics ?? { patients: 0, rows: 0, lossFinite: true };
        return site.metrics === null ? site : { ...site, metrics };
      }),
    }));
    expect(text).not.toContain('Always the');
    expect(elements.some((element) => element.attributes.get('colspan') === '4')).toBe(true);
  });

  it('zero stays a zero', () => {
    const { elements } = render({}, (summary) => ({
      ...summary,
      sites: summary.sites.map((site) => ({
        ...site,
        metrics: { patients: 12, rows: 12, lossFinite: false, accuracy: 0, auc: 0 },
      })),
    }));
    const cells = named(elements, 'td').map((element) => element.text);
    expect(cells).toContain(`0.0${GAP}%`);
    expect(cells).toContain('0.000');
    expect(named(elements, 'b').map((element) => element.text)).toContain('not finite');
  });

  it('an AUC that does not exist gives its reason', () => {
    const { elements } = render({}, (summary) => ({
      ...summary,
      sites: summary.sites.map((site) => ({
        ...site,
        metrics: { patients: 3, rows: 3, lossFinite: true, aucUndefined: 'one class only' },
      })),
    }));
    expect(named(elements, 'small').map((element) => element.text)).toContain('one class only');
  });
});

describe('whom the model serves', () => {
  const { elements, text, source } = render({ detailed: true });
  const cells = named(elements, 'td').map((element) => element.text);

  it('is given by group: how many sites and patients stand behind a figure', () => {
    expect(text).toContain('Whom the model serves');
    expect(named(elements, 'small').map((element) => element.text)).toEqual(
      expect.arrayContaining(['withheld at 1, nobody at 1', 'withheld at 1', 'at 3 sites']),
    );
    expect(cells).toEqual(expect.arrayContaining(['62', `73.0${GAP}%`, '160', `82.0${GAP}%`]));
  });

  it('a withheld group is words in table and chart, and no number; a group with nobody is neither', () => {
    expect(cells).toContain('withheld at all 3 sites where somebody may be: too few patients to tell apart');
    const words = named(elements, 'text').filter((element) => element.attributes.get('class') === 'words');
    expect(words.map((element) => element.text)).toEqual(['withheld: too few patients']);
    expect(text).toContain('Nobody held out at any site: sex missing, age missing.');
    expect(elements.filter((e) => e.name === 'th' && e.attributes.get('scope') === 'rowgroup')).toHaveLength(2);
  });

  it('says of a difference whether chance explains it', () => {
    const sentences = (of: string): string => of.replace(/<[^>]*>/g, '');
    expect(sentences(source)).toContain(
      `By sex accuracy differs by 9.0 points between “female” (73.0${GAP}%) and “male” (82.0${GAP}%), 95 % interval −2.6 to 22.2, which chance may explain`,
    );
    const many = render({ detailed: true }, (summary) => {
      const table = Object.entries(summary.final.subgroups?.sex ?? {}).map(([label, { evaluation, ...cell }]) => [
        label,
        evaluation === undefined ? cell : { ...cell, evaluation: { ...evaluation, patients: evaluation.patients * 10 } },
      ]);
      return { ...summary, final: { ...summary.final, subgroups: { sex: Object.fromEntries(table) } } } as Summary;
    });
    expect(sentences(many.source)).toContain('more than chance explains if this were the only comparison');
  });

  it('has a chart to scale, with the whole as a line', () => {
    const places = elements
      .filter(
        (element, i) =>
          element.name === 'circle' &&
          elements
            .slice(0, i)
            .findLast((e) => e.name === 'svg')
            ?.attributes.get('aria-label')
            ?.startsWith('Accuracy by group'),
      )
      .map((element) => Number(element.attributes.get('cx')));
    expect(places).toHaveLength(4);
    const [female = 0, male = 0, young = 0, middle = 0] = places;
    expect((male - female) / (young - middle)).toBeCloseTo(0.09 / 0.02, 1);
  });

  it('is left out when the plan does not ask for it', () => {
    expect(render().text).not.toContain('Whom the model serves');
    const regression = render({}, (summary) => ({
      ...summary,
      final: {
        patients: 30,
        subgroups: {
          sex: {
            female: { sites: 1, suppressed: 0, empty: 0, evaluation: { patients: 30, rows: 30, lossFinite: true, mae: 1.25 } },
          },
        },
      },
    }));
    expect(regression.text).toContain('Whom the model serves');
    expect(named(regression.elements, 'td').map((element) => element.text)).toContain('1.250');
    expect(regression.source).not.toMatch(/NaN|undefined/);
  });
});

describe('predicted probabilities', () => {
  it('are held against what was found, bin by bin, without empty bins', () => {
    const { elements, text } = render({ detailed: true });
    const chart = elements.find((element) => element.attributes.get('aria-label')?.startsWith('Calibration:'));
    const label = chart?.attributes.get('aria-label') ?? '';
    expect(label.split(';')).toHaveLength(9);
    expect(label).toContain(`predicted 15.4${GAP}%, found 12.5${GAP}% of 24`);
    for (const words of ['Brier score', '0.159', 'Calibration error', '0.042', 'Average precision', '0.847']) {
      expect(text).toContain(words);
    }
  });

  it('are shown without counts of right and wrong answers, and left out without figures', () => {
    const quiet = render({ detailed: true, suppressed: ['cleveland', 'hungary', 'switzerland', 'va-long-beach'] }, (summary) => ({
      ...summary,
      rounds: summary.rounds.map((round) => ({ ...round, metrics: null })),
    }));
    expect(quiet.text).toContain('Predicted probabilities');
    expect(quiet.text).not.toContain('Sensitivity');
    expect(render().text).not.toContain('Brier score');
  });
});

describe('intervals', () => {
  it('stand under the figures of the sites that gave them, and are explained', () => {
    const { elements, text } = render({}, (summary) => ({
      ...summary,
      sites: summary.sites.map((site, i) =>
        i > 0 || site.metrics === null
          ? site
          : {
              ...site,
              metrics: { ...site.metrics, intervals: { auc: { low: 0.701, high: 0.902 }, accuracy: { low: 1, high: 1 } } },
            },
      ),
    }));
    const small = named(elements, 'small').filter((element) => element.attributes.get('title')?.includes('bootstrap'));
    expect(small.map((element) => element.text)).toEqual(['0.701–0.902']);
    expect(text).toContain('by resampling the patients of the site');
    expect(render().text).not.toContain('resampling');
  });
});

describe('runs of all sizes', () => {
  it('300 rounds: points are thinned, tables keep every round', () => {
    const { elements, source } = render({ rounds: 300 });
    const longest = Math.max(...named(elements, 'path').map((path) => path.attributes.get('d')?.split('L').length ?? 0));
    expect(longest).toBeLessThanOrEqual(130);
    expect(source.length).toBeLessThan(600_000);
    expect(named(elements, 'th').filter((th) => th.text === '300')).toHaveLength(1);
  });

  it('30 sites: a range and not thirty lines', () => {
    const sites = Array.from({ length: 30 }, (_, i) => `site-${i + 1}`);
    const { elements, text } = render({ sites, rounds: 6 });
    expect(elements.filter((element) => element.attributes.get('class') === 'band')).toHaveLength(3);
    expect(text).toContain('lowest to the highest of 30 sites');
    for (const site of sites) expect(text).toContain(site);
  });

  it('epsilon that was computed for some rounds only is one line', () => {
    const { elements } = render({ rounds: 100, sites: ['a'] }, (summary) => ({
      ...summary,
      rounds: summary.rounds.map((round) => (round.round % 2 === 0 ? round : { ...round, epsilon: null, metrics: null })),
    }));
    const at = elements.findIndex((element) => element.attributes.get('aria-label')?.startsWith('Epsilon spent'));
    const line = elements.slice(at).find((element) => element.attributes.get('class') === 'line');
    expect(line?.attributes.get('d')?.match(/M/g)).toHaveLength(1);
    expect(line?.attributes.get('d')?.match(/L/g)).toHaveLength(49);
  });

  it('one site, one round', () => {
    const { source } = render({ sites: ['only'], rounds: 1 });
    expect(source).not.toMatch(/NaN|Infinity|undefined/);
    expect(source).toContain('1 round.');
  });

  it('no rounds and no scores at all', () => {
    const { source, text } = render({ rounds: 0 }, (summary) => ({ ...summary, final: { patients: 0 } }));
    expect(source).not.toMatch(/NaN|Infinity|undefined/);
    expect(text).toContain('not reported');
  });

  it('rounds without evaluation leave no hole, sites without a score do', () => {
    const { source } = render({ evaluateEvery: 10, absent: { hungary: [20] } });
    expect(source).not.toMatch(/NaN|Infinity|undefined/);
    expect(source).toContain('hungary: not reported');
  });

  it('site-level privacy speaks of sites', () => {
    const { text } = render({ privacy: 'site' });
    expect(text).toContain('By updates, each site as a whole, with all its training records together');
    expect(text).not.toContain('What each patient adds');
  });
});
