import { chmodSync, mkdirSync, readdirSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { ConsiliumError, type ErrorCode, fromUnknown } from '@consilium/core';
import { blankFile, type Cleaning, cleanDicom, imageUids, type PixelReason, writeDicom } from '@consilium/deidentify';
import type { TextReader } from '../../pixels/text-reader.ts';
import type { DicomFolder } from './dicom-folder.ts';
import { IMAGE_CODES } from './image-codes.ts';
import type { Clearance, OpenedImage, PixelClearing } from './pixel-clearing.ts';

/** What became of the files of a folder. Numbers of a hospital's images: for people there. */
export interface ExportSummary {
  readonly files: number;
  readonly written: number;
  readonly studies: number;
  /** Images that another one of the same UID came before. */
  readonly repeated: number;
  /** Files held back for their pixels, by reason; one may have several. */
  readonly held: Readonly<Partial<Record<PixelReason, number>>>;
  readonly heldFiles: number;
  /** Copies of images in which no program has looked for text, for it cannot: of several frames, or compressed in a way that is not read here. */
  readonly unchecked: number;
  /** Files that were not taken, by code. */
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
}

/** What is no copy, and why: a path of this hospital, which may say a name. */
export interface LeftOut {
  readonly path: string;
  readonly why: string;
}

/** Who looks at pixels. */
export interface Looking {
  readonly clearing: PixelClearing;
  readonly reader: TextReader;
  /** Learns how many files are done. */
  readonly told: (done: number) => void;
}

/**
 * Writes a cleaned copy of every image of a folder that may be used, as `<study>/<image>.dcm` by their new UIDs. A file that is refused or held back costs the
 * others nothing.
 *
 * @param out a folder that is not there yet, or is empty
 * @param clearing says which may be used, and where they are blanked
 * @param leftOut learns of each file of which there is no copy
 * @throws ConsiliumError `USAGE`, `DISK_FULL`, `FILE_UNREADABLE`, `BASIS_REFUSED`
 */
export async function exportImages(
  source: DicomFolder,
  out: string,
  cleaning: Cleaning,
  { clearing, reader, told }: Looking,
  leftOut: (one: LeftOut) => void,
): Promise<ExportSummary> {
  const counts = { files: 0, written: 0, repeated: 0, heldFiles: 0, unchecked: 0 };
  const held: Partial<Record<PixelReason, number>> = {};
  const refused: Partial<Record<ErrorCode, number>> = {};
  const studies = new Set<string>();
  for (const path of source.files()) {
    counts.files++;
    try {
      told(counts.files);
      const image = source.read(path);
      // Before anybody looks for long at what is refused.
      cleanDicom(image.file, cleaning);
      const { reasons, regions, isUnchecked } = await looked(clearing, reader, image);
      const clean = cleanDicom(blankFile(image.file, regions), cleaning);
      if (reasons.length > 0) {
        counts.heldFiles++;
        for (const reason of reasons) held[reason] = (held[reason] ?? 0) + 1;
        leftOut({ path, why: reasons.join(' ') });
        continue;
      }
      const { study, instance } = imageUids(clean);
      const bytes = writeDicom(clean);
      if (!studies.has(study)) mkdirSync(join(out, study), { recursive: true, mode: 0o700 });
      studies.add(study);
      if (writeNew(join(out, study, `${instance}.dcm`), bytes)) {
        counts.written++;
        if (isUnchecked) counts.unchecked++;
      } else {
        counts.repeated++;
        leftOut({ path, why: 'repeated' });
      }
    } catch (error) {
      const { code } = fromUnknown(error);
      if (!IMAGE_CODES.has(code)) throw error;
      refused[code] = (refused[code] ?? 0) + 1;
      leftOut({ path, why: code });
    }
  }
  for (const study of studies) utimesSync(join(out, study), ...NO_TIME);
  return { ...counts, studies: studies.size, held, refused };
}

/**
 * A copy is there to be looked at: what a program cannot read is copied and counted, but where only its word would let the image through.
 */
async function looked(
  clearing: PixelClearing,
  reader: TextReader,
  image: OpenedImage,
): Promise<Pick<Clearance, 'reasons' | 'regions'> & { readonly isUnchecked: boolean }> {
  let clearance: Clearance;
  try {
    clearance = await clearing.look(image, reader);
  } catch (error) {
    if (!IMAGE_CODES.has(fromUnknown(error).code)) throw error;
    clearance = clearing.of(image);
  }
  const { reasons, regions } = clearance;
  const isUnchecked = reasons.length === 1 && reasons[0] === 'text-unchecked' && regions.length === 0;
  return { reasons: isUnchecked ? [] : reasons, regions, isUnchecked };
}

/** When a copy was written tells where its file stood among others, whose names may be those of patients. */
const NO_TIME = [0, 0] as const;

/** @returns false where there is such a file */
function writeNew(path: string, bytes: Uint8Array): boolean {
  try {
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 });
    utimesSync(path, ...NO_TIME);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    const { code, message } = fromUnknown(error, path);
    // It ends the export: it is no file of the source that cannot be read.
    throw new ConsiliumError({ code: code === 'FILE_UNREADABLE' ? 'STORE_FAILED' : code, message, cause: error });
  }
}

/**
 * Makes the folder for copies.
 *
 * @throws ConsiliumError `USAGE` for one that holds something, lies in or around the source, or in the folder of the agent
 */
export function makeOutFolder(path: string, source: string, stateFolder: string): string {
  const out = resolve(path);
  try {
    mkdirSync(out, { recursive: true, mode: 0o700 });
    if (readdirSync(out).length > 0) throw wrong(`${path} is not empty: copies go into a folder of their own`);
    const real = realpathSync(out);
    for (const other of [realpathSync(source), realpathSync(stateFolder)])
      if (isWithin(real, other) || isWithin(other, real)) throw wrong(`${path} lies in or around ${other}: name another folder`);
    chmodSync(real, 0o700);
    return real;
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function wrong(message: string): ConsiliumError<'USAGE'> {
  return new ConsiliumError({ code: 'USAGE', message });
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}
