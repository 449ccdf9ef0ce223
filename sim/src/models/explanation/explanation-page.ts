import { html, type Markup, renderPage } from '@consilium/pages';
import { NOT_APPROVED, type CompiledPlan } from '@consilium/plan';
import { renderSignedBars } from '../../report/charts/signed-bars.ts';
import { formatCount } from '../../report/format.ts';
import type { RowExplanation, TableExplanation } from './explain-table.ts';
import { quantityFormats, shownRow } from './quantity-format.ts';

/** Rows with a chart of their own, and columns of a chart; all stand in the CSV and JSON. */
const ROWS_SHOWN = 20;
const COLUMNS_SHOWN = 15;
const SHOWN_DIGITS = 16;

/** Explanations as a page: one file without a script. It holds cells of the explained rows. */
export function renderExplanationPage(explanation: TableExplanation, plan: CompiledPlan): string {
  const { rows, global } = explanation;
  const shown = rows.slice(0, ROWS_SHOWN);
  return renderPage({
    title: `${plan.document.title}: why`,
    kicker: `Explanation, ${NOT_APPROVED}`,
    heading: plan.document.title,
    lead: html`What moved each prediction of ${plan.document.data.target.column}, and how far. This page holds data of patients: keep it where they may be.`,
    main: html`${rows.length > 1 && renderGlobal(explanation, plan)}${shown.map((row) => renderRow(row, plan))}${
      rows.length > shown.length &&
      html`<section><p class="none">${formatCount(rows.length - shown.length)} more rows are explained in the table (<code>--out</code>) and with <code>--json</code>.</p></section>`
    }${renderReading(explanation, global.length)}`,
    footer: html`Model ${explanation.model.slice(0, SHOWN_DIGITS)}, plan ${explanation.plan.slice(0, SHOWN_DIGITS)}. This page loads nothing and runs no script.`,
  });
}

function renderGlobal({ global, rows, quantities }: TableExplanation, plan: CompiledPlan): Markup {
  const [format] = quantityFormats(plan);
  if (format === undefined) return html``;
  return html`<section aria-labelledby="columns"><h2 id="columns">What matters most</h2>${renderSignedBars({
    title: `Mean effect on ${format.name}, without its sign`,
    caption: `In ${format.unit}, over ${formatCount(rows.length)} predictions. A column far up moves many of them far, in either direction.`,
    description: `Mean effect of each column on ${quantities[0] ?? ''}`,
    bars: global.slice(0, COLUMNS_SHOWN).map(({ column, values }) => ({ label: column, value: values[0] ?? 0 })),
    format: format.size,
  })}${more(global.length)}</section>`;
}

function renderRow(row: RowExplanation, plan: CompiledPlan): Markup {
  const id = `row-${row.row}`;
  const shown = shownRow(row, quantityFormats(plan));
  if (shown === undefined) return html``;
  const { format, k, parts } = shown;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">Line ${row.row}: ${format.name} ${format.value(row.output[k] ?? 0)}</h2>${renderSignedBars(
    {
      title: `From ${format.value(row.base[k] ?? 0)} to ${format.value(row.output[k] ?? 0)}`,
      caption: `The model gives ${format.value(row.base[k] ?? 0)} on average to what the row is compared with. Each bar is how far a value of this row moves that, in ${format.unit}; together they make the prediction.`,
      description: `What each value of line ${row.row} adds to ${format.name}`,
      bars: parts.slice(0, COLUMNS_SHOWN).map(({ column, cell, values, standardErrors }) => ({
        label: `${column}${means(plan, column)}: ${cell}`,
        value: values[k] ?? 0,
        ...(standardErrors === undefined ? {} : { error: 2 * (standardErrors[k] ?? 0) }),
      })),
      format: format.change,
    },
  )}${more(parts.length)}</section>`;
}

/** What a plan says that a column holds. */
function means({ inputs }: CompiledPlan, column: string): string {
  const feature = inputs.find(({ name }) => name === column)?.feature;
  const description = feature !== undefined && 'description' in feature ? feature.description : undefined;
  return description === undefined ? '' : ` (${description})`;
}

function more(columns: number): Markup | false {
  return (
    columns > COLUMNS_SHOWN && html`<p class="note">${columns - COLUMNS_SHOWN} columns with smaller effects are not drawn.</p>`
  );
}

function renderReading({ method, asked, background }: TableExplanation, columns: number): Markup {
  const compared =
    background.kind === 'dictionary'
      ? `${background.rows} rows made of what the plan declares: numbers even over their ranges, codes equally often, notes without a term; no patient`
      : `${formatCount(background.rows)} rows of the table that was named with --background`;
  const how =
    method === 'gradients'
      ? `Integrated gradients of ${columns} columns, each step of a series being one: the gradient at ${asked} points of the way from the mean of what is compared with to the row (rule of Gauss and Legendre). What they miss of the prediction stands with --json (deltas).`
      : method === 'exact'
        ? `Shapley values of ${columns} columns by all ${formatCount(asked)} coalitions: no sampling, the same answer every time.`
        : `Shapley values of ${columns} columns by up to ${formatCount(asked)} sampled orders; the thin line on a bar is twice its standard error. The same row has the same answer every time.`;
  return html`<section aria-labelledby="reading"><h2 id="reading">How to read this</h2><dl class="questions">
<div><dt>What does a bar say?</dt><dd>How the model came to its number. Not what causes the disease, and not what would happen if the value were changed: columns that go together share what they say.</dd></div>
<div><dt>Compared with what?</dt><dd>${compared}. Compared with others, the bars are others.</dd></div>
<div><dt>How was it worked out?</dt><dd>${how} A category is one column, whatever number of inputs it has.</dd></div>
<div><dt>How sure is the model?</dt><dd>The bars do not say. Calibration and errors by group stand in the report of the run.</dd></div></dl>
<p class="note">Background SHA-256 ${background.sha256}.</p></section>`;
}
