import type { Summary } from '../../summary.ts';
import { coordinate } from '../charts/marks.ts';
import { renderLineChart } from '../charts/line-chart.ts';
import { formatDuration, formatPercent } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import { median } from '../statistics.ts';

/** Words for the phases that agents report; others are shown by their name. */
const PHASE_WORDS: ReadonlyMap<string, string> = new Map([
  ['fetch', 'Fetch model'],
  ['train', 'Train'],
  ['store', 'Store update'],
  ['upload', 'Upload update'],
  ['evaluate', 'Evaluate model'],
]);

/** Where the time went: phases, and the duration of each round. */
export function renderTime({ rounds }: Summary): Markup {
  const totals = new Map<string, number>();
  for (const round of rounds) {
    for (const [phase, ms] of Object.entries(round.phases)) totals.set(phase, (totals.get(phase) ?? 0) + ms);
  }
  const durations = rounds.map((round) => round.durationMs);
  const middle = median(durations);
  const chart = renderLineChart({
    title: 'Duration of each round',
    caption: middle === undefined ? '' : `Half of the rounds took at most ${formatDuration(middle)}.`,
    description: `Duration by round; median ${formatDuration(middle ?? 0)}, longest ${formatDuration(Math.max(0, ...durations))}.`,
    series: [{ name: 'round', look: 'main', points: rounds.map((round) => ({ x: round.round, y: round.durationMs })) }],
    format: formatDuration,
    fromZero: true,
  });
  return html`<section aria-labelledby="time"><h2 id="time">Where the time went</h2><div class="charts">${phases(totals)}${chart}</div></section>`;
}

function phases(totals: ReadonlyMap<string, number>): Markup {
  const entries = [...totals].filter(([, ms]) => ms > 0).sort(([, a], [, b]) => b - a);
  const sum = entries.reduce((total, [, ms]) => total + ms, 0);
  const longest = entries[0]?.[1] ?? 1;
  if (entries.length === 0) return html`<p class="none">No phases were reported.</p>`;
  return html`<div class="chart"><table class="phases"><caption><b>Time per phase</b> Added over rounds and sites. Sites work side by side, so that the sum can exceed the clock.</caption><thead><tr><th scope="col">Phase</th><th scope="col"><span class="hidden">Share as a bar</span></th><th scope="col" class="n">Time</th><th scope="col" class="n">Share</th></tr></thead><tbody>${entries.map(
    ([phase, ms]) =>
      html`<tr><th scope="row">${phaseName(phase)}</th><td class="bar"><svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class="full" width="${coordinate(Math.max(0.6, (ms / longest) * 100))}" height="12" rx="1"/></svg></td><td class="n">${formatDuration(ms)}</td><td class="n">${formatPercent(ms / sum)}</td></tr>`,
  )}</tbody></table></div>`;
}

function phaseName(phase: string): string {
  const known = PHASE_WORDS.get(phase);
  if (known !== undefined) return known;
  const words = phase.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
