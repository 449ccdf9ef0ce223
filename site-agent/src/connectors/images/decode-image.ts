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

/** The pixels of an image file; or why there are none, in words that quote nothing of it. */
export type FileDecoded = DecodedImage | { readonly fault: string };

/** Decodes image files, somewhere. Never throws for a file, and leaves nothing of one for the next. */
export type FileDecoder = (bytes: Uint8Array) => Promise<FileDecoded>;

/** {@link decodeImage}, whose faults are an answer: errors do not travel between threads. */
export async function decodeImageFile(bytes: Uint8Array, decode: PixelDecoder): Promise<FileDecoded> {
  try {
    return await decodeImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), decode);
  } catch (error) {
    if (error instanceof ImageFault) return { fault: error.message };
    throw error;
  }
}
