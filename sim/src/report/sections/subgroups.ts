import type { PooledCell, PooledSubgroups } from '@consilium/learning';
import type { Summary } from '../../summary.ts';
import { type Dot, renderDotChart } from '../charts/dot-chart.ts';
import { formatCount, formatPercent, formatScore, plural } from '../format.ts';
import { html, type Markup, type Part } from '@consilium/pages';
import { differenceInterval, wilsonInterval } from '../statistics.ts';

/** One group with a cell in which somebody is, or may be. */
interface Group {
  readonly label: string;
  readonly cell: PooledCell;
}

interface Attribute {
  readonly name: string;
  readonly groups: readonly Group[];
}

/** The final model by subgroup: whom it serves worse, and whether that may be chance. Nothing where the plan does not ask for it. */
export function renderSubgroups({ final }: Summary): Markup | null {
  const { subgroups } = final;
  if (subgroups === undefined) return null;
  const attributes = inhabited(subgroups);
  const absent = Object.entries(subgroups).flatMap(([name, cells]) =>
    Object.entries(cells).flatMap(([label, cell]) => (isEmpty(cell) && cell.empty > 0 ? [`${name} ${label}`] : [])),
  );
  const findings = attributes.flatMap((attribute) => finding(attribute) ?? []);
  return html`<section aria-labelledby="subgroups"><h2 id="subgroups">Whom the model serves</h2>${table(attributes)}<div class="pair differences">${chart(attributes, final.accuracy)}<div>${
    findings.length === 0 ? null : html`<ul class="findings">${findings.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
  }<p class="note">Sites give the figures of a group only when enough patients stand behind them, and hide a second group where the first could be computed from the total. AUC compares patients of one site with each other: it is the mean over sites, weighed by patients, without those where too few patients of a group have one of the outcomes.${
    absent.length === 0 ? null : ` Nobody held out at any site: ${absent.join(', ')}.`
  }</p></div></div></section>`;
}

function isEmpty({ sites, suppressed }: PooledCell): boolean {
  return sites === 0 && suppressed === 0;
}

function inhabited(subgroups: PooledSubgroups): readonly Attribute[] {
  return Object.entries(subgroups)
    .map(([name, cells]) => ({
      name,
      groups: Object.entries(cells)
        .filter(([, cell]) => !isEmpty(cell))
        .map(([label, cell]) => ({ label, cell })),
    }))
    .filter(({ groups }) => groups.length > 0);
}

/** The widest difference in accuracy between two groups, and whether chance explains it. */
function finding({ name, groups }: Attribute): Part | undefined {
  const known = groups.flatMap(({ label, cell: { evaluation } }) =>
    evaluation?.accuracy === undefined || evaluation.patients === 0
      ? []
      : [{ label, fraction: evaluation.accuracy, n: evaluation.patients }],
  );
  const sorted = known.sort((a, b) => a.fraction - b.fraction);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  if (worst === undefined || best === undefined || worst === best) return undefined;
  const { low, high } = differenceInterval(best, worst);
  const points = (value: number): string => (value * 100).toFixed(1).replace('-', '−');
  const verdict =
    low > 0
      ? 'more than chance explains if this were the only comparison'
      : 'which chance may explain: these are too few patients to tell';
  return html`By <bdi>${name}</bdi> accuracy differs by ${points(best.fraction - worst.fraction)} points between “<bdi>${worst.label}</bdi>” (${formatPercent(worst.fraction)}) and “<bdi>${best.label}</bdi>” (${formatPercent(best.fraction)}), 95 % interval ${points(low)} to ${points(high)}, ${verdict}.`;
}

interface Column {
  readonly head: Part;
  readonly cell: (cell: PooledCell) => Part;
  readonly used: (cell: PooledCell) => boolean;
}

const COLUMNS: readonly Column[] = [
  {
    head: 'Accuracy',
    used: ({ evaluation }) => evaluation?.accuracy !== undefined,
    cell: ({ evaluation }) => number(evaluation?.accuracy, formatPercent),
  },
  {
    head: html`AUC<br/>within sites`,
    used: ({ auc }) => auc !== undefined,
    cell: ({ auc, sites }) =>
      auc === undefined
        ? html`<span class="withheld">withheld</span>`
        : html`${formatScore(auc.value)}${auc.sites < sites ? html`<br/><small>at ${plural(auc.sites, 'site')}</small>` : null}`,
  },
  {
    head: html`Brier<br/>score`,
    used: ({ evaluation }) => evaluation?.brier !== undefined,
    cell: ({ evaluation }) => number(evaluation?.brier, formatScore),
  },
  {
    head: 'Loss',
    used: ({ evaluation }) => evaluation?.loss !== undefined || evaluation?.lossFinite === false,
    cell: ({ evaluation }) =>
      evaluation?.lossFinite === false ? html`<b class="bad">not finite</b>` : number(evaluation?.loss, formatScore),
  },
  {
    head: html`Mean absolute<br/>error`,
    used: ({ evaluation }) => evaluation?.mae !== undefined,
    cell: ({ evaluation }) => number(evaluation?.mae, formatScore),
  },
  {
    head: html`Root mean<br/>squared error`,
    used: ({ evaluation }) => evaluation?.rmse !== undefined,
    cell: ({ evaluation }) => number(evaluation?.rmse, formatScore),
  },
];

function number(value: number | undefined, format: (value: number) => string): Part {
  return value === undefined ? html`<span class="withheld">not defined</span>` : format(value);
}

function table(attributes: readonly Attribute[]): Markup {
  const cells = attributes.flatMap(({ groups }) => groups.map(({ cell }) => cell));
  const columns = COLUMNS.filter(({ used }) => cells.some(used));
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of subgroups"><table class="groups">
<caption>The final model by group of held-out patients, all sites together. <i>Withheld</i> means that too few patients stand behind a figure; it does not mean zero.</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Sites</th><th scope="col" class="n">Patients<br/>held out</th>${columns.map(({ head }) => html`<th scope="col" class="n">${head}</th>`)}</tr></thead>
${attributes.map(
  ({ name, groups }) =>
    html`<tbody><tr><th scope="rowgroup" colspan="${columns.length + 3}" class="attribute"><bdi>${name}</bdi></th></tr>${groups.map(
      ({ label, cell }) => html`<tr><th scope="row"><bdi>${label}</bdi></th>${row(cell, columns)}</tr>`,
    )}</tbody>`,
)}
</table></div>`;
}

