import type { ReleaseParameters } from './derive-release.ts';

/**
 * The delta of publishing every sampled patient whole, without noise: the chance of being sampled at least once in so many steps,
 * 1 - (1 - q)^T. A delta at or above it is met by a mechanism that hides nobody it touches, at epsilon 0.
 */
export function deltaOfSamplingAlone({ samplingRate, rounds, stepsPerRound }: Sampling): number {
  return -Math.expm1(rounds * stepsPerRound * Math.log1p(-samplingRate));
}

type Sampling = Pick<ReleaseParameters, 'samplingRate' | 'rounds' | 'stepsPerRound'>;

/** A sentence for people whose delta does what the noise should do; else `undefined`. */
export function deltaWarning(parameters: Sampling & Pick<ReleaseParameters, 'target'>): string | undefined {
  const alone = deltaOfSamplingAlone(parameters);
  const { delta } = parameters.target;
  if (delta < alone) return undefined;
  return (
    `Delta ${delta} is not below ${alone.toPrecision(2)}, the chance that a patient is ever sampled: whatever epsilon says, ` +
    'the noise may be as good as none, and a patient who is sampled may be read whole. Take a far smaller delta.'
  );
}
