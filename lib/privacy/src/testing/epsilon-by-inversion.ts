/**
 * An independent way to epsilon for tests: no grid, no discrete transform, no code of the accountant. With M(s) = E[e^(sL)] of the composed
 * privacy loss, delta(epsilon) = E[(1 - e^(epsilon - L))+] is (1 / 2 pi i) times the integral of M(s) e^(-s epsilon) / (s (s+1)) over the
 * line Re s = theta, for any theta > 0 (the inverse Laplace transform).
 */

/** The law A of the unsampled loss l with the record absent, as points; A[e^l] = 1. */
interface Base {
  readonly logWeight: readonly number[];
  readonly loss: readonly number[];
}

/**
 * Steps of one direction. With r = 1 - q + q e^l, E[e^(sL)] = A[r^a], a = s + 1 with the record present and -s with it absent; as A[r] = 1
 * it is one plus A[r^a - 1 - a (r - 1)]. `base` gets the largest order that its points must serve.
 */
export interface Steps {
  readonly count: number;
  readonly parts: readonly {
    readonly base: (order: number) => Base;
    readonly rate: number;
    readonly weight: number;
    readonly direction: 'present' | 'absent';
  }[];
}

/** 5-point Gauss-Legendre (Abramowitz and Stegun, table 25.4). */
const NODES = [-0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664] as const;
const WEIGHTS = [0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366, 0.236926885056189] as const;

function quadrature(low: number, high: number, panel: number, at: (x: number) => { logDensity: number; loss: number }): Base {
  const count = Math.ceil((high - low) / panel);
  const half = (high - low) / count / 2;
  const logWeight: number[] = [];
  const loss: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < 5; j++) {
      const point = at(low + (2 * i + 1 + NODES[j]!) * half);
      logWeight.push(point.logDensity + Math.log(WEIGHTS[j]! * half));
      loss.push(point.loss);
    }
  }
  return { logWeight, loss };
}

/** N(0, sigma^2), with N(1, sigma^2) for the record; from `from` on, or the whole line. */
export function gaussianBase(sigma: number, from?: number): (order: number) => Base {
  return (order) =>
    quadrature(from ?? -order - 13 * sigma, order + 13 * sigma, (sigma * Math.min(1, sigma)) / 14, (x) => ({
      logDensity: (-x * x) / (2 * sigma * sigma) - Math.log(sigma * Math.sqrt(2 * Math.PI)),
      loss: (2 * x - 1) / (2 * sigma * sigma),
    }));
}

/** Lap(0, b), with Lap(1, b) for the record. */
export function laplaceBase(scale: number): () => Base {
  const a = 1 / scale;
  const { logWeight, loss } = quadrature(-a, a, Math.min(1 / 16, a / 32), (l) => ({
    logDensity: -(a + l) / 2 - Math.log(4),
    loss: l,
  }));
  return () => ({ logWeight: [...logWeight, Math.log(0.5), Math.log(0.5) - a], loss: [...loss, -a, a] });
}

interface Points {
  readonly count: number;
  readonly parts: readonly {
    readonly logWeight: Float64Array;
    readonly weight: Float64Array;
    readonly log: Float64Array;
    readonly excess: Float64Array;
    /** log(r) - (r - 1). */
    readonly gap: Float64Array;
    readonly present: boolean;
  }[];
}

/** log(1 - q + q e^l). */
function mixed(l: number, rate: number): number {
  return l > 30 ? l + Math.log(rate + (1 - rate) * Math.exp(-l)) : Math.log1p(rate * Math.expm1(l));
}

function pointsOf({ count, parts }: Steps, order: number): Points {
  return {
    count,
    parts: parts.map(({ base, rate, weight, direction }) => {
      const all = base(order);
      const a = direction === 'present' ? order : 1 - order;
      // Points that carry nothing, neither as they are nor tilted, are left out.
      const tilted = all.loss.map((l, i) => all.logWeight[i]! + Math.max(0, a * mixed(l, rate)));
      const peak = tilted.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
      const kept = tilted.map((value) => value > Math.min(-4, peak) - 42);
      const logWeight = all.logWeight.filter((_, i) => kept[i]);
      const loss = all.loss.filter((_, i) => kept[i]);
      const shifted = Float64Array.from(logWeight, (w) => w + Math.log(weight));
      const excess = Float64Array.from(loss, (l) => rate * Math.expm1(l));
      const log = Float64Array.from(loss, (l, i) =>
        l > 30 ? l + Math.log(rate + (1 - rate) * Math.exp(-l)) : Math.log1p(excess[i]!),
      );
      const gap = excess.map((u, i) => {
        if (Math.abs(u) > 0.02) return log[i]! - u;
        let sum = 0;
        for (let k = 12; k >= 2; k--) sum += ((k % 2 === 0 ? -1 : 1) * u ** k) / k;
        return sum;
      });
      return { logWeight: shifted, weight: shifted.map(Math.exp), log, excess, gap, present: direction === 'present' };
    }),
  };
}