function row(cell: PooledCell, columns: readonly Column[]): Markup {
  const { evaluation, sites, suppressed, empty } = cell;
  if (evaluation === undefined) {
    return html`<td colspan="${columns.length + 2}" class="withheld">withheld at ${suppressed === 1 ? 'the only site' : `all ${formatCount(suppressed)} sites`} where somebody may be: too few patients to tell apart</td>`;
  }
  const rest = [
    ...(suppressed > 0 ? [`withheld at ${formatCount(suppressed)}`] : []),
    ...(empty > 0 ? [`nobody at ${formatCount(empty)}`] : []),
  ];
  return html`<td>${formatCount(sites)}${rest.length === 0 ? null : html` <small>${rest.join(', ')}</small>`}</td><td class="n">${formatCount(evaluation.patients)}</td>${columns.map((column) => html`<td class="n">${column.cell(cell)}</td>`)}`;
}

function chart(attributes: readonly Attribute[], everyone: number | undefined): Markup | null {
  const groups = attributes.map(({ name, groups: own }) => ({ name, dots: own.map(dot) }));
  const drawn = groups.flatMap(({ name, dots }) => dots.map((d) => ({ name, ...d })));
  if (!drawn.some(({ value }) => value !== undefined)) return null;
  const words = drawn.map(
    ({ name, label, value, words: why }) => `${name} ${label}: ${value === undefined ? why : formatPercent(value)}`,
  );
  return renderDotChart({
    title: 'Accuracy by group',
    caption:
      'A dot is the accuracy in a group, its line the 95 % interval. Where lines overlap much, a difference may be chance.',
    description: `Accuracy by group. ${words.join('; ')}.`,
    groups,
    ...(everyone === undefined ? {} : { reference: { value: everyone, label: `everybody ${formatPercent(everyone)}` } }),
  });
}

function dot({ label, cell: { evaluation } }: Group): Dot {
  if (evaluation === undefined) return { label, words: 'withheld: too few patients' };
  const { accuracy, patients } = evaluation;
  if (accuracy === undefined) return { label, words: 'not reported' };
  return { label, value: accuracy, interval: wilsonInterval(accuracy, patients) };
}
