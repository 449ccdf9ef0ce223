const IMAGE = '1.2.840.10008.5.1.4.1.1.';

/** Storage classes of plain images: what is empty may stay empty (type 2). */
const PLAIN =
  '1 1.1 1.1.1 1.2 1.2.1 1.3 1.3.1 2 3.1 4 6.1 7 7.1 7.2 7.3 7.4 12.1 12.2 20 77.1.1 77.1.2 77.1.4 77.1.5.1 77.1.5.2 128 481.1';
/** Those with functional groups, which want a value where plain images do with an empty element (type 1). */
const ENHANCED = '2.1 2.2 4.1 4.3 4.4 6.2 12.1.1 12.2.1 13.1.1 13.1.3 77.1.5.4 128.1 130';

const CLASSES: ReadonlyMap<string, 'plain' | 'enhanced'> = new Map([
  ...PLAIN.split(' ').map((last) => [`${IMAGE}${last}`, 'plain'] as const),
  ...ENHANCED.split(' ').map((last) => [`${IMAGE}${last}`, 'enhanced'] as const),
]);

/**
 * What an image of this class wants of elements that the table treats by their type; `undefined` for what is no image that is taken: documents,
 * reports, plans of radiation, waveforms, videos, whole slides with their labels, private classes.
 */
export function imageClass(sopClass: string): 'plain' | 'enhanced' | undefined {
  return CLASSES.get(sopClass);
}
