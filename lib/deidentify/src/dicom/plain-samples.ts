import { codedSamples } from './coded-samples.ts';
import { refusedDicom } from './dicom-error.ts';
import { cut } from './markers.ts';
import type { PixelDecoder } from './pixel-decoder.ts';
import type { PixelDescription } from './pixels.ts';
import { unpackedRuns } from './runs.ts';
import { transferSyntaxOf } from './transfer-syntax.ts';

/**
 * The stored values of an image of one frame, row by row, the samples of a pixel side by side; signs and bits that count for nothing are still in them.
 *
 * @throws ConsiliumError `DICOM_REFUSED` for a compression that is not unpacked here; `DICOM_INVALID`
 */
export async function plainSamples(said: PixelDescription, decode: PixelDecoder): Promise<Uint8Array | Uint16Array> {
  const { pixelData, transferSyntax, bitsAllocated, photometric } = said;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) throw refusedDicom('its pixels have neither 8 nor 16 bits');
  if (pixelData instanceof Uint8Array) {
    if (photometric === 'YBR_FULL_422') {
      if (said.columns % 2 === 1) throw refusedDicom('two pixels share their colours, and a row of it has an odd number');
      return withSharedColours(pixelData);
    }
    // A copy, not a view that would keep the whole file in memory.
    const samples = bitsAllocated === 8 ? new Uint8Array(pixelData) : littleEndian(pixelData);
    return said.samplesPerPixel === 3 && said.planarConfiguration === 1 ? sideBySide(samples) : samples;
  }
  if (transferSyntaxOf(transferSyntax)?.compression !== 'rle') {
    const { samples, isPlanar } = await codedSamples(said, decode);
    return isPlanar ? sideBySide(samples) : samples;
  }
  const [piece, ...more] = pixelData as readonly Uint8Array[];
  if (piece === undefined || more.length > 0) throw cut();
  const samples = unpackedRuns(piece, said);
  return said.samplesPerPixel === 3 ? sideBySide(samples) : samples;
}

function littleEndian(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, true));
}

/** Three planes, one after the other, as pixels. */
function sideBySide(planes: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  const count = planes.length / 3;
  const pixels = planes instanceof Uint16Array ? new Uint16Array(planes) : new Uint8Array(planes);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) pixels[3 * i + c] = planes[c * count + i] as number;
  return pixels;
}

/** Two brightnesses and the colours of both, four bytes, as two pixels (PS3.3, section C.7.6.3.1.2). */
function withSharedColours(bytes: Uint8Array): Uint8Array {
  const pairs = bytes.length >> 2;
  const pixels = new Uint8Array(6 * pairs);
  for (let i = 0; i < pairs; i++) {
    const [first = 0, second = 0, blue = 0, red = 0] = bytes.subarray(4 * i, 4 * i + 4);
    pixels.set([first, blue, red, second, blue, red], 6 * i);
  }
  return pixels;
}
