import { html, type Markup, renderPage } from '@consilium/pages';
import type { Fidelity } from './fidelity.ts';

/** What every report says of itself. */
export const STAYS_HERE =
  'This report was computed from the records themselves, without noise. It is for people at the hospital alone and must not leave it: the synthetic file may, this may not.';

/** What a report is about. */
export interface FidelityFacts extends Fidelity {
  readonly warning: typeof STAYS_HERE;
  readonly dataset: string;
  readonly study: string;
  readonly plan: string;
  readonly rows: number;
  readonly epsilon: number;
  readonly delta: number;
  /** Said where the epsilon is above what the policy calls usual. */
  readonly banner?: string;
  /** SHA-256 of the synthetic file. */
  readonly file: string;
  /** Pairs of columns whose dependence was measured. */
  readonly edges: readonly (readonly [string, string])[];
}

/** The report on a synthetic file as a page. */
export function renderFidelity(facts: FidelityFacts): string {
  const { dataset, study, rows, epsilon, delta, banner } = facts;
  return renderPage({
    title: `${dataset}: report on synthetic data`,
    kicker: 'Synthetic data, for this hospital alone',
    heading: dataset,
    lead: html`${rows.toLocaleString('en-US')} synthetic rows for the study <bdi>${study}</bdi>, at epsilon ${epsilon} and delta ${delta}, beside the records that they were made of.`,
    main: html`<section class="alarm" aria-labelledby="stays"><h2 id="stays">Stays here</h2><p>${facts.warning}</p>${banner === undefined ? null : html`<p><b>${banner}</b></p>`}</section>
${renderFigures(facts)}
${renderColumns(facts)}
${renderPairs(facts)}
${renderMeanings()}
<section aria-labelledby="file"><h2 id="file">Of what</h2><dl class="facts"><dt>file</dt><dd><code>${facts.file}</code> <span>SHA-256</span></dd><dt>plan</dt><dd><code>${facts.plan}</code></dd></dl></section>`,
    footer: html`Made by Consilium at the hospital. This page loads nothing and runs no script.`,
  });
}

function renderFigures({ meanSingle, meanPair, usefulness, closest }: FidelityFacts): Markup {
  const figure = (name: string, value: string, meaning: string): Markup =>
    html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="meaning">${meaning}</dd></div>`;
  const auc = (value: number | undefined): string => (value === undefined ? 'none' : value.toFixed(3));
  return html`<section aria-labelledby="figures"><h2 id="figures">In short</h2><dl class="figures">${[
    figure('Single columns', meanSingle.toFixed(3), 'mean total variation'),
    figure('Pairs of columns', meanPair.toFixed(3), 'mean total variation'),
    figure('AUC, trained on synthetic', auc(usefulness.trainedOnSynthetic), usefulness.none ?? 'on patients held out'),
    figure('AUC, trained on records', auc(usefulness.trainedOnRecords), 'on the same patients, without noise'),
    figure(
      'Like a record',
      percent(closest.equal),
      `of the synthetic rows; of the records ${percent(closest.equalAmongRecords)} are like another one`,
    ),
    figure(
      'Closest record',
      String(closest.median),
      `columns differ, in the median; among records ${closest.medianAmongRecords}`,
    ),
  ]}</dl></section>`;
}

function renderColumns({ singles }: FidelityFacts): Markup {
  const rows = singles.map(
    ({ column, distance }) => html`<tr><th scope="row"><bdi>${column}</bdi></th><td class="n">${distance.toFixed(3)}</td></tr>`,
  );
  return html`<section aria-labelledby="columns"><h2 id="columns">Columns</h2><div class="scroll"><table><thead><tr><th scope="col">column</th><th scope="col" class="n">total variation</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function renderPairs({ worstPairs, edges }: FidelityFacts): Markup {
  const rows = worstPairs.map(
    ({ columns: [a, b], distance }) =>
      html`<tr><th scope="row"><bdi>${a}</bdi>, <bdi>${b}</bdi></th><td class="n">${distance.toFixed(3)}</td></tr>`,
  );
  const measured = edges.map(([a, b], i) => html`${i === 0 ? '' : '; '}<bdi>${a}</bdi> with <bdi>${b}</bdi>`);
  return html`<section aria-labelledby="pairs"><h2 id="pairs">Pairs of columns</h2><p>Measured together: ${edges.length === 0 ? 'none' : measured}. Every other pair follows from these.</p><div class="scroll"><table><caption>The pairs that are furthest from the records.</caption><thead><tr><th scope="col">pair</th><th scope="col" class="n">total variation</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function renderMeanings(): Markup {
  const question = (name: string, meaning: string): Markup => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`;
  return html`<section aria-labelledby="meanings"><h2 id="meanings">What the numbers mean</h2><dl class="questions">${[
    question(
      'total variation',
      'half the sum of the differences between the shares of each value: 0 is the same, 1 has nothing in common',
    ),
    question('AUC', 'how often the model of the plan puts a held-out patient with the outcome before one without; 0.5 is chance'),
    question(
      'like a record',
      'the same value in every column, numbers by the part of their range: far more than among records would be a warning, none proves nothing',
    ),
  ]}</dl></section>`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
