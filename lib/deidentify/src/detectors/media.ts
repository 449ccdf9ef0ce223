import { byPattern, type Detector } from '../safe-harbor/detector.ts';

/** Recordings of voices, prints of fingers and the like, also as data or files. */
export const biometricDetector: Detector = byPattern(
  'biometric',
  'P',
  'a biometric',
  /\bdata:audio\/|\b(?:finger|voice|palm|iris|retina)[ -]?(?:print|scan|template)s?[:= ]+[^ ]{4,}|\bfmr\b.{0,8}20\b|[^ ]\.(?:wav|mp3|m4a|flac|ogg|wsq|fpt)$|^umlgr[a-z0-9+/=]{8,}|^rk1s[a-z0-9+/=]{12,}/,
);

/** Photographs and other images, also as data or files. */
export const photoDetector: Detector = byPattern(
  'photograph',
  'Q',
  'a photograph or image',
  /\bdata:(?:image|video)\/|^(?:\/9j\/|ivborw0kggo|r0lgod|uklgr[a-z0-9+/]{4,}|qk[0-9a-z]{2}[a-z0-9+/=]{20,})|[^ ]\.(?:jpe?g|png|gif|bmp|tiff?|heic|webp|dcm|mp4|mov)$/,
);
