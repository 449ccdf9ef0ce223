import { inflateRawSync } from 'node:zlib';
import { tokensOf } from '../../tokens/token.ts';
import { type Cleaning, cleanDicom } from '../clean-dicom.ts';
import type { DataSet, DicomFile } from '../elements.ts';
import type { CleaningOptions } from '../options.ts';
import { readDicom } from '../read-dicom.ts';
import { dateShiftsOf, uidMapOf } from '../uid-map.ts';
import { writeDicom } from '../write-dicom.ts';

/** What a deflated file may become in tests. */
const MOST_INFLATED = 1 << 20;

export function read(bytes: Uint8Array): DicomFile {
  return readDicom(bytes, { inflate: (deflated) => inflateRawSync(deflated, { maxOutputLength: MOST_INFLATED }) });
}

export const SAFE_HARBOR: CleaningOptions = { basis: 'safe-harbor', dates: 'removed', retain: new Set() };

/** What cleans images of a study, under a key that starts with this number. */
export function cleaningOf(options: Partial<CleaningOptions> = {}, study = 'lungs', key = 7): Cleaning {
  const siteKey = new Uint8Array(32).fill(key);
  return {
    options: { ...SAFE_HARBOR, ...options },
    tokens: tokensOf(siteKey, study, 'dicom'),
    uids: uidMapOf(siteKey, study),
    shifts: dateShiftsOf(siteKey, study),
  };
}

/** A file, cleaned and written, and what is read of it again. */
export function cleaned(
  bytes: Uint8Array,
  cleaning: Cleaning = cleaningOf(),
): { readonly bytes: Buffer; readonly dataset: DataSet } {
  const written = writeDicom(cleanDicom(read(bytes), cleaning));
  return { bytes: written, dataset: read(written).dataset };
}
