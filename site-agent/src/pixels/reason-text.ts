import type { PixelReason } from '@consilium/deidentify';

const TEXTS: Readonly<Record<PixelReason, string>> = {
  'burned-in': 'it says that text is in its pixels',
  'burned-in-unknown': 'text may be in its pixels, and it does not say that there is none',
  'modality-unknown': 'it does not say how it was taken',
  face: 'a face may be seen',
  'face-unknown': 'it does not say which part of the body it shows, and may show a face',
  'hidden-bits': 'something lies in bits that no pixel uses',
  'text-found': 'a program has found what looks like text in its pixels',
  'text-unchecked': 'no program has looked for text in its pixels yet ("data review" lets one look)',
  rejected: 'a person has found that it may not be used, or what was decided cannot be read',
};

/** Why an image waits, in words that follow "is held back:". They quote nothing of it. */
export function heldText(reason: PixelReason): string {
  return TEXTS[reason];
}
