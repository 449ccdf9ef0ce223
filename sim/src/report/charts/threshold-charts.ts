import { html, type Markup } from '@consilium/pages';
import type { Released, ReleasedThreshold } from '@consilium/privacy';
import { benefitOfAll, type ThresholdCounts, type ThresholdWorth } from '../../outcomes/threshold-counts.ts';
import { formatPercent, formatScore } from '../format.ts';
import { swatch } from '../sections/sites.ts';
import { renderXyChart, type XyChart, type XyDot } from './xy-chart.ts';

/** Of whom the curves are: numbers of rows, or shares. */
export type ThresholdFacts = Pick<ThresholdCounts, 'chosen' | 'positives' | 'negatives'>;

/** The thresholds at which hospitals counted, with the intervals of their noise; undefined for exact scores. */
type Told = readonly ReleasedThreshold[] | undefined;

/** ROC, precision and recall, and the decision curve. */
export function renderThresholdCharts(facts: ThresholdFacts, worths: readonly ThresholdWorth[], told?: Told): Markup {
  return html`<div class="charts">${renderXyChart(rocChart(facts, worths, told))}${renderXyChart(precisionChart(facts, worths, told))}<div>${renderXyChart(benefitChart(facts, worths, told))}<ul class="legend" aria-label="Lines of the decision curve"><li>${swatch('main')}the model</li><li>${swatch(1)}yes to everybody</li><li>${swatch(2)}no to everybody</li></ul></div></div>`;
}

function theDot(told: Told): string {
  return told === undefined ? 'the dot is that of the plan' : 'dots are those that were released, the large one that of the plan';
}

/** A dot with the interval of what goes up. */
function upright(
  isChosen: boolean,
  x: number,
  { value, low, high }: Released,
  threshold: number,
): XyDot & Omit<Released, 'value'> {
  return {
    x,
    y: value,
    low,
    high,
    words: `threshold ${threshold.toPrecision(3)}`,
    ...(isChosen ? {} : { small: true as const }),
  };
}

const percent = (value: number): string => `${Math.round(value * 100)}\u00a0%`;
const SHARE = { format: percent, within: [0, 1] as const };

function rocChart({ chosen }: ThresholdFacts, worths: readonly ThresholdWorth[], told: Told): XyChart {
  const at = ({ sensitivity, specificity }: ThresholdWorth) => ({ x: 1 - specificity, y: sensitivity });
  return {
    title: 'ROC curve',
    caption: `Outcomes found against false alarms, over all thresholds; ${theDot(told)}, the dashed line is guessing.`,
    description: `ROC curve: ${spoken(worths, ({ sensitivity, specificity }) => `finds ${formatPercent(sensitivity)} with ${formatPercent(1 - specificity)} false alarms`)}.`,
    x: { ...SHARE, label: 'false alarms (1 − specificity)' },
    y: { ...SHARE, label: 'found (sensitivity)' },
    diagonal: true,
    lines: [{ look: 'main', points: [{ x: 1, y: 1 }, ...worths.map(at), { x: 0, y: 0 }] }],
    dots:
      told === undefined
        ? worths.filter(({ threshold }) => threshold === chosen).map((worth) => ({ ...at(worth), words: `threshold ${chosen}` }))
        : told.map(({ threshold, sensitivity, specificity }) => ({
            ...upright(threshold === chosen, 1 - specificity.value, sensitivity, threshold),
            left: 1 - specificity.high,
            right: 1 - specificity.low,
          })),
  };
}

