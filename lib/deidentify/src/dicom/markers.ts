import { invalidDicom } from './dicom-error.ts';

/** Start and end of an image, and start of a scan: JPEG and JPEG-LS (ISO/IEC 10918-1, table B.1). */
export const SOI = 0xffd8;
export const EOI = 0xffd9;
export const SOS = 0xffda;

/** The marker at a position. @throws ConsiliumError `DICOM_INVALID` where there is none */
export function markerAt(image: Uint8Array, at: number): number {
  if (at + 2 > image.length) throw cut();
  const marker = word(image, at);
  if (marker >>> 8 !== 0xff || marker === 0xff00) throw cut();
  return marker;
}

/** The length that the segment at a position says it has, its marker not counted. @throws ConsiliumError `DICOM_INVALID` */
export function lengthAt(image: Uint8Array, at: number): number {
  if (at + 4 > image.length) throw cut();
  const length = word(image, at + 2);
  if (length < 2) throw cut();
  return length;
}

/**
 * Where the next marker of JPEG or JPEG-LS stands: in data a byte 0xFF is followed by a stuffed one, or by a restart.
 *
 * @throws ConsiliumError `DICOM_INVALID` where there is none
 */
export function nextMarker(image: Uint8Array, from: number): number {
  for (let at = image.indexOf(0xff, from); at !== -1; at = image.indexOf(0xff, at + 1)) {
    const next = image[at + 1] ?? 0;
    if (next >= 0x80 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw cut();
}

export function cut(): ReturnType<typeof invalidDicom> {
  return invalidDicom('a compressed image in it is cut off or broken');
}

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
