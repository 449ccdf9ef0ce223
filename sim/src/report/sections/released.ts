import type { Summary } from '../../summary.ts';
import { formatCount, plural } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import { hiddenFigures, releasedFigures } from '../released-figures.ts';
import { renderReleasedSurvival } from './released-survival.ts';

/** What a real run would have released, beside the exact figures that only a rehearsal knows; nothing without privacy. */
export function renderReleased({ released, withheld, sites, final, privacy, target }: Summary): Markup | null {
  if (privacy.unit === 'none') return null;
  const figures = released === null ? [] : releasedFigures(released.scores, { target, final });
  const title = html`<h2 id="released">What a real run would show</h2>`;
  if (released === null || figures.length === 0) {
    const why =
      withheld === undefined
        ? 'No score of this run can be told from the noise.'
        : `There are no scores of this run: ${withheld}.`;
    return html`<section aria-labelledby="released">${title}<p>${why} The exact ones on this page are known because it is a rehearsal.</p></section>`;
  }
  const { patients } = released.scores;
  const hidden = hiddenFigures(released.scores, final);
  return html`<section aria-labelledby="released">${title}<p>All other scores on this page are exact: the owner of a rehearsal has all files. Hospitals send counts with noise, and of the final model this would be known, from ${plural(released.sites.length, 'site')} and about ${formatCount(Math.round(patients.value))} held-out patients.${sites.some(({ masked }) => masked === true) ? ' They came under masks: of a site by itself nothing is known.' : null}</p>
<div class="scroll" role="region" tabindex="0" aria-label="Table of released scores"><table><caption>The final model as released and as it is</caption>
<thead><tr><th scope="col">Score</th><th scope="col" class="n">Released</th><th scope="col" class="n">Interval of the noise</th><th scope="col" class="n">Exact, rehearsal only</th></tr></thead>
<tbody>${figures.map(
    ({ name, value, low, high, exact }) =>
      html`<tr><th scope="row">${name}</th><td class="n">${value}</td><td class="n">${low} to ${high}</td><td class="n">${exact ?? html`<span class="withheld">not defined</span>`}</td></tr>`,
  )}</tbody></table></div>${
    hidden.length > 0 &&
    html`<p class="note">A real run would not show ${hidden.join(', ')}: the noise of so few patients leaves it open, as where nobody may have the outcome.</p>`
  }${renderReleasedSurvival(released.scores.survival, target)}</section>`;
}
