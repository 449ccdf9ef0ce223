import { secureRandom } from '@consilium/core';
import { type Cleaning, dateShiftsOf, tokensOf, uidMapOf } from '@consilium/deidentify';

const KEY_BYTES = 32;

/** Where only pixels go on: what a head has in the place of names is under a key that nobody keeps. */
export function unkeptCleaning(): Cleaning {
  const key = new Uint8Array(KEY_BYTES);
  secureRandom().fill(key);
  return {
    options: { basis: 'safe-harbor', dates: 'removed', retain: new Set() },
    tokens: tokensOf(key, 'pixels', 'dicom'),
    uids: uidMapOf(key, 'pixels'),
    shifts: dateShiftsOf(key, 'pixels'),
  };
}
