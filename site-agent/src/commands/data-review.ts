import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOption, wholeNumber } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, sha256Hex, systemClock } from '@consilium/core';
import { isReleasable, type PixelReason } from '@consilium/deidentify';
import { makePrivateFolder, PRIVATE_FILE_MODE, print } from '@consilium/host';
import { Command } from 'commander';
import type { DicomDescription } from '../connectors/dicom/dicom-connector.ts';
import { problemOf } from '../connectors/dicom/dicom-shelf.ts';
import type { SeenImage } from '../connectors/dicom/seen-images.ts';
import { requireSafeSource } from '../connectors/source-description.ts';
import { pngPicture } from '../pixels/picture.ts';
import { type PixelDecision, PixelRecords } from '../pixels/pixel-records.ts';
import { heldText } from '../pixels/reason-text.ts';
import { renderReview, type ReviewPicture } from '../pixels/review-page.ts';
import { lookAtImages } from './look-at-images.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

interface ReviewOptions {
  readonly release?: readonly string[];
  readonly reject?: readonly string[];
  readonly by?: string;
  readonly released?: boolean;
  readonly most: number;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** Pictures of a page: what a browser opens at once, and a person looks at in one go. */
const MOST_PICTURES = 50;
/** Digits of a key that name an image; a person may leave some away where the rest is enough. */
const ID_DIGITS = 16;
const LEAST_DIGITS = 8;

/** `consilium-site data review` */
export function reviewCommand(): Command {
  return new Command('review')
    .argument('<source>', 'name of a data set or source in sources.yaml, of type dicom')
    .option('--release <id...>', 'nothing in these images names anybody: studies may use them')
    .option('--reject <id...>', 'these images must not be used, also where they were released before')
    .option('--by <name>', 'the person who looked at them and decides; wanted with a decision')
    .option('--released', 'show those that were released, to look at them again')
    .option('--most <number>', 'pictures of a page at most', wholeNumber, MOST_PICTURES)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data review chest-ct\n  $ consilium-site data review chest-ct --release 3f1c09ab5577e012 --by "Dr Ada Lindt"\n',
    )
    .action(async (named: string, options: ReviewOptions) => {
      const source = dicomSource(options.folder, named);
      if (options.release === undefined && options.reject === undefined) await show(named, source, options);
      else await decide(named, source, options);
    });
}

function dicomSource(folder: SiteFolder, named: string): DicomDescription {
  folder.config();
  const source = folder.sources().entry(named)?.source;
  if (source === undefined) throw wrong(`sources.yaml says nothing of ${named}`);
  if (source.kind !== 'dicom') throw wrong(`${named} has no DICOM images: of other sources nothing is held back for its pixels`);
  requireSafeSource(source, folder.statePath);
  return source;
}

/** What stands of an image in a list. */
interface Listed {
  readonly id: string;
  readonly key: string;
  readonly reasons: readonly PixelReason[];
  readonly released: boolean;
}

async function show(dataset: string, source: DicomDescription, options: ReviewOptions): Promise<void> {
  const { folder, most, released: again = false } = options;
  const pictures: ReviewPicture[] = [];
  const waiting: Listed[] = [];
  const forNobody = new Map<PixelReason, number>();
  let [usable, releasedBefore] = [0, 0];
  await lookAtImages(source, folder.statePath, async (image) => {
    const { reasons, released } = image;
    if (released && reasons.length === 0) releasedBefore++;
    if (reasons.length === 0) usable++;
    else if (!isReleasable(reasons)) return countNobodys(forNobody, reasons);
    if (!(again ? released : reasons.length > 0)) return;
    const one = listed(image);
    waiting.push(one);
    if (pictures.length < most) pictures.push({ ...one, ...(await pictureOf(image)) });
  });
  const page = join(folder.path, 'review', `${encodeURIComponent(dataset)}.html`);
  writePage(
    page,
    pictures.length === 0 ? undefined : renderReview({ dataset, pictures, more: waiting.length - pictures.length }),
  );
  const result = {
    dataset,
    usable,
    released: releasedBefore,
    waiting: waiting.map(({ id, reasons, released }) => ({ id, reasons, released })),
    nobodys: Object.fromEntries(forNobody),
    ...(pictures.length === 0 ? {} : { page }),
  };
  print(options.json, result, () => [
    `${dataset}: ${usable} images may be used, ${releasedBefore} of them because a person released them`,
    ...[...forNobody].map(([reason, number]) => `  ${number} are held back, and no person can release them: ${heldText(reason)}`),
    ...(waiting.length === 0
      ? [again ? 'None was released.' : 'None waits for a person.']
      : [
          `${waiting.length} ${again ? 'were released' : 'wait for a person'}:`,
          ...waiting.map(({ id, reasons }) => `  ${id}  ${reasons.map(heldText).join('; ')}`),
          `The page with ${pictures.length} of them is ${page}. It may show names: nobody outside of this hospital may see it.`,
        ]),
  ]);
}

