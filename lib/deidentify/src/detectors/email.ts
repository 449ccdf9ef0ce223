import { byPattern, type Detector } from '../safe-harbor/detector.ts';

/** E-mail addresses, also with the signs spelled out. */
export const emailDetector: Detector = byPattern(
  'e-mail-address',
  'F',
  'an e-mail address',
  /[a-z0-9._%+-]+ ?(?:@|\(at\)|\[at\]|\{at\}| at ) ?[a-z0-9-]+(?: ?(?:\.|\(dot\)|\[dot\]| dot ) ?[a-z0-9-]+)*(?: ?(?:\.|\(dot\)|\[dot\]| dot ) ?[a-z]{2,})\b/,
);
