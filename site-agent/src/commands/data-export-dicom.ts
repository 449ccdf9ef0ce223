import { existsSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, secureRandom } from '@consilium/core';
import {
  type Basis,
  BASES,
  DATE_TREATMENTS,
  type DateTreatment,
  DEFAULT_BASIS,
  type PixelReason,
  requireCarried,
  RETAINED,
  type Retained,
} from '@consilium/deidentify';
import { print, standardError } from '@consilium/host';
import { Command, Option } from 'commander';
import { DECODE } from '../connectors/codecs/codec-thread.ts';
import { DicomFolder } from '../connectors/dicom/dicom-folder.ts';
import { exportImages, type ExportSummary, type LeftOut, makeOutFolder } from '../connectors/dicom/export-images.ts';
import { PixelClearing, type PixelPlace } from '../connectors/dicom/pixel-clearing.ts';
import { PixelRecords } from '../pixels/pixel-records.ts';
import { heldText } from '../pixels/reason-text.ts';
import { TextReader } from '../pixels/text-reader.ts';
import { TokenKeys } from '../tokens/token-keys.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

interface ExportOptions {
  readonly out: string;
  readonly study: string;
  readonly basis: Basis;
  readonly dates: DateTreatment;
  readonly keep?: readonly Retained[];
  readonly defaced?: boolean;
  readonly leftOut?: string;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site data export-dicom` */
export function exportDicomCommand(): Command {
  return new Command('export-dicom')
    .argument(
      '<source>',
      'folder of DICOM files, at any depth; or the name of a source in sources.yaml, with what it says of blanked regions and faces',
    )
    .requiredOption('--out <folder>', 'where the copies go: a folder that is empty or not there yet')
    .requiredOption('--study <name>', 'the study: the same image has other UIDs in another one')
    .addOption(new Option('--basis <basis>', 'on what the use of the images is based').choices(BASES).default(DEFAULT_BASIS))
    .addOption(
      new Option('--dates <treatment>', 'dates and times: removed; shifted takes expert-determination, full takes identified')
        .choices(DATE_TREATMENTS)
        .default('removed'),
    )
    .addOption(
      new Option(
        '--keep <what...>',
        'keep more: descriptors, known words of descriptions; patient, sex, age up to 90, size, weight; uids, device and institution take expert-determination',
      ).choices(RETAINED),
    )
    .option(
      '--defaced',
      'faces were removed from the images of heads: without it, these and images that name no part of the body are held back',
    )
    .option('--left-out <file>', 'write down which files have no copy, and why; its paths may say names')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data export-dicom /data/chest-ct --study lung-nodules --out /tmp/cleaned --keep patient\n',
    )
    .action(async (source: string, options: ExportOptions) => {
      const summary = await exportDicom(source, options);
      print(options.json, { ...summary, out: options.out }, () => lines(summary, options));
    });
}

async function exportDicom(
  source: string,
  { out, study, basis, dates, keep = [], defaced = false, leftOut, folder }: ExportOptions,
): Promise<ExportSummary> {
  folder.config();
  const options = { basis, dates, retain: new Set(keep) };
  // Before a folder is made or anything is read.
  requireCarried(options);
  const place = placeOf(folder, source, defaced);
  const images = new DicomFolder(place.folder, folder.statePath);
  const made = makeOutFolder(out, place.folder, folder.statePath);
  folder.record(userInfo().username, { event: 'images.exported', study, basis, dates, kept: [...options.retain] });
  const names = new TokenKeys(folder.statePath).images(study, secureRandom());
  const missing: LeftOut[] = [];
  const reader = new TextReader();
  const clearing = new PixelClearing(new PixelRecords(folder.statePath), place, DECODE);
  const told = (done: number): void => {
    if (standardError.interactive) standardError.live(`${done} files`);
  };
  let summary: ExportSummary;
  try {
    summary = await exportImages(images, made, { options, ...names }, { clearing, reader, told }, (one) => {
      if (leftOut !== undefined) missing.push(one);
    });
  } finally {
    standardError.clear();
    await reader.close();
  }
  if (leftOut !== undefined) writeList(leftOut, missing);
  return summary;
}

/** A folder, or what a source of `sources.yaml` says of its own. @throws ConsiliumError `CONFIG_INVALID`, `USAGE` for a source of another kind */
function placeOf(folder: SiteFolder, named: string, defaced: boolean): PixelPlace & { readonly folder: string } {
  const source = existsSync(named) ? undefined : folder.sources().entry(named)?.source;
  if (source === undefined) return { folder: named, defaced };
  if (source.kind !== 'dicom')
    throw new ConsiliumError({
      code: 'USAGE',
      message: `${named} has no DICOM images: name a source of type dicom, or a folder`,
    });
  return { folder: source.folder, defaced: defaced || source.defaced, blank: source.blank };
}

function writeList(path: string, missing: readonly LeftOut[]): void {
  try {
    // JSON by line: a name of a file may hold anything.
    writeFileSync(path, missing.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function lines(
  { files, written, studies, repeated, held, heldFiles, unchecked, refused }: ExportSummary,
  { out, leftOut }: ExportOptions,
): readonly string[] {
  return [
    `${files} files: ${written} cleaned images of ${studies} studies are in ${out}`,
    ...(repeated === 0 ? [] : [`  ${repeated} came again under the same UID, and were left out`]),
    ...(unchecked === 0
      ? []
      : [
          `  in ${unchecked} of them no program has looked for text: they have several frames, or are compressed in a way that it does not read`,
        ]),
    ...(heldFiles === 0 ? [] : [`  ${heldFiles} were held back:`]),
    ...Object.entries(held).map(
      ([reason, number]) =>
        `    ${number}: ${heldText(reason as PixelReason)}${reason.startsWith('face') ? ' (--defaced, where faces were removed)' : ''}`,
    ),
    ...Object.entries(refused).map(([code, number]) => `  ${number} were refused: ${code}`),
    ...(leftOut === undefined ? [] : [`Which have no copy stands in ${leftOut}.`]),
    'No program knows whether a name is in the pixels: look at the copies before anybody else does.',
  ];
}
