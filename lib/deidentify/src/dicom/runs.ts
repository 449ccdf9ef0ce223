import { invalidDicom } from './dicom-error.ts';
import type { PixelDescription } from './pixels.ts';

const HEAD_BYTES = 64;

/**
 * Unpacks an image of runs (PS3.5, annex G): a head that says where each segment begins, then a segment for each byte of a pixel, the higher byte first.
 *
 * @returns the samples of all pixels, colour by colour
 * @throws ConsiliumError `DICOM_INVALID`
 */
export function unpackedRuns(
  image: Uint8Array,
  {
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
  }: Pick<PixelDescription, 'rows' | 'columns' | 'samplesPerPixel' | 'bitsAllocated'>,
): Uint8Array | Uint16Array {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const width = bitsAllocated / 8;
  const segments = samplesPerPixel * width;
  if (image.length < HEAD_BYTES || view.getUint32(0, true) !== segments) throw broken();
  const count = rows * columns;
  const samples = width === 1 ? new Uint8Array(count * samplesPerPixel) : new Uint16Array(count * samplesPerPixel);
  for (let i = 0; i < segments; i++) {
    const end = i + 1 < segments ? view.getUint32(8 + 4 * i, true) : image.length;
    const bytes = unpacked(image.subarray(view.getUint32(4 + 4 * i, true), end), count);
    const from = Math.floor(i / width) * count;
    const factor = width === 2 && i % 2 === 0 ? 256 : 1;
    for (let at = 0; at < count; at++) samples[from + at] = (samples[from + at] as number) + factor * (bytes[at] as number);
  }
  return samples;
}

function unpacked(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let made = 0;
  for (let at = 0; made < length; ) {
    const head = packed[at++];
    if (head === undefined) throw broken();
    if (head === 128) continue;
    const run = head < 128 ? head + 1 : 257 - head;
    const end = Math.min(length, made + run);
    if (head < 128) {
      if (at + end - made > packed.length) throw broken();
      bytes.set(packed.subarray(at, at + end - made), made);
      at += run;
    } else {
      const value = packed[at++];
      if (value === undefined) throw broken();
      bytes.fill(value, made, end);
    }
    made = end;
  }
  return bytes;
}

function broken(): ReturnType<typeof invalidDicom> {
  return invalidDicom('a compressed image in it is cut off or broken');
}
