import { mixtureLoss, unmixedLoss } from './gaussian-law.ts';
import type { LossLaw } from './loss-law.ts';

/** Panels over the range of the unsampled loss; the density falls by a factor e^-1 per two units of it. */
const PANELS = 64;

/**
 * The loss of a Poisson-subsampled Laplace release with scale b (in units of the sensitivity) and rate q. Under A = Lap(0, b)
 * the unsampled loss l has mass 1/2 at -1/b, e^(-1/b)/2 at 1/b, and density e^(-(1/b + l)/2)/4 between; the mixture has
 * 1 - q + q e^l times that.
 */
export function laplaceLaw(scale: number, rate: number, direction: 'present' | 'absent'): LossLaw {
  const a = 1 / scale;
  const present = direction === 'present';
  const sign = present ? 1 : -1;
  const ends = [
    { l: -a, logMass: 0 },
    { l: a, logMass: -a },
  ];
  return {
    // Exponents together, here and below: e^l alone may overflow where the product does not.
    atoms: ends.map(({ l, logMass }) => ({
      loss: sign * mixtureLoss(l, rate),
      mass: 0.5 * Math.exp(logMass + (present ? mixtureLoss(l, rate) : 0)),
    })),
    pieces: [
      {
        from: -a,
        to: a,
        panel: Math.min(1 / 8, (2 * a) / PANELS),
        sample: (t, out) => {
          const l = sign * t;
          const loss = mixtureLoss(l, rate);
          out[0] = 0.25 * Math.exp((present ? loss : 0) - (a + l) / 2);
          out[1] = sign * loss;
        },
        at: (loss) => sign * unmixedLoss(sign * loss, rate),
        below: 0,
        above: 0,
      },
    ],
    supremum: sign * mixtureLoss(sign * a, rate),
    infinity: 0,
  };
}
