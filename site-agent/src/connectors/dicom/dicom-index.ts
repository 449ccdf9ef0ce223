import { setImmediate } from 'node:timers/promises';
import { type ErrorCode, fromUnknown } from '@consilium/core';
import { type ImagePlace, imagePlaceOf } from '@consilium/deidentify';
import { stampNow } from '../images/image-folder.ts';
import { DicomFolder } from './dicom-folder.ts';
import { IMAGE_CODES } from './image-codes.ts';
import type { OpenedImage } from './pixel-clearing.ts';

/** By what a table names images. Where it names more than one, the middle slice of their series is meant. */
export const IMAGE_KEYS = ['instance', 'series', 'study', 'patient'] as const;
/** One of {@link IMAGE_KEYS}. */
export type ImageKey = (typeof IMAGE_KEYS)[number];

/** An image of a folder. */
export interface IndexedImage extends ImagePlace {
  readonly path: string;
}

interface Looked {
  readonly stamp: string;
  /** Of a file that is no image the code of what is wrong with it. */
  readonly found: IndexedImage | ErrorCode;
}

/** Where in a folder which image is. Its memory grows by a few hundred bytes with each file, whatever the size of the images. */
export class DicomIndex {
  readonly #root: string;
  readonly #stateFolder: string;
  #looked: ReadonlyMap<string, Looked> = new Map();
  #foldersPassedOver = 0;

  /** @param stateFolder the agent's own folder */
  constructor(root: string, stateFolder: string) {
    this.#root = root;
    this.#stateFolder = stateFolder;
  }

  /** Looks at every file that is new or has changed. @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` for the folder as a whole */
  async refresh(): Promise<void> {
    const folder = new DicomFolder(this.#root, this.#stateFolder);
    const looked = new Map<string, Looked>();
    this.#foldersPassedOver = 0;
    for (const path of this.#paths(folder)) {
      const stamp = stampIn(path);
      const before = this.#looked.get(path);
      looked.set(path, before?.stamp === stamp ? before : { stamp, found: lookAt(folder, path) });
      await setImmediate();
    }
    this.#looked = looked;
  }

  /** Images by what names them, each once: of copies of an image the first by path. What another patient's files say changes none of it. */
  by(key: ImageKey): ReadonlyMap<string, readonly IndexedImage[]> {
    const named = new Map<string, IndexedImage[]>();
    const seen = new Set<string>();
    for (const { found } of this.#looked.values()) {
      if (typeof found === 'string' || found[key] === '') continue;
      // An image without a UID is the copy of no other.
      const image = JSON.stringify([
        found.patient,
        found.study,
        found.series,
        found.instance === '' ? found.path : found.instance,
      ]);
      if (seen.has(image)) continue;
      seen.add(image);
      const others = named.get(found[key]);
      if (others === undefined) named.set(found[key], [found]);
      else others.push(found);
    }
    return named;
  }

  /** Reads an image of the folder again. @throws ConsiliumError as {@link DicomFolder.read} */
  read(path: string): OpenedImage {
    return new DicomFolder(this.#root, this.#stateFolder).read(path);
  }

  /** Differs when a file came, went or may have changed. */
  stamps(): ReadonlyMap<string, string> {
    return new Map([...this.#looked].map(([path, { stamp }]) => [path, stamp]));
  }

  /** The same of the folder as it is now. @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` for the folder as a whole */
  stampsNow(): ReadonlyMap<string, string> {
    const folder = new DicomFolder(this.#root, this.#stateFolder);
    return new Map([...this.#paths(folder)].map((path) => [path, stampIn(path)]));
  }

  /** What was passed over, in numbers, for people of the hospital. */
  notices(): readonly string[] {
    const codes = new Map<ErrorCode, number>();
    for (const { found } of this.#looked.values()) if (typeof found === 'string') codes.set(found, (codes.get(found) ?? 0) + 1);
    const files = [...codes].map(
      ([code, number]) => `${number} of ${this.#looked.size} files are no image that is taken: ${code}`,
    );
    const folders = this.#foldersPassedOver;
    return folders === 0
      ? files
      : [...files, `${folders} folders were passed over: they cannot be read, or lie too deep in others`];
  }

  /** A folder in it that cannot be listed is of few patients: it decides nothing about the others. */
  #paths(folder: DicomFolder): Iterable<string> {
    return folder.files(() => this.#foldersPassedOver++);
  }
}

/** Of a file that cannot be looked at always the same: it is of few patients too. */
function stampIn(path: string): string {
  try {
    return stampNow(path);
  } catch {
    return '';
  }
}

function lookAt(folder: DicomFolder, path: string): IndexedImage | ErrorCode {
  try {
    return { ...imagePlaceOf(folder.read(path).file), path };
  } catch (error) {
    const { code } = fromUnknown(error);
    if (!IMAGE_CODES.has(code)) throw error;
    return code;
  }
}
