import type { Summary } from '../../summary.ts';
import { formatCount, formatPercent, plural } from '../format.ts';
import { html, type Markup } from '@consilium/pages';

/** Held-out rows of either outcome below which the scores of a site hang on single patients. */
const FEW = 10;

/** What this run may be used for, and what its figures cannot say. */
export function renderLimits(summary: Summary): Markup {
  const limits = [
    'The model was scored on patients of the sites that trained it. How well it does at another hospital, or on later patients, is not known from this run.',
    `These are the figures of one split${summary.privacy.unit === 'none' ? '' : ' and one draw of noise'}: others give other figures.`,
    ...fewOutcomes(summary),
    ...leftOut(summary),
    ...lost(summary),
  ];
  return html`<section aria-labelledby="limits"><h2 id="limits">Intended use and limits</h2>
<p>For deciding whether this plan is worth a run with hospitals, and at what privacy. Neither the model nor these figures are for decisions about patients.</p>
<ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul></section>`;
}

function fewOutcomes({ sites }: Summary): readonly string[] {
  const known = sites.flatMap(({ metrics }) => metrics?.confusion ?? []);
  const few = known.filter(
    ({ truePositives, falsePositives, trueNegatives, falseNegatives }) =>
      Math.min(truePositives + falseNegatives, trueNegatives + falsePositives) < FEW,
  ).length;
  if (few === 0) return [];
  return [
    `${formatCount(few)} of ${plural(known.length, 'site')} ${few === 1 ? 'has' : 'have'} fewer than ${FEW} held-out rows with the outcome, or without it: scores there hang on single patients.`,
  ];
}

function leftOut({ sites }: Summary): readonly string[] {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const out = sum(sites.map(({ data }) => (data === undefined ? 0 : data.leftOut + data.overCap)));
  const rows = sum(sites.map(({ data }) => data?.rows ?? 0));
  if (out === 0 || rows === 0) return [];
  return [
    `${formatPercent(out / rows)} of rows were left out. Patients whose data are missing or cannot be read may differ from those who are in the model.`,
  ];
}

function lost({ sites, rounds }: Summary): readonly string[] {
  const counted = new Set(rounds.flatMap(({ participants }) => participants));
  const never = sites.filter(({ id }) => !counted.has(id)).length;
  if (never === 0) return [];
  return [`${plural(never, 'site')} counted in no round: the model has learned nothing from ${never === 1 ? 'it' : 'them'}.`];
}
