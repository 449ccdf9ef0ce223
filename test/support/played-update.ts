import { seededRandom, uniform53 } from '@consilium/core';

/** An attempt of the one run of a test. */
export interface AttemptOf {
  readonly round: number;
  readonly attempt: number;
}

/** The update of a played site for an attempt: small whole numbers, the same whenever it is asked for, and no one else's. */
export function playedUpdate(parameters: number, site: string, { round, attempt }: AttemptOf, noise = ''): Int32Array {
  const random = seededRandom(`${site}/${round}/${attempt}/${noise}`);
  return Int32Array.from({ length: parameters }, () => Math.floor(uniform53(random) * 2000) - 1000);
}
