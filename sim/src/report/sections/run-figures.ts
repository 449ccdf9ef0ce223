import { html, type Markup, type Part } from '@consilium/pages';
import { UNIT_WORDS } from '@consilium/plan';
import type { RunSummary } from '../../results/run-summary.ts';
import { formatCount, formatDelta, formatDuration, formatEpsilon, formatSpent, plural } from '../format.ts';
import { type ReleasedFigure, releasedFigures } from '../released-figures.ts';

/** The figures that most readers of a real run came for; scores have the interval in which the exact one lies. */
export function renderRunFigures(summary: RunSummary): Markup {
  const { released, target, sites, rounds, roundsPlanned, failedAttempts, durationMs } = summary;
  const figures = released === null ? [] : releasedFigures(released.scores, { target });
  const silent = sites.filter(({ counted }) => counted === 0).length;
  return html`<section aria-labelledby="figures"><h2 id="figures" class="hidden">Key figures</h2><dl class="figures">
${scoresOf(target).map(([title, name]) => scored(title, figures, name))}
${epsilonFigure(summary)}
${figure('Sites', formatCount(sites.length), silent === 0 ? 'each is in the model' : `${formatCount(silent)} of them in no round`)}
${figure('Rounds', formatCount(rounds.length), `of ${formatCount(roundsPlanned)}; ${failedAttempts.length === 0 ? 'none had to be tried again' : `${plural(failedAttempts.length, 'attempt')} came to nothing`}`)}
${figure('Time', formatDuration(durationMs), 'from the first round to the last')}
</dl></section>`;
}

/** The scores that stand first, by title and name. */
function scoresOf(target: RunSummary['target']): readonly (readonly [title: string, name: string])[] {
  if (target?.kind === 'number')
    return [
      ['Mean absolute error', 'mean absolute error'],
      ['Root mean squared error', 'root mean squared error'],
    ];
  if (target?.kind === 'time-to-event') return [['C-index over intervals', 'C-index over intervals']];
  return target?.kind === 'category'
    ? [['Accuracy', 'accuracy']]
    : [
        ['Accuracy', 'accuracy'],
        ['AUC', 'AUC'],
      ];
}

function figure(name: Part, value: Part, meaning: Part): Markup {
  return html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="meaning">${meaning}</dd></div>`;
}

function scored(title: string, figures: readonly ReleasedFigure[], name: string): Markup {
  const found = figures.find((one) => one.name === name);
  if (found === undefined)
    return figure(title, html`<span class="withheld">not told</span>`, 'nothing was released that the noise leaves to be told');
  return figure(title, found.value, `with noise; the exact one lies between ${found.low} and ${found.high}`);
}

function epsilonFigure({ privacy, epsilon }: RunSummary): Markup {
  const { unit, delta, targetEpsilon } = privacy;
  if (unit === 'none') return figure('Privacy', html`<span class="bad">none</span>`, 'updates left the sites without noise');
  const at = delta === null ? '' : ` at delta ${formatDelta(delta)}`;
  const target = targetEpsilon === null ? '' : `, target ${formatEpsilon(targetEpsilon)}`;
  return figure(
    html`Epsilon <span class="unit">${UNIT_WORDS[unit]}</span>`,
    epsilon === null ? html`<span class="withheld">no round yet</span>` : formatSpent(epsilon),
    `spent in this run at a site that answered every attempt${at}${target}; smaller protects more`,
  );
}
