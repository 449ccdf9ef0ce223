import type { SimpleEvent } from './events/event.ts';
import { OUTWARD } from './laws/gaussian-profile.ts';
import { logMomentOf } from './laws/log-moment.ts';

/** Orders minus one at which the search starts: dense where subsampled and unsampled mechanisms have their optimum. */
const FIRST_ORDER_MINUS_ONE = 1e-4;
const LAST_ORDER_MINUS_ONE = 1e7;
const COARSE_FACTOR = 1.6;

/**
 * Epsilon at `delta` of a composition by Renyi differential privacy: at every order the log moments add up (Mironov 2017,
 * Proposition 1), and the best order is searched on a geometric grid and refined by golden section. Shares no code with the
 * privacy loss distributions.
 *
 * @param events checked and flattened, at least one
 */
export function rdpEpsilon(events: readonly SimpleEvent[], delta: number): number {
  const moments = events.map((event) => ({ steps: event.steps, of: logMomentOf(event) }));
  const logDelta = Math.log(delta);
  const total = (theta: number): number => moments.reduce((sum, { steps, of }) => sum + steps * of(theta), 0);
  const at = (logTheta: number): number => {
    const theta = Math.exp(logTheta);
    return convert(total(theta), theta, logDelta);
  };
  let best = Math.log(FIRST_ORDER_MINUS_ONE);
  let bestValue = Number.POSITIVE_INFINITY;
  const stride = Math.log(COARSE_FACTOR);
  for (let x = best; x <= Math.log(LAST_ORDER_MINUS_ONE); x += stride) {
    const value = at(x);
    if (value < bestValue) [best, bestValue] = [x, value];
    // Beyond the optimum the bound only grows, and moments of high order cost most.
    else if (value > 2 * bestValue + 1) break;
  }
  return Math.max(0, leastBySection(at, best - stride, best + stride));
}

/**
 * Epsilon from a log moment K = (alpha - 1) RDP(alpha), theta = alpha - 1, by the tight conversion: Canonne, Kamath and
 * Steinke 2020, "The discrete Gaussian for differential privacy", Proposition 12 (equally Balle et al. 2020, "Hypothesis
 * testing interpretations and Renyi differential privacy", Theorem 21):
 * epsilon = RDP + log(1 - 1/alpha) - (log delta + log alpha) / (alpha - 1).
 */
function convert(logMoment: number, theta: number, logDelta: number): number {
  const epsilon = (logMoment - logDelta - Math.log1p(theta)) / theta - Math.log1p(1 / theta);
  return epsilon + OUTWARD * (Math.abs(epsilon) + (Math.abs(logDelta) + logMoment) / theta);
}

/** The least value that golden section finds. */
function leastBySection(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let c = b - ratio * (b - a);
  let d = a + ratio * (b - a);
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 2e-4) {
    if (fc < fd) {
      [b, d, fd] = [d, c, fc];
      c = b - ratio * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + ratio * (b - a);
      fd = f(d);
    }
  }
  return Math.min(fc, fd);
}
