import { jsonOption } from '@consilium/command-line';
import { DEFAULT_BASIS } from '@consilium/deidentify';
import { print, table } from '@consilium/host';
import { Command } from 'commander';
import { isConsiliumError } from '@consilium/core';
import { sourceText } from '../connectors/source-description.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { attestedText } from './attested-text.ts';
import { basisText } from './data-text.ts';
import { folderOption } from './options.ts';
import { readLog } from './read-audit.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site data list` */
export function listCommand(): Command {
  return new Command('list')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const catalog = options.folder.catalog();
      const listed = catalog.entries.map((entry) => ({ ...entry, changed: changeOf(options.folder, entry) }));
      print(options.json, listed, () => listed.flatMap(lines));
    });
}

function lines(entry: DatasetEntry & { readonly changed: string | undefined }): readonly string[] {
  const {
    dataset,
    population,
    heldOut,
    patientColumn,
    patients,
    source,
    studies,
    attested,
    changed,
    basis = DEFAULT_BASIS,
  } = entry;
  return [
    `${dataset}: ${sourceText(source)} for ${studies.join(', ')}; patients by ${patientColumn}, about ${patients}; population ${population}, ${heldOut} of its patients held out; ${basisText(basis)}`,
    `  ${attestedText(attested)}`,
    ...(changed === undefined ? [] : [`  NOT USED: ${changed}`]),
  ];
}

/** Why a data set is not used as sources.yaml stands; undefined where it is. @throws ConsiliumError `FILE_UNREADABLE` */
export function changeOf(folder: SiteFolder, entry: DatasetEntry): string | undefined {
  try {
    folder.catalog().sourceOf(entry);
    return undefined;
  } catch (error) {
    if (isConsiliumError(error, 'SOURCE_CHANGED') || isConsiliumError(error, 'CONFIG_INVALID')) return error.message;
    throw error;
  }
}

/** Hex digits of a hash that are shown. */
const SHOWN_DIGITS = 12;

/** `consilium-site data history` */
export function historyCommand(): Command {
  return new Command('history')
    .argument('<name>', 'name of the data set at this site')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data history cardiology\n')
    .action((name: string, { folder, json }: { folder: SiteFolder; json?: boolean }) => {
      const reads = readsOf(folder, folder.catalog().named(name).dataset);
      print(json, reads, () =>
        reads.length === 0
          ? [`No run has read ${name} yet.`]
          : table(
              ['when', 'plan', 'rows', 'content', 'since the read before'],
              reads.map(({ at, plan, rows, content, changed }) => [
                at,
                plan.slice(0, SHOWN_DIGITS),
                String(rows),
                content.slice(0, SHOWN_DIGITS),
                changed ? 'CHANGED' : '',
              ]),
            ),
      );
    });
}

/** One reading of a data set. */
interface Read {
  readonly at: string;
  readonly plan: string;
  readonly rows: number;
  readonly content: string;
  /** Whether the source held something else when it was read before. */
  readonly changed: boolean;
}

function readsOf(folder: SiteFolder, dataset: string): readonly Read[] {
  const reads: Read[] = [];
  readLog(folder, [], (entry) => {
    if (entry.event !== 'data.read' || entry['dataset'] !== dataset) return;
    // The catalogue of events has checked every field of an entry.
    const { at, plan, rows, content } = entry as unknown as Omit<Read, 'changed'>;
    const before = reads.at(-1)?.content;
    reads.push({ at, plan, rows, content, changed: before !== undefined && before !== content });
  });
  return reads;
}
