import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { fromUnknown, secureRandom } from '@consilium/core';
import {
  type Basis,
  BASES,
  DATE_TREATMENTS,
  type DateTreatment,
  DEFAULT_BASIS,
  requireCarried,
  RETAINED,
  type Retained,
} from '@consilium/deidentify';
import { print } from '@consilium/host';
import { Command, Option } from 'commander';
import { DicomFolder } from '../connectors/dicom/dicom-folder.ts';
import { exportImages, type ExportSummary, type LeftOut, makeOutFolder } from '../connectors/dicom/export-images.ts';
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
    .argument('<source>', 'folder of DICOM files, at any depth')
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
    .action((source: string, options: ExportOptions) => {
      const summary = exportDicom(source, options);
      print(options.json, { ...summary, out: options.out }, () => lines(summary, options));
    });
}

function exportDicom(
  source: string,
  { out, study, basis, dates, keep = [], defaced = false, leftOut, folder }: ExportOptions,
): ExportSummary {
  folder.config();
  const options = { basis, dates, retain: new Set(keep) };
  // Before a folder is made or anything is read.
  requireCarried(options);
  const images = new DicomFolder(source, folder.statePath);
  const made = makeOutFolder(out, source, folder.statePath);
  folder.record(userInfo().username, { event: 'images.exported', study, basis, dates, kept: [...options.retain] });
  const names = new TokenKeys(folder.statePath).images(study, secureRandom());
  const missing: LeftOut[] = [];
  const summary = exportImages(images, made, { options, ...names }, { defaced }, (one) => {
    if (leftOut !== undefined) missing.push(one);
  });
  if (leftOut !== undefined) writeList(leftOut, missing);
  return summary;
}

function writeList(path: string, missing: readonly LeftOut[]): void {
  try {
    // JSON by line: a name of a file may hold anything.
    writeFileSync(path, missing.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

const HOLDS: Readonly<Record<string, string>> = {
  'burned-in': 'they say that text is in the pixels',
  'burned-in-unknown': 'text may be in the pixels, and they do not say that there is none',
  'modality-unknown': 'they do not say how they were taken',
  face: 'a face may be seen (--defaced, where faces were removed)',
  'face-unknown': 'they do not say which part of the body they show, and may show a face (--defaced, where faces were removed)',
  'hidden-bits': 'an overlay lies in the pixels, or something in bits that no pixel uses',
};

function lines(
  { files, written, studies, repeated, held, heldFiles, refused }: ExportSummary,
  { out, leftOut }: ExportOptions,
): readonly string[] {
  return [
    `${files} files: ${written} cleaned images of ${studies} studies are in ${out}`,
    ...(repeated === 0 ? [] : [`  ${repeated} came again under the same UID, and were left out`]),
    ...(heldFiles === 0 ? [] : [`  ${heldFiles} were held back:`]),
    ...Object.entries(held).map(([reason, number]) => `    ${number}: ${HOLDS[reason] ?? reason}`),
    ...Object.entries(refused).map(([code, number]) => `  ${number} were refused: ${code}`),
    ...(leftOut === undefined ? [] : [`Which have no copy stands in ${leftOut}.`]),
    'No program knows whether a name is in the pixels: look at the copies before anybody else does.',
  ];
}
