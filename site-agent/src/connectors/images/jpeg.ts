import { fromUnknown } from '@consilium/core';
import { jpegHead, type PixelDecoder, silentJpeg } from '@consilium/deidentify';
import { type DecodedImage, ImageFault, requirePixels } from './decoded-image.ts';

/**
 * Decodes a JPEG file: grey or colour, of 8 bits, in one turn or in several. EXIF and everything else that cameras and programs write beside pixels is gone before
 * the decoder sees it; in which direction somebody held the camera is not looked at.
 *
 * @throws ImageFault
 */
export async function decodeJpeg(bytes: Buffer, decode: PixelDecoder): Promise<DecodedImage> {
  const { head, stream } = readable(bytes);
  const { width, height, samples, process } = head;
  requirePixels(width, height);
  if ((process !== 'sequential' && process !== 'progressive') || head.bits !== 8)
    throw new ImageFault('is a JPEG file of a kind that cameras do not write, which is not read');
  if (samples !== 1 && samples !== 3)
    throw new ImageFault('is a JPEG file with other than one or three colours, which is not read');
  const decoded = await decode({ codec: 'jpeg', stream, width, height, samples, bits: 8, toRgb: samples === 3 });
  if ('problem' in decoded) throw new ImageFault(PROBLEMS[decoded.problem]);
  const { samples: pixels } = decoded;
  if (pixels.length !== width * height * samples) throw new ImageFault(PROBLEMS.broken);
  return { width, height, channels: samples, pixels, white: 255 };
}

const PROBLEMS = {
  broken: 'is a damaged JPEG file',
  slow: 'is a JPEG file that takes too long to be decoded',
  large: 'is a JPEG file that takes too much memory to be decoded',
} as const;

function readable(bytes: Buffer): { readonly head: ReturnType<typeof jpegHead>; readonly stream: Uint8Array } {
  try {
    return { head: jpegHead(bytes), stream: silentJpeg(bytes) };
  } catch (error) {
    if (fromUnknown(error).code !== 'DICOM_INVALID') throw error;
    throw new ImageFault(PROBLEMS.broken);
  }
}
