import { discreteGaussianLaw, discreteLaplaceLaw, MAX_LISTED_SIGMA } from './discrete-law.ts';
import type { SimpleEvent } from '../events/event.ts';
import { absentPiece, presentPiece } from './gaussian-law.ts';
import { laplaceLaw } from './laplace-law.ts';
import { gaussianShift } from './gaussian-profile.ts';
import type { LossLaw } from './loss-law.ts';
import { refuseParameter } from '../../parameter.ts';
import { normalUpperTail } from '../numerics/special-functions.ts';
import { truncationOf } from './truncation.ts';

/** The loss laws of one step in both directions; one object twice where they are equal. */
export interface LossLaws {
  readonly present: LossLaw;
  readonly absent: LossLaw;
}

const UNBOUNDED = Number.POSITIVE_INFINITY;

/**
 * Least noise, over the distance it hides, whose loss is put on a grid: below, the loss spans thousands and its law too many panels, so that
 * absurd parameters from outside would cost minutes.
 */
const LEAST_NOISE = 0.02;
const LEAST_LAPLACE_SCALE = 0.02;

/** Whether {@link lossLawsOf} has laws for `event`. */
export function hasLossLaw(event: SimpleEvent): boolean {
  switch (event.kind) {
    case 'zcdp':
      return false;
    case 'discrete-gaussian':
      return (event.dimension ?? 1) === 1 && event.sigma <= MAX_LISTED_SIGMA;
    case 'laplace':
    case 'poisson-laplace':
      return event.scale >= LEAST_LAPLACE_SCALE;
    case 'discrete-laplace':
      return true;
    default:
      return 1 / (gaussianShift(event) ?? 2 / event.noiseMultiplier) >= LEAST_NOISE;
  }
}

/**
 * The loss laws of a dominating pair of one step of `event` (docs/proofs/accounting-pld.md); tails of mass `tail` may be cut.
 * Only for events with {@link hasLossLaw}.
 */
export function lossLawsOf(event: SimpleEvent, tail: number): LossLaws {
  const shift = gaussianShift(event);
  if (shift !== undefined)
    return both({
      atoms: [],
      pieces: [presentPiece({ sigma: 1 / shift, rate: 1, weight: 1, tail })],
      supremum: UNBOUNDED,
      infinity: 0,
    });
  switch (event.kind) {
    case 'poisson-gaussian':
      return mixture([{ sigma: event.noiseMultiplier, rate: event.samplingRate, weight: 1 }], tail);
    case 'truncated-poisson-gaussian': {
      const { probability, room, rate } = truncationOf(event.datasetSize, event.samplingRate, event.maxBatchSize);
      const sigma = event.noiseMultiplier;
      return mixture(
        [
          { sigma, rate: event.samplingRate, weight: room },
          { sigma: sigma / 2, rate, weight: probability },
        ],
        tail,
      );
    }
    case 'fixed-size-gaussian': {
      const shape = { sigma: event.noiseMultiplier / 2, rate: event.sampleSize / event.datasetSize, weight: 1, tail, half: true };
      // Losses above zero come from one pair, below from the other; what neither has stays at zero.
      const rest = (1 - shape.rate) * (1 - 2 * normalUpperTail(0.5 / shape.sigma));
      return both({
        atoms: [{ loss: 0, mass: rest }],
        pieces: [presentPiece(shape), absentPiece(shape)],
        supremum: UNBOUNDED,
        infinity: 0,
      });
    }
    case 'laplace':
      return both(laplaceLaw(event.scale, 1, 'present'));
    case 'poisson-laplace':
      return {
        present: laplaceLaw(event.scale, event.samplingRate, 'present'),
        absent: laplaceLaw(event.scale, event.samplingRate, 'absent'),
      };
    case 'discrete-laplace':
      return both(discreteLaplaceLaw(event.scale, event.sensitivity));
    case 'discrete-gaussian':
      return both(discreteGaussianLaw(event.sigma, event.sensitivity, tail));
    default:
      refuseParameter('kind', event.kind, 'that of an event with a loss law');
  }
}

function both(law: LossLaw): LossLaws {
  return { present: law, absent: law };
}

function mixture(parts: readonly { sigma: number; rate: number; weight: number }[], tail: number): LossLaws {
  // A part rarer than what may be cut counts as infinite loss whole.
  const kept = parts.filter(({ weight }) => weight > tail);
  const infinity = parts.reduce((sum, { weight }) => sum + (weight > tail ? 0 : weight), 0);
  const law = (piece: typeof presentPiece): LossLaw => ({
    atoms: [],
    pieces: kept.map((part) => piece({ ...part, tail })),
    supremum: UNBOUNDED,
    infinity,
  });
  return { present: law(presentPiece), absent: law(absentPiece) };
}
