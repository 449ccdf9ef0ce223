import type { ImagePixels } from '@consilium/deidentify';
import { encode } from 'fast-png';
import { resampled } from '../datasets/resample.ts';
import { greyPicture } from './grey-views.ts';

/** Longer side of a picture at most: the letters of a screen can be read, and a page with dozens of pictures can be opened. */
const LARGEST_SIDE = 1536;

/** An image as a PNG file that people look at: all of it, in grey from the darkest to the brightest that many pixels have, or in its colours. Nothing else of the image is in the file. */
export function pngPicture(image: Omit<ImagePixels, 'cleared'>): Buffer {
  const { channels } = image;
  const shown = channels === 1 ? greyPicture(image).pixels : (image.pixels as Uint8Array);
  const scale = Math.min(1, LARGEST_SIDE / Math.max(image.width, image.height));
  if (scale === 1) return Buffer.from(encode({ width: image.width, height: image.height, channels, depth: 8, data: shown }));
  const size = {
    width: Math.max(1, Math.round(scale * image.width)),
    height: Math.max(1, Math.round(scale * image.height)),
    channels,
  };
  const smaller = resampled({ ...image, pixels: shown, slope: 1, intercept: 0, cleared: false }, size);
  return Buffer.from(encode({ ...size, depth: 8, data: Uint8Array.from(smaller, Math.round) }));
}
