import type { PixelDecoder } from '@consilium/deidentify';
import { type DecodedImage, ImageFault } from './decoded-image.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodePng } from './png.ts';
import { decodeTiff } from './tiff.ts';

type Decode = (bytes: Buffer, decode: PixelDecoder) => DecodedImage | Promise<DecodedImage>;

/** Formats by their first bytes: a name says nothing. */
const FORMATS: readonly { readonly magic: string; readonly decode: Decode }[] = [
  { magic: '89504e470d0a1a0a', decode: decodePng },
  { magic: 'ffd8ff', decode: decodeJpeg },
  { magic: '49492a00', decode: decodeTiff },
  { magic: '4d4d002a', decode: decodeTiff },
];

/** The pixels of an image file, and nothing else of it. @param decode unpacks JPEG @throws ImageFault */
export async function decodeImage(bytes: Buffer, decode: PixelDecoder): Promise<DecodedImage> {
  const format = FORMATS.find(({ magic }) => bytes.subarray(0, magic.length / 2).toString('hex') === magic);
  if (format === undefined) throw new ImageFault('is no PNG, JPEG or TIFF file');
  return await format.decode(bytes, decode);
}
