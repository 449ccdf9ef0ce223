import { invalidDicom, refusedDicom } from './dicom-error.ts';
import { type DataSet, numbersOf } from './elements.ts';
import type { PixelDescription } from './pixels.ts';

/** What says how long the table of red, green or blue is, and the table itself. */
const TABLES = [
  [0x0028_1101, 0x0028_1201],
  [0x0028_1102, 0x0028_1202],
  [0x0028_1103, 0x0028_1203],
] as const;

/**
 * Red, green and blue of pixels that are numbers of colours (PS3.3, sections C.7.6.3.1.5 and C.7.6.3.1.6); of colours of 16 bits the higher 8.
 *
 * @param stored as said, the lowest value of all that there can be as 0
 * @throws ConsiliumError `DICOM_REFUSED` for a palette in segments, `DICOM_INVALID`
 */
export function palettePixels(stored: Uint8Array | Uint16Array, dataset: DataSet, said: PixelDescription): Uint8Array {
  const lowest = said.pixelRepresentation === 1 ? -(2 ** (said.bitsStored - 1)) : 0;
  const pixels = new Uint8Array(3 * stored.length);
  for (const [c, tags] of TABLES.entries()) {
    const { first, colours } = tableOf(dataset, tags);
    const last = colours.length - 1;
    // What lies before or behind the table has its first or last colour.
    for (const [i, value] of stored.entries())
      pixels[3 * i + c] = colours[Math.min(last, Math.max(0, value + lowest - first))] as number;
  }
  return pixels;
}

function tableOf(
  dataset: DataSet,
  [said, data]: readonly [number, number],
): { readonly first: number; readonly colours: Uint8Array } {
  const table = dataset.get(data);
  const [length = -1, first = 0, bits = 0] = numbersOf(dataset.get(said)) ?? [];
  // A table of 65,536 says 0, for which there is room in 16 bits.
  const entries = length === 0 ? 65_536 : length < 0 ? length + 65_536 : length;
  if (table?.kind !== 'value') throw refusedDicom('it has no palette, or one in segments, which is not read');
  const { bytes } = table;
  const isPacked = bits === 8 && bytes.length >= entries && bytes.length < 2 * entries;
  if ((bits !== 8 && bits !== 16) || (!isPacked && bytes.length < 2 * entries))
    throw invalidDicom('its palette is shorter than it says');
  const high = bits === 16 ? 1 : 0;
  const colours = Uint8Array.from({ length: entries }, (_, i) => (isPacked ? bytes[i] : bytes[2 * i + high]) as number);
  return { first, colours };
}
