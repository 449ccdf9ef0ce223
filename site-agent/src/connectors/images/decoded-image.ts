import type { ImagePixels } from '@consilium/deidentify';

/** What a decoder makes of a file. */
export interface DecodedImage extends Pick<ImagePixels, 'width' | 'height' | 'channels' | 'pixels'> {
  /** The stored value of white; black is 0. */
  readonly white: number;
}

/** Most pixels of an image: the largest detectors of radiology have a third of them. In memory it takes up to six bytes of each. */
const MAX_PIXELS = 50_000_000;
/** Longest side: a line of pixels is no image, and to scale one to a square takes longer than all others together. */
const MAX_SIDE = 32_768;

/** Why a file is no image that is read, in words that quote nothing of it. Stays in this room: a source hands on the words. */
export class ImageFault extends Error {}

/** @throws ImageFault for an image without pixels, or with more than fit */
export function requirePixels(width: number, height: number): void {
  if (width < 1 || height < 1) throw new ImageFault('is an image without pixels');
  if (width > MAX_SIDE || height > MAX_SIDE)
    throw new ImageFault(`is an image of more than ${MAX_SIDE.toLocaleString('en')} pixels a side`);
  if (width * height > MAX_PIXELS) throw new ImageFault(`is an image of more than ${MAX_PIXELS.toLocaleString('en')} pixels`);
}
