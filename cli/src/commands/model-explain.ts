import { jsonOption, wholeNumber } from '@consilium/command-line';
import { say, printJson, standardError, table } from '@consilium/host';
import { NOT_APPROVED } from '@consilium/plan';
import {
  explainTable,
  hintsOf,
  type QuantityFormat,
  quantityFormats,
  renderExplanationPage,
  type RowExplanation,
  shownRow,
  type SourceOptions,
  type TableExplanation,
  withSourceOptions,
} from '@consilium/sim';
import { Command } from 'commander';
import { csvLine } from '../csv-line.ts';
import { openModel, requireOther } from '../open-model.ts';
import { requireFree, writeResultFile } from '../result-file.ts';

/** Columns of a table on the terminal; all stand in files. */
const COLUMNS_SHOWN = 12;
/** Rows that are shown one by one where a person has named them. */
const ROWS_SHOWN = 5;

interface ExplainOptions extends SourceOptions {
  readonly key?: string;
  readonly row?: readonly number[];
  readonly background?: string;
  readonly out?: string;
  readonly page?: string;
  readonly force?: true;
  readonly json?: boolean;
}

/** `consilium model explain` */
export function modelExplain(): Command {
  return withSourceOptions(new Command('explain'))
    .description(
      'Say which columns moved the predictions of a table, and how far: Shapley values, exact up to twelve columns; integrated gradients where there are series',
    )
    .argument('<folder>', 'folder with a model, with the results of a run, or of a dossier, which is verified first')
    .argument('<table>', 'CSV or Parquet file with the input columns of the plan')
    .option('--key <file>', 'public key of those who should have signed the dossier; no dossier is used without')
    .option('--row <line>', 'explain the row in this line, the header being line 1; again for more (default: all)', collected)
    .option(
      '--background <file>',
      'table whose rows predictions are compared with (default: 100 rows made from the ranges and codes of the plan)',
    )
    .option('--out <file>', 'where to write all values as CSV')
    .option('--page <file>', 'where to write a page with charts')
    .option('--force', 'write over files that are there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nWhat is written holds cells of the table: keep it where they may be.\n\nExample:\n  $ consilium model explain runs/latest new-patients.csv --row 2 --page why.html\n',
    )
    .action(async (folder: string, path: string, options: ExplainOptions) => {
      const force = options.force === true;
      const files = [options.out, options.page].filter((file) => file !== undefined);
      for (const file of files) {
        for (const read of [path, options.background]) if (read !== undefined) requireOther(file, read);
        requireFree(file, force);
      }
      const { model, dossier } = openModel(folder, options.key);
      if (dossier !== undefined) standardError.say(`${folder} is as it was signed: dossier ${dossier}`);
      const explanation = await explainTable(model, path, {
        ...(options.row === undefined ? {} : { lines: options.row }),
        ...(options.background === undefined ? {} : { background: options.background }),
        hints: hintsOf(options),
        told: (done, of) => standardError.interactive && standardError.live(`${done} of ${of} rows`),
      }).finally(() => standardError.clear());
      if (options.out !== undefined) writeResultFile(options.out, csvText(explanation), force);
      if (options.page !== undefined) writeResultFile(options.page, renderExplanationPage(explanation, model.plan), force);
      if (options.json === true)
        return printJson({ ...explanation, ...(dossier === undefined ? {} : { dossier }), notice: NOT_APPROVED });
      say(...linesOf(explanation, quantityFormats(model.plan), options.row !== undefined));
      // Beside what was found, not among it.
      standardError.say(...endLines(explanation, files));
    });
}

function collected(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(text)];
}

function linesOf(explanation: TableExplanation, formats: readonly QuantityFormat[], named: boolean): readonly string[] {
  const { rows, global } = explanation;
  const single = named || rows.length === 1 ? rows.slice(0, ROWS_SHOWN).flatMap((row) => rowLines(row, formats)) : [];
  const [first] = formats;
  if (rows.length === 1 || first === undefined) return single;
  return [
    ...single,
    ...(single.length === 0 ? [] : ['']),
    ...table(
      ['column', `mean effect on ${first.name}, in ${first.unit}`],
      global.slice(0, COLUMNS_SHOWN).map(({ column, values }) => [column, first.size(values[0] ?? 0)]),
      { align: ['left', 'right'], compact: true },
    ),
  ];
}

function rowLines(row: RowExplanation, formats: readonly QuantityFormat[]): readonly string[] {
  const shown = shownRow(row, formats);
  if (shown === undefined) return [];
  const { format, k, parts } = shown;
  const withError = parts.some(({ standardErrors }) => standardErrors !== undefined);
  return [
    `line ${row.row}: ${format.name} is ${format.value(row.output[k] ?? 0)}; what it is compared with has ${format.value(row.base[k] ?? 0)} on average`,
    ...table(
      ['column', 'value', `moves it by (${format.unit})`, ...(withError ? ['standard error'] : [])],
      parts
        .slice(0, COLUMNS_SHOWN)
        .map(({ column, cell, values, standardErrors }) => [
          column,
          cell,
          format.change(values[k] ?? 0),
          ...(withError ? [format.size(standardErrors?.[k] ?? 0)] : []),
        ]),
      { align: ['left', 'left', 'right', 'right'], compact: true },
    ),
  ];
}

function csvText({ rows, quantities }: TableExplanation): string {
  const header = ['row', 'column', 'cell', ...quantities, ...quantities.map((name) => `${name}_standard_error`)];
  const lines = rows.flatMap(({ row, base, parts }) => [
    [String(row), '', 'base', ...base.map(String), ...quantities.map(() => '0')],
    ...parts.map(({ column, cell, values, standardErrors }) => [
      String(row),
      column,
      cell,
      ...values.map(String),
      ...quantities.map((_, k) => String(standardErrors?.[k] ?? 0)),
    ]),
  ]);
  return `${[header, ...lines].map(csvLine).join('\n')}\n`;
}

function endLines({ rows, without, method, asked, background }: TableExplanation, files: readonly string[]): readonly string[] {
  const what = {
    exact: `all ${asked} coalitions`,
    sampled: `up to ${asked} sampled orders`,
    gradients: `gradients at ${asked} points`,
  }[method];
  const compared =
    background.kind === 'dictionary'
      ? `${background.rows} rows made from the plan`
      : `${background.rows} rows of the named table`;
  return [
    ...(files.length === 0 ? [] : [`Written: ${files.join(', ')}`]),
    `${rows.length} predictions explained by ${what}, compared with ${compared}; ${without.length} rows without a prediction; ${NOT_APPROVED}`,
  ];
}
