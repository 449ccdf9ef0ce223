import type { Randomness } from '@consilium/core';
import { requireInteger } from '../parameter.ts';
import { decodeSum } from '../encoding/decode-sum.ts';
import { encodeUpdate } from '../encoding/encode-update.ts';
import type { Grid } from '../encoding/grid.ts';
import { createPatientSum } from '../encoding/patient-sum.ts';

/** Which of the real encodings an audit runs. */
export interface ReleaseUnderAudit {
  readonly grid: Grid;
  /** `'patients'`: integer sums of patients; `'update'`: one whole update per site. */
  readonly path: 'patients' | 'update';
  /** h: the sites whose noise the attacker cannot subtract. */
  readonly honestContributors: number;
  /** Other patients beside the canary at each site (`'patients'`); the attacker knows their vectors. @default 2 */
  readonly otherPatients?: number;
}

/** Canaries are this many clips long before clipping, so that a missing clip cannot go unnoticed. */
const CANARY_LENGTH = 8;

/**
 * The path of a release (clip, quantise, noise, encode, add modulo 2^32, decode) on two worst-case neighbours that both exist.
 * `'patients'`: the first honest site has, or has not, one record whose vector has the full clip in a random direction.
 * `'update'`: one record turns the update of that site into its opposite. Returns what
 * {@link auditMechanism} runs: the decoded sum projected on that direction, in multiples of the clip.
 *
 * @throws PARAMETER_INVALID when the number of sites or patients is out of range, or the path does not fit the grid.
 */
export function releaseUnderAudit(
  options: ReleaseUnderAudit,
  random: Randomness,
): (withRecord: boolean, random: Randomness) => number {
  const { grid, path } = options;
  const sites = requireInteger('honestContributors', options.honestContributors, 1, 1000);
  const others = requireInteger('otherPatients', options.otherPatients ?? 2, 0, 1000);
  const direction = (): Float32Array => randomDirection(grid.dimension, random);
  const canary = direction();
  const opposite = scaled(canary, -1);
  const known = Array.from({ length: sites }, () => Array.from({ length: others }, direction));
  const sum = new Int32Array(grid.dimension);
  const decoded = new Float64Array(grid.dimension);
  const weight = grid.clip * grid.maxWeight;

  const releaseOf = (site: readonly Float32Array[], record: Float32Array | undefined, stream: Randomness): Int32Array => {
    if (path === 'update')
      return encodeUpdate(scaled(record ?? opposite, CANARY_LENGTH * grid.clip), grid, { weight: grid.maxWeight }, stream);
    const patients = createPatientSum(grid.dimension, grid);
    for (const vector of site) patients.add(scaled(vector, grid.clip));
    if (record !== undefined) patients.add(scaled(record, CANARY_LENGTH * grid.clip));
    return patients.release(stream);
  };

  return (withRecord, stream) => {
    sum.fill(0);
    for (let k = 0; k < sites; k++) {
      const words = releaseOf(known[k] as Float32Array[], withRecord && k === 0 ? canary : undefined, stream);
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (words[i] as number);
    }
    decodeSum(sum, grid, decoded);
    let projection = 0;
    for (let i = 0; i < decoded.length; i++) projection += (decoded[i] as number) * (canary[i] as number);
    return projection / weight;
  };
}

/** A direction of norm 1 up to rounding: the same size in every coordinate, where truncation costs most, with random signs. */
function randomDirection(dimension: number, random: Randomness): Float32Array {
  const signs = new Uint8Array(dimension);
  random.fill(signs);
  return Float32Array.from(signs, (byte) => (1 - 2 * (byte & 1)) / Math.sqrt(dimension));
}

function scaled(vector: Float32Array, factor: number): Float32Array {
  return vector.map((x) => x * factor);
}
