import { byPattern, type Detector } from '../safe-harbor/detector.ts';

/** Web addresses, with and without the scheme. */
export const urlDetector: Detector = byPattern(
  'web-address',
  'N',
  'a web address',
  /\b(?:https?|hxxps?|ftp|sftp|file|s3):\/\/|\bwww\.[a-z0-9-]+\.|(?:^|[ (])(?!.*@)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov|mil|info|io|health|hospital|care|de|ch|at|fr|uk|eu|ca|au)(?:\/[^ ]*)?(?:$|[ ),;?])/,
);

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const V4 = new RegExp(`(?:^|[^\\d.])${OCTET}(?:\\.${OCTET}){3}(?::\\d{1,5}|\\/\\d{1,2})?(?![\\d.])`);
const V6_WHOLE = /(?:^|[^0-9a-f:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![0-9a-f:])/;
const V6_SHORT =
  /(?:^|[^0-9a-f:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![0-9a-f:])|(?:^| )::(?:ffff:)?[0-9a-f.:]{2,}|(?:^| )(?:[0-9a-f]{1,4}:){1,6}:(?:$| |\/)/;

/** Addresses of the internet protocol. */
export const ipDetector: Detector = {
  rule: 'ip-address',
  letter: 'O',
  finds: 'an IP address',
  find: ({ lower }) => (V4.test(lower) || V6_WHOLE.test(lower) || V6_SHORT.test(lower) ? 'certain' : undefined),
};
