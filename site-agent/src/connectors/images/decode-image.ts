import { type DecodedImage, ImageFault } from './decoded-image.ts';
import { decodePng } from './png.ts';

/** Formats by their first bytes: a name says nothing. */
const FORMATS: readonly { readonly magic: string; readonly decode: (bytes: Buffer) => DecodedImage }[] = [
  { magic: '89504e470d0a1a0a', decode: decodePng },
];

/** The pixels of an image file, and nothing else of it. @throws ImageFault */
export function decodeImage(bytes: Buffer): DecodedImage {
  const format = FORMATS.find(({ magic }) => bytes.subarray(0, magic.length / 2).toString('hex') === magic);
  if (format === undefined) throw new ImageFault('is no PNG file');
  return format.decode(bytes);
}
