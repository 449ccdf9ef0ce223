import { jsonOption } from '@consilium/command-line';
import { printJson, say, standardError } from '@consilium/host';
import { NOT_APPROVED } from '@consilium/plan';
import { hintsOf, predictTable, type SourceOptions, type TablePredictions, withSourceOptions } from '@consilium/sim';
import { Command } from 'commander';
import { csvLine } from '../csv-line.ts';
import { openModel, requireOther } from '../open-model.ts';
import { requireFree, writeResultFile } from '../result-file.ts';

/** Problems that are said one by one on the terminal; all are in the predictions. */
const SAID = 10;

interface PredictOptions extends SourceOptions {
  readonly key?: string;
  readonly out?: string;
  readonly force?: true;
  readonly json?: boolean;
}

/** `consilium model predict` */
export function modelPredict(): Command {
  return withSourceOptions(new Command('predict'))
    .description('Predict the rows of a table, read and encoded as the hospitals of the study do')
    .argument('<folder>', 'folder with a model, with the results of a run, or of a dossier, which is verified first')
    .argument('<table>', 'CSV or Parquet file with the input columns of the plan; other columns are not looked at')
    .option('--key <file>', 'public key of those who should have signed the dossier; no dossier is used without')
    .option('--out <file>', 'where to write the predictions as CSV (default: standard output)')
    .option('--force', 'write over predictions that are there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nA row that the plan leaves out has no prediction, and says why in the column problem.\n\nExample:\n  $ consilium model predict runs/latest new-patients.csv --out predictions.csv\n  $ consilium model predict runs/latest export.csv --delimiter semicolon --decimal comma\n  $ consilium model predict heart-dossier new-patients.csv --key release.key.pub\n',
    )
    .action(async (folder: string, table: string, options: PredictOptions) => {
      const force = options.force === true;
      if (options.out !== undefined) {
        requireOther(options.out, table);
        requireFree(options.out, force);
      }
      const { model, dossier } = openModel(folder, options.key);
      if (dossier !== undefined) standardError.say(`${folder} is as it was signed: dossier ${dossier}`);
      const predictions = await predictTable(model, table, hintsOf(options));
      const lines = csvLines(predictions);
      if (options.out !== undefined) writeResultFile(options.out, `${lines.join('\n')}\n`, force);
      const { target } = model.plan.document.data;
      if (options.json === true) {
        printJson({
          plan: model.plan.hash,
          model: model.origin.sha256,
          ...(dossier === undefined ? {} : { dossier }),
          target: target.column,
          ...predictions,
          notice: NOT_APPROVED,
        });
      } else if (options.out === undefined) {
        say(...lines);
      }
      // Beside the predictions, not among them.
      standardError.say(...summaryLines(predictions, options.out));
    });
}

function csvLines({ columns, rows }: TablePredictions): readonly string[] {
  const withClass = rows.some(({ predicted }) => predicted !== undefined);
  const header = ['row', ...columns, ...(withClass ? ['predicted'] : []), 'problem'];
  const body = rows.map(({ row, values, predicted, troubles }) => [
    String(row),
    ...columns.map((_, i) => (values === undefined ? '' : String(values[i]))),
    ...(withClass ? [predicted ?? ''] : []),
    troubles.map(troubleText).join('; '),
  ]);
  return [header, ...body].map(csvLine);
}

function troubleText({ column, problem }: { readonly column: string; readonly problem: string }): string {
  return column === '' ? problem : `column ${column}: ${problem}`;
}

function summaryLines({ rows, outOfRange }: TablePredictions, out: string | undefined): readonly string[] {
  const without = rows.filter(({ values }) => values === undefined).length;
  const troubled = rows.filter(({ troubles }) => troubles.length > 0);
  const more = troubled.length > SAID ? [`... and ${troubled.length - SAID} more rows; all are in the column problem`] : [];
  return [
    ...troubled.slice(0, SAID).map(({ row, troubles }) => `row ${row}: ${troubles.map(troubleText).join('; ')}`),
    ...more,
    ...Object.entries(outOfRange).map(([column, count]) => `column ${column}: ${count} values cut to the range of the plan`),
    `${out === undefined ? '' : `${out}: `}${rows.length - without} predictions, ${without} rows without one; ${NOT_APPROVED}`,
  ];
}
