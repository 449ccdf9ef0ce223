import { html, type Markup } from '@consilium/pages';
import type { CostPoint, PrivacyCost } from '../../cost/cost-curve.ts';
import { headlineOf, isError, SCORE_WORDS, type ScoreName, type Spread } from '../../mean-scores.ts';
import type { Summary } from '../../summary.ts';
import { renderXyChart } from '../charts/xy-chart.ts';
import { formatAmount, formatDelta, formatEpsilon, formatParameter, formatPercent, formatScore, plural } from '../format.ts';

/** The curve of what privacy costs; nothing where nobody asked for it. */
export function renderPrivacyCost({ privacyCost, target }: Pick<Summary, 'privacyCost' | 'target'>): Markup | null {
  if (privacyCost === undefined) return null;
  const name = headlineOf(privacyCost.points.at(-1)?.scores ?? {}, target?.kind);
  const format = scoreFormat(name, target?.unit);
  return html`<section aria-labelledby="cost"><h2 id="cost">What privacy costs</h2>
<p>The same study at other epsilons (delta ${formatDelta(privacyCost.delta)}) and without noise: ${seedWords(privacyCost)} for each, every one with its own held-out patients, samples and noise. Each noise is what agents at hospitals derive from such a plan.</p>
<div class="charts">${curve(privacyCost, name, format)}</div>${numbers(privacyCost, name, format)}
<p class="note">Exact scores of seeded rehearsals, which protect nobody and which no hospital would give away. An epsilon that is chosen by them on data of real patients is chosen by these patients, and no epsilon counts that: choose on public or made-up data, as <code>consilium tune</code> does.</p></section>`;
}

function seedWords({ seeds, asked }: PrivacyCost): string {
  const counted = plural(seeds.length, 'seed');
  return asked === undefined ? counted : `${counted} of ${asked}, when time was up,`;
}

/** How a score is written. @param unit of the target */
export function scoreFormat(name: ScoreName, unit: string | undefined): (value: number) => string {
  if (name === 'accuracy') return formatPercent;
  return name === 'mae' || name === 'rmse' ? (value) => formatAmount(value, unit) : formatScore;
}

function curve({ points, own }: PrivacyCost, name: ScoreName, format: (value: number) => string): Markup {
  const dots = points.flatMap(({ epsilon, scores }) => {
    const found = scores[name];
    if (epsilon === null || found === undefined) return [];
    const error = found.standardError ?? 0;
    const words = `epsilon ${formatEpsilon(epsilon)}: ${format(found.mean)}, standard error ${format(error)}`;
    return [{ x: Math.log2(epsilon), y: found.mean, low: found.mean - error, high: found.mean + error, words }];
  });
  const exact = points.at(-1)?.scores[name];
  const ends = [dots[0], dots.at(-1)].flatMap((dot) => (dot === undefined ? [] : [dot.x]));
  const better = isError(name) ? 'lower' : 'higher';
  return renderXyChart({
    title: `${SCORE_WORDS[name]} over epsilon`,
    caption: `Mean over seeds with its standard error; ${better} is better. Dashed: without noise.`,
    description: `${SCORE_WORDS[name]} over epsilon; ${dots.map(({ words }) => words).join('; ')}${exact === undefined ? '' : `; without noise ${format(exact.mean)}`}. The plan has epsilon ${formatEpsilon(own)}.`,
    x: { label: 'epsilon (less is more privacy)', format: (value) => formatParameter(2 ** value) },
    y: { label: SCORE_WORDS[name], format: name === 'mae' || name === 'rmse' ? (value) => formatAmount(value) : format },
    lines: [
      { look: 'main', points: dots },
      ...(exact === undefined ? [] : [{ look: 1, points: ends.map((x) => ({ x, y: exact.mean })) }]),
    ],
    dots,
  });
}

function numbers({ points, own }: PrivacyCost, name: ScoreName, format: (value: number) => string): Markup {
  const row = ({ epsilon, noiseMultiplier, scores, cost }: CostPoint): Markup =>
    html`<tr><th scope="row">${epsilon === null ? 'without noise' : html`${formatEpsilon(epsilon)}${epsilon === own ? ' (the plan)' : null}`}</th><td class="n">${noiseMultiplier === null ? 'none' : formatParameter(noiseMultiplier)}</td>${cells(scores[name], format)}${cost === undefined ? html`<td class="n">0</td><td class="n"></td>` : costCells(cost[name], format)}</tr>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="What privacy costs"><table>
<caption>${SCORE_WORDS[name]}, exactly. <i>Spread</i>: standard deviation over seeds, how far one run is from the next. <i>Difference</i>: to the run without noise of the same seed, which has the same held-out patients.</caption>
<thead><tr><th scope="col">Epsilon</th><th scope="col" class="n">Noise<br/>over clip</th><th scope="col" class="n">Mean</th><th scope="col" class="n">Spread</th><th scope="col" class="n">Standard error</th><th scope="col" class="n">Difference</th><th scope="col" class="n">Its standard<br/>error</th></tr></thead>
<tbody>${points.map(row)}</tbody></table></div>`;
}

function cells(found: Spread | undefined, format: (value: number) => string): Markup {
  return html`<td class="n">${found === undefined ? 'not defined' : format(found.mean)}</td><td class="n">${known(found?.spread, format)}</td><td class="n">${known(found?.standardError, format)}</td>`;
}

function costCells(found: Spread | undefined, format: (value: number) => string): Markup {
  return html`<td class="n">${found === undefined ? 'not defined' : signed(found.mean, format)}</td><td class="n">${known(found?.standardError, format)}</td>`;
}

function known(value: number | null | undefined, format: (value: number) => string): string {
  return value === null ? 'one seed' : value === undefined ? '' : format(value);
}

/** A difference with its sign. */
export function signed(value: number, format: (value: number) => string): string {
  const text = format(Math.abs(value));
  if (text === format(0)) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