/** log of E[e^(sL)] at s = theta + i u, all steps together. */
function logTransform(laws: readonly Points[], theta: number, u: number): [re: number, im: number] {
  let [totalRe, totalIm] = [0, 0];
  for (const { count, parts } of laws) {
    let [re, im] = [0, 0];
    for (const { logWeight, weight, log, excess, gap, present } of parts) {
      const ar = present ? theta + 1 : -theta;
      const ai = present ? u : -u;
      for (let i = 0; i < log.length; i++) {
        const wr = ar * log[i]!;
        const wi = ai * log[i]!;
        if (wr * wr + wi * wi < 0.04) {
          // e^w - 1 - w by its series, then + a (log r - (r - 1)): no digit is lost where r is near one.
          let [tr, ti] = [0, 0];
          for (let k = 12; k >= 2; k--) {
            const [pr, pi] = [1 + tr, ti];
            tr = (pr * wr - pi * wi) / k;
            ti = (pr * wi + pi * wr) / k;
          }
          re += weight[i]! * (wr * tr - wi * ti + ar * gap[i]!);
          im += weight[i]! * (wr * ti + wi * tr + ai * gap[i]!);
        } else {
          const grown = Math.exp(logWeight[i]! + wr);
          re += grown * Math.cos(wi) - weight[i]! * (1 + ar * excess[i]!);
          im += grown * Math.sin(wi) - weight[i]! * ai * excess[i]!;
        }
      }
    }
    totalRe += (count * Math.log1p(2 * re + re * re + im * im)) / 2;
    totalIm += count * Math.atan2(im, 1 + re);
  }
  return [totalRe, totalIm];
}

/**
 * Epsilon of the composition at `delta` in this direction (0 if it is not positive), on which two lines of integration agree to seven digits;
 * undefined where none two do, because the transform falls too slowly.
 */
export function epsilonByInversion(steps: readonly Steps[], delta: number): number | undefined {
  const best = bestTilt(steps, Math.log(delta));
  let last: number | undefined;
  for (const factor of [1, 0.8, 0.6, 0.45, 0.3]) {
    const found = epsilonOnLine(steps, delta, factor * best.theta, best.bound);
    if (found !== undefined && last !== undefined && Math.abs(found - last) <= 1e-7 * last) return found;
    last = found;
  }
  return undefined;
}

/** Where Markov's inequality gives the least epsilon, roughly. */
function bestTilt(steps: readonly Steps[], logDelta: number): { theta: number; bound: number } {
  const boundAt = (x: number): number => {
    const theta = Math.exp(x);
    const laws = steps.map((part) => pointsOf(part, theta + 1));
    return (logTransform(laws, theta, 0)[0] - logDelta - Math.log1p(theta)) / theta - Math.log1p(1 / theta);
  };
  let best = Math.log(0.005);
  let bound = Number.POSITIVE_INFINITY;
  for (let x = best; x < Math.log(3000); x += 0.25) {
    const found = boundAt(x);
    if (found < bound) [best, bound] = [x, found];
    else if (found > 2 * bound + 1) break;
  }
  return { theta: Math.exp(best), bound };
}

const MOST_NODES = 20_000;

function epsilonOnLine(steps: readonly Steps[], delta: number, theta: number, bound: number): number | undefined {
  const laws = steps.map((part) => pointsOf(part, theta + 1));
  // Trapezoid rule: the tilted law repeats at distances of 2 pi / stride. Repetitions from below are damped by e^(-theta distance),
  // those from above by Markov's inequality at steeper tilts.
  const start = logTransform(laws, theta, 0)[0];
  const above = [1.3, 1.6, 2, 3].map((factor) => {
    const steeper = steps.map((part) => pointsOf(part, factor * theta + 1));
    return (logTransform(steeper, factor * theta, 0)[0] - start + 36) / ((factor - 1) * theta);
  });
  const stride = (2 * Math.PI) / Math.max((50 - 2 * Math.log(delta)) / theta, Math.min(...above));
  const nodes: { u: number; log: number; phase: number }[] = [];
  let peak = Number.NEGATIVE_INFINITY;
  for (let quiet = 0; quiet < 20; ) {
    if (nodes.length === MOST_NODES) return undefined;
    const u = nodes.length * stride;
    const [re, im] = logTransform(laws, theta, u);
    const log = re - Math.log(theta * theta + u * u) / 2 - Math.log((theta + 1) ** 2 + u * u) / 2;
    nodes.push({ u, log, phase: im - Math.atan2(u, theta) - Math.atan2(u, theta + 1) });
    peak = Math.max(peak, log);
    quiet = log < peak - 32 ? quiet + 1 : 0;
  }
  const deltaAt = (epsilon: number): number => {
    let sum = 0;
    for (const { u, log, phase } of nodes)
      sum += (u === 0 ? 0.5 : 1) * Math.exp(log - theta * epsilon) * Math.cos(phase - u * epsilon);
    return (stride * sum) / Math.PI;
  };
  if (deltaAt(0) <= delta) return 0;
  let [no, yes] = [0, Math.max(bound, 1e-9) * 1.01];
  for (let i = 0; i < 60; i++) {
    const middle = (no + yes) / 2;
    if (deltaAt(middle) <= delta) yes = middle;
    else no = middle;
  }
  return yes;
}
