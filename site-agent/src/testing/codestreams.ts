import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { ctSlice, dicomFile, type MadeElement } from '@consilium/testing/dicom';

export const ROWS = 36;
export const COLUMNS = 40;

/** What was compressed: as many bits a sample, and whether they have a sign. */
const IMAGES = {
  grey8: { bits: 8, sign: 0, samples: 1 },
  grey12: { bits: 12, sign: 0, samples: 1 },
  signed16: { bits: 16, sign: 1, samples: 1 },
  colour8: { bits: 8, sign: 0, samples: 3 },
} as const;

/** A stream as programs of others made it (test/interop/dicom/compress.py). */
export interface Codestream {
  readonly what: string;
  readonly image: keyof typeof IMAGES;
  /** Of the transfer syntax. */
  readonly syntax: string;
  readonly photometric: string;
  readonly stream: Buffer;
}

type Written = Omit<Codestream, 'what' | 'stream'> & { readonly stream: string };

/** One image of each kind that is decoded. */
export const CODESTREAMS: readonly Codestream[] = Object.entries(
  JSON.parse(readFileSync(join(ROOT, 'site-agent/src/testing/codestreams.json'), 'utf8')) as Record<string, Written>,
).map(([what, written]) => ({ ...written, what, stream: Buffer.from(written.stream, 'base64') }));

/** The numbers that were compressed, the samples of a pixel side by side. */
export function madeSamples(image: Codestream['image']): readonly number[] {
  const values: number[] = [];
  for (let y = 0; y < ROWS; y++)
    for (let x = 0; x < COLUMNS; x++) {
      const slope = 40 * x + 60 * y + ((7 * x + 13 * y) % 8);
      if (image === 'grey12') values.push(slope);
      else if (image === 'signed16') values.push(9 * slope - 9000);
      else if (image === 'grey8') values.push(slope >> 4);
      else values.push(slope >> 4, 255 - (slope >> 4), 3 * x + 3 * y);
    }
  return values;
}

/** A CT slice of the stream, which means what was compressed; or of another one in its place. */
export function compressedSlice(
  { image, syntax, photometric, stream }: Codestream,
  more: readonly MadeElement[] = [],
  pieces: readonly Uint8Array[] = [stream],
): Buffer {
  const { bits, sign, samples } = IMAGES[image];
  const even = pieces.map((piece) => (piece.length % 2 === 0 ? piece : Buffer.concat([piece, Buffer.of(0)])));
  const said: readonly MadeElement[] = [
    [0x0028_0002, 'US', [samples]],
    [0x0028_0004, 'CS', photometric],
    ...(samples === 3 ? [[0x0028_0006, 'US', [0]] as const] : []),
    [0x0028_0010, 'US', [ROWS]],
    [0x0028_0011, 'US', [COLUMNS]],
    [0x0028_0100, 'US', [bits === 8 ? 8 : 16]],
    [0x0028_0101, 'US', [bits]],
    [0x0028_0102, 'US', [bits - 1]],
    [0x0028_0103, 'US', [sign]],
    [0x0028_1052, 'DS', '0'],
    [0x0028_1053, 'DS', '1'],
    [0x7fe0_0010, 'OB', { fragments: [new Uint8Array(0), ...even] }],
  ];
  const elements = [...said.filter(([tag]) => !more.some(([other]) => other === tag)), ...more];
  return dicomFile(ctSlice({ more: elements }), { syntax });
}