async function pictureOf(image: SeenImage): Promise<Pick<ReviewPicture, 'png' | 'width'>> {
  try {
    const pixels = await image.pixels();
    return { png: pngPicture(pixels), width: pixels.width };
  } catch (error) {
    // Throws what is about more than this image.
    problemOf(error);
    return { png: undefined, width: 0 };
  }
}

function countNobodys(counts: Map<PixelReason, number>, reasons: readonly PixelReason[]): void {
  for (const reason of reasons.filter((one) => !isReleasable([one]))) counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

async function decide(dataset: string, source: DicomDescription, options: ReviewOptions): Promise<void> {
  const { folder, by, release = [], reject = [] } = options;
  if (by === undefined) throw wrong('say who looked at the images and decides: --by');
  const all: Listed[] = [];
  await lookAtImages(source, folder.statePath, (image) => {
    all.push(listed(image));
  });
  const released = release.map((id) => imageOf(all, id));
  const rejected = reject.map((id) => imageOf(all, id));
  const both = released.find(({ key }) => rejected.some((other) => other.key === key));
  if (both !== undefined) throw wrong(`${both.id} is to be released and rejected`);
  const stuck = released.find(({ reasons }) => !isReleasable(reasons));
  if (stuck !== undefined)
    throw new ConsiliumError({
      code: 'PIXELS_UNCLEAR',
      message: `${stuck.id} is held back, and no person can release it: ${stuck.reasons
        .filter((reason) => !isReleasable([reason]))
        .map(heldText)
        .join('; ')}. Nothing was decided`,
    });
  const records = new PixelRecords(folder.statePath);
  const at = new Date(systemClock.now()).toISOString();
  const decisions = [
    ['released', released],
    ['rejected', rejected],
  ] as const;
  for (const [decision, images] of decisions) writeDown(folder, dataset, records, { decision, by, at }, images);
  const result = { dataset, by, released: released.map(({ id }) => id), rejected: rejected.map(({ id }) => id) };
  print(options.json, result, () => [
    `${by} has released ${released.length} and rejected ${rejected.length} images of ${dataset}.`,
    'A running agent takes it up when it reads the data next. Delete the page when nobody needs it any more.',
  ]);
}

function writeDown(
  folder: SiteFolder,
  dataset: string,
  records: PixelRecords,
  decision: PixelDecision,
  images: readonly Listed[],
): void {
  if (images.length === 0) return;
  const keys = [...new Set(images.map(({ key }) => key))].sort();
  folder.record(decision.by, {
    event: 'pixels.reviewed',
    dataset,
    decision: decision.decision,
    images: keys.length,
    which: sha256Hex(keys.map((key) => `${key}\n`).join('')),
  });
  for (const key of keys) records.decide(key, decision);
}

function listed({ key, reasons, released }: Omit<Listed, 'id'>): Listed {
  return { id: key.slice(0, ID_DIGITS), key, reasons, released };
}

function imageOf(images: readonly Listed[], id: string): Listed {
  const found = id.length < LEAST_DIGITS ? [] : images.filter(({ key }) => key.startsWith(id.toLowerCase()));
  const [one] = found;
  if (one === undefined)
    throw wrong(`${id} names no image of this source as it is now: run the command without a decision to see which there are`);
  if (found.length > 1) throw wrong(`${id} names ${found.length} images: say more of its digits`);
  return one;
}

/** @param content `undefined`: there is nothing to show, and what was shown before is over */
function writePage(path: string, content: string | undefined): void {
  try {
    rmSync(path, { force: true });
    if (content === undefined) return;
    makePrivateFolder(join(path, '..'));
    writeFileSync(path, content, { mode: PRIVATE_FILE_MODE });
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function wrong(message: string): ConsiliumError<'USAGE'> {
  return new ConsiliumError({ code: 'USAGE', message });
}