function precisionChart(
  { chosen, positives, negatives }: ThresholdFacts,
  worths: readonly ThresholdWorth[],
  told: Told,
): XyChart {
  const common = positives / (positives + negatives);
  const at = ({ sensitivity, precision }: ThresholdWorth) => (precision === undefined ? [] : [{ x: sensitivity, y: precision }]);
  return {
    title: 'Precision and recall',
    caption: `How many of the yes answers are right, against outcomes found; the thin dashed line is guessing, ${formatPercent(common)}.`,
    description: `Precision and recall: ${spoken(worths, ({ sensitivity, precision }) => `finds ${formatPercent(sensitivity)}, ${precision === undefined ? 'no yes answer' : `${formatPercent(precision)} of its yes answers are right`}`)}.`,
    x: { ...SHARE, label: 'found (recall)' },
    y: { ...SHARE, label: 'right yes answers (precision)' },
    lines: [
      { look: 'main', points: [{ x: 1, y: common }, ...worths.flatMap(at)] },
      {
        look: 1,
        points: [
          { x: 0, y: common },
          { x: 1, y: common },
        ],
      },
    ],
    dots:
      told === undefined
        ? worths
            .filter(({ threshold }) => threshold === chosen)
            .flatMap((worth) => at(worth).map((place) => ({ ...place, words: `threshold ${chosen}` })))
        : told.flatMap(({ threshold, sensitivity, precision }) =>
            precision === undefined
              ? []
              : [
                  {
                    ...upright(threshold === chosen, sensitivity.value, precision, threshold),
                    left: sensitivity.low,
                    right: sensitivity.high,
                  },
                ],
          ),
  };
}

/** How far below zero a decision curve is drawn, as a part of how common the outcome is: what is worse is never chosen. */
const BELOW = 0.25;

function benefitChart(counts: ThresholdFacts, worths: readonly ThresholdWorth[], told: Told): XyChart {
  const common = counts.positives / (counts.positives + counts.negatives);
  const known = worths.flatMap(({ threshold, netBenefit }) =>
    netBenefit === undefined ? [] : [{ x: threshold, y: netBenefit }],
  );
  const lowest = -BELOW * common;
  const shown = (points: readonly { readonly x: number; readonly y: number }[]) => points.filter(({ y }) => y >= lowest);
  return {
    title: 'Decision curve',
    caption:
      'Net benefit for one who would act from a probability on: outcomes found a row, less false alarms weighed by the odds of that probability; higher is better.',
    description: `Decision curve: ${spoken(worths, ({ netBenefit }) => `net benefit ${netBenefit === undefined ? 'not defined' : formatScore(netBenefit)}`)}.`,
    x: { ...SHARE, label: 'probability from which one acts' },
    y: { label: 'net benefit', format: (value) => value.toFixed(2) },
    lines: [
      { look: 'main', points: shown(known) },
      { look: 1, points: shown(known.map(({ x }) => ({ x, y: benefitOfAll(counts, x) }))) },
      {
        look: 2,
        points: [
          { x: known[0]?.x ?? 0, y: 0 },
          { x: known.at(-1)?.x ?? 1, y: 0 },
        ],
      },
    ],
    ...(told === undefined
      ? {}
      : {
          dots: told
            .map(({ threshold, netBenefit }) => upright(threshold === counts.chosen, threshold, netBenefit, threshold))
            .filter(({ y }) => y >= lowest)
            // The most that there can be is that of finding everybody without a false alarm.
            .map((dot) => ({ ...dot, low: Math.max(lowest, dot.low), high: Math.min(Math.max(common, dot.y), dot.high) })),
        }),
  };
}

function spoken(worths: readonly ThresholdWorth[], words: (worth: ThresholdWorth) => string): string {
  const round = namedThresholds(worths);
  return (round.length > 4 ? round.filter((_, i) => i % 4 === 1) : worths)
    .map((worth) => `from ${percent(worth.threshold)} on ${words(worth)}`)
    .join('; ');
}

/** Thresholds that a table and a description name: the round ones and that of the plan. */
export function namedThresholds(worths: readonly ThresholdWorth[], chosen?: number): readonly ThresholdWorth[] {
  return worths.filter(({ threshold }) => threshold === chosen || Math.abs(threshold * 20 - Math.round(threshold * 20)) < 1e-9);
}
