import type { ImageProblem } from '@consilium/deidentify';
import type { IndexedImage } from './dicom-index.ts';

/**
 * The middle one of several slices: by their positions along the normal where all say them, else by their numbers. Names of files, and the order in which they lie
 * in a folder, say nothing of it.
 */
export function middleSlice(images: readonly IndexedImage[]): IndexedImage | ImageProblem {
  if (new Set(images.map(({ patient }) => patient)).size > 1) return { problem: 'names images of several patients' };
  if (new Set(images.map(({ series }) => series)).size > 1)
    return { problem: 'names images of several series: name one by its UID (by: series)' };
  const order = placesOf(images, 'position') ?? placesOf(images, 'number');
  const middle = order?.[Math.floor((images.length - 1) / 2)];
  return middle ?? { problem: 'names images that do not say in which order they are' };
}

/** Undefined where one does not say it, or two say the same. */
function placesOf(images: readonly IndexedImage[], by: 'position' | 'number'): readonly IndexedImage[] | undefined {
  const places = images.map((image) => image[by]);
  if (places.includes(undefined) || new Set(places).size < places.length) return undefined;
  return [...images].sort((a, b) => (a[by] as number) - (b[by] as number));
}
