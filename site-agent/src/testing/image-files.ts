import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { madeSamples } from './codestreams.ts';

type Made = 'grey8' | 'grey16' | 'colour8' | 'colour16';

/** A file as programs of others wrote it (test/interop/dicom/image_files.py). */
export interface MadeFile {
  readonly what: string;
  readonly image: Made;
  readonly file: Buffer;
}

export const IMAGE_FILES: readonly MadeFile[] = Object.entries(
  JSON.parse(readFileSync(join(ROOT, 'site-agent/src/testing/image-files.json'), 'utf8')) as Record<
    string,
    { readonly image: Made; readonly file: string }
  >,
).map(([what, { image, file }]) => ({ what, image, file: Buffer.from(file, 'base64') }));

export function imageFile(what: string): Buffer {
  const found = IMAGE_FILES.find((one) => one.what === what);
  if (found === undefined) throw new TypeError(what);
  return found.file;
}

/** The numbers that were written. */
export function writtenSamples(image: Made): readonly number[] {
  if (image === 'grey16') return madeSamples('grey12').map((value) => 16 * value);
  if (image === 'colour16') return madeSamples('colour8').map((value) => 257 * value);
  return madeSamples(image);
}
