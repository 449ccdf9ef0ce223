import { type SecureRandom, secureRandom } from '@consilium/core';

/** Random as at hospitals, but for the waits between sessions, which would differ in two worlds. */
export function likeAtHospitals(): SecureRandom {
  const waits = { kind: 'secure', fill: (target: Uint8Array) => void target.fill(1) } as unknown as SecureRandom;
  return { kind: 'secure', fill() {}, fork: (label: string) => (label === 'backoff' ? waits : secureRandom()) } as SecureRandom;
}
