import type { SimpleEvent } from './events/event.ts';
import { realFft, inverseRealFft } from './numerics/fft.ts';
import { discretise, type GridLaw } from './laws/grid-law.ts';
import type { LossLaw } from './laws/loss-law.ts';
import { lossLawsOf } from './laws/loss-laws.ts';
import { cumulants, gridCost, type Outline, outlineOf, type Saddle, saddle } from './tilt.ts';
import { at, integerAt } from './numerics/float-array.ts';

/** Error that the grid may add to epsilon: a share of epsilon, and a floor. */
const GRID_RELATIVE = 2e-4;
const GRID_ABSOLUTE = 2e-5;
/** Share of delta that the cut tails of single steps may take: short tails keep the tilted law in one piece. */
const TAIL_SHARE = 2e-4;
/** Share of delta that the far end of the window, and what wraps around it, may take. */
const CUT_SHARE = 1e-6;
/** Largest transform; a finer grid than this allows is given up, never the bound. */
const MAX_CELLS = 2 ** 21;
const LEAST_CELLS = 64;
/** How often the grid is made four times as coarse before the numbers are given up. */
const MAX_COARSENINGS = 8;
/** A transform so small that a search for a smaller one costs more. */
const ENOUGH_CELLS = 2 ** 14;
/** Outcomes rarer than this in their logarithm have no effect on any bound reported. */
const NEGLIGIBLE = -60;
const ROUND_OFF = 2 ** -53;
const UNDERFLOW = 1e-290;
/** Largest exponent that a weight may have: beyond, masses would underflow and be lost from the bound. */
const MOST_EXPONENT = 600;
/** Error of one level of a transform, relative to the sum of magnitudes that goes in: a rotation and an addition, with room. */
const TRANSFORM_ERROR = 8 * ROUND_OFF;

interface Component {
  readonly law: LossLaw;
  readonly steps: number;
}

/**
 * An upper bound on epsilon at `delta` by privacy loss distributions, the larger of both directions; infinite if the numbers do not
 * allow one. All events must have a loss law.
 *
 * Method and error bounds: docs/proofs/accounting-pld.md.
 */
export function pldEpsilon(events: readonly SimpleEvent[], delta: number): number {
  const steps = events.reduce((sum, event) => sum + event.steps, 0);
  const tail = Math.max(1e-300, (TAIL_SHARE * delta) / steps);
  const laws = events.map((event) => ({ ...lossLawsOf(event, tail), steps: event.steps }));
  const present = directionEpsilon(
    laws.map(({ present: law, steps: n }) => ({ law, steps: n })),
    delta,
    0,
  );
  if (laws.every((law) => law.present === law.absent)) return present;
  return directionEpsilon(
    laws.map(({ absent: law, steps: n }) => ({ law, steps: n })),
    delta,
    present,
  );
}

/** Epsilon of one direction, or `known` if that is shown to be enough for it. */
function directionEpsilon(components: readonly Component[], delta: number, known: number): number {
  const logDelta = Math.log(delta);
  const outlines = components.map(({ law, steps }) => outlineOf(law, steps));
  const point = saddle(outlines, logDelta);
  if (known > 0 && chernoffCovers(outlines, point, known, logDelta)) return known;
  const supremum = components.reduce((sum, { law, steps }) => sum + law.supremum * steps, 0);
  const clip = (found: number): number => Math.max(known, Math.min(found, supremum * (1 + 1e-12)));
  // The approximation is good to a few per cent where many steps add up, and may be far off where few do: widen and repeat.
  for (let low = Math.max(0, 0.6 * point.mean); ; low = low < 1e-3 ? 0 : low / 2) {
    const found = windowEpsilon(components, outlines, point, delta, low, 1);
    if (found <= low && low > 0) continue;
    // Rare large losses put the estimate too high, and with it the tolerance: once more on a finer grid, knowing better.
    if (!(found > 0 && found < 0.8 * point.mean)) return clip(found);
    return clip(Math.min(found, windowEpsilon(components, outlines, point, delta, 0.9 * found, found / point.mean)));
  }
}

/**
 * Whether delta(epsilon) <= delta by the exponential Markov bound with the best constant (Canonne, Kamath and Steinke 2020, proof of
 * Proposition 12): log delta(epsilon) <= K(theta) - theta epsilon + theta log theta - (theta + 1) log(theta + 1).
 * A margin covers the quadrature error of the outline.
 */
function chernoffCovers(outlines: readonly Outline[], { theta }: Saddle, epsilon: number, logDelta: number): boolean {
  const margin = 0.01;
  return (
    cumulants(outlines, theta).k - theta * epsilon + theta * Math.log(theta) - (theta + 1) * Math.log1p(theta) < logDelta - margin
  );
}

/** A step of at most `step` on whose multiples all losses lie, where there is one: then nothing is spread, and the grid costs nothing. */
function onLattice(step: number, components: readonly Component[]): number {
  const lattice = components[0]?.law.lattice;
  if (lattice === undefined || components.some(({ law }) => law.lattice !== lattice)) return step;
  return lattice / Math.ceil(lattice / step);
}

/** The step of the grid, and the share of a panel that cells may be wide, that raise epsilon by no more than the tolerance. */
function chooseStep(
  outlines: readonly Outline[],
  { theta, mean, variance }: Saddle,
  finer: number,
): { step: number; share: number } {
  // Where the tilt is small, epsilon answers to a wider law by 1/deviation rather than by the tilt.
  const slack = Math.max(1e-4, (theta + 1) / (theta + 1 + 1 / Math.sqrt(variance)));
  const tolerance = slack * finer * (GRID_RELATIVE * Math.max(mean, 0) + GRID_ABSOLUTE);
  const steps = outlines.reduce((sum, outline) => sum + outline.steps, 0);
  // Fine enough even if every loss fell midway between two knots; then coarser while losses near knots allow it.
  let step = Math.sqrt((8 * tolerance) / ((theta + 1) * steps));
  while (2 * step * theta < 0.5 && gridCost(outlines, theta, 2 * step).step <= tolerance) step *= 2;
  return { step, share: Math.min(1, Math.sqrt(tolerance / 2 / gridCost(outlines, theta, step).panel)) };
}

interface GridComponent {
  readonly grid: GridLaw;
  readonly steps: number;
}

/** The part of the grid that a transform holds, and the tilt under which it is composed. */
interface Window {
  readonly theta: number;
  readonly cells: number;
  /** Index of the highest cell. */
  readonly top: number;
  /** Bound on the logarithm of the mass above it. */
  readonly logAbove: number;
}

/**
 * The smallest window over a few tilts. The saddle point is the best where the tilted law is a bell; where rare large losses make
 * it a bell with a distant tail, a smaller tilt keeps to the bell. Undefined if more than the largest transform is needed.
 */
function chooseWindow(
  grids: readonly GridComponent[],
  outlines: readonly Outline[],
  { theta }: Saddle,
  step: number,
  logCut: number,
  low: number,
): Window | undefined {
  let best: Window | undefined;
  for (const factor of [1, 0.8, 0.6, 0.45]) {
    best = windowAt(grids, outlines, theta * factor, step, logCut, low, best === undefined ? MAX_CELLS : best.cells / 2) ?? best;
    if (best !== undefined && best.cells <= ENOUGH_CELLS) return best;
  }
  return best;
}

function windowAt(
  grids: readonly GridComponent[],
  outlines: readonly Outline[],
  theta: number,
  step: number,
  logCut: number,
  low: number,
  most: number,
): Window | undefined {
  const { variance } = cumulants(outlines, theta);
  // For Markov's inequality on e^(tilt L), with the very masses that are composed.
  const upper = [1.02, 1.1, 1.25, 1.5, 2, 3, 5, 9].map((factor) => {
    const tilt = theta * factor + (factor - 1) / Math.sqrt(variance);
    return { tilt, k: grids.reduce((sum, { grid, steps }) => sum + steps * logMass(grid, tilt, step), 0) };
  });
  const reach = Math.min(...upper.map(({ tilt, k }) => (k - logCut) / tilt));
  const top = Math.ceil(Math.max(low, reach) / step) + 1;
  // Mass below the window re-enters it from above, damped by e^(-theta width), and mass far above from below, raised by as much.
  // Either only raises the bound, and must not by much.
  const tilts = [0, 0.5 * theta, theta, 2 * theta + 1, 1 / Math.sqrt(variance), 4 / Math.sqrt(variance), 8 / Math.sqrt(variance)];
  const lower = tilts.map((s) => ({ s, k: cumulants(outlines, -s).k }));
  for (let cells = LEAST_CELLS; cells <= most; cells *= 2) {
    const bottom = (top - cells) * step;
    const width = cells * step;
    const wrappedUp = Math.min(...lower.map(({ s, k }) => k + s * bottom)) - theta * width;
    const wrappedDown = Math.min(...upper.map(({ tilt, k }) => k - tilt * (low + width))) + theta * width;
    if (bottom < low - 2 * step && Math.max(wrappedUp, wrappedDown) < logCut) return { theta, cells, top, logAbove: logCut };
  }
  return undefined;
}

function logMass({ index, mass }: GridLaw, theta: number, step: number): number {
  let peak = 0;
  for (let i = 0; i < index.length; i++) peak = Math.max(peak, theta * step * integerAt(index, i));
  let sum = 0;
  for (let i = 0; i < index.length; i++) sum += at(mass, i) * Math.exp(theta * step * integerAt(index, i) - peak);
  // The floor keeps the result an upper bound where terms underflow.
  return peak + Math.log(sum + UNDERFLOW);
}

function windowEpsilon(
  components: readonly Component[],
  outlines: readonly Outline[],
  point: Saddle,
  delta: number,
  low: number,
  finer: number,
): number {
  const { step: first, share } = chooseStep(outlines, point, finer);
  let step = onLattice(first, components);
  let grids: readonly GridComponent[] = [];
  let window: Window | undefined;
  for (let attempt = 0; window === undefined; attempt++) {
    if (attempt === MAX_COARSENINGS) return Number.POSITIVE_INFINITY;
    grids = components.map(({ law, steps }) => ({ grid: discretise(law, step, share), steps }));
    window = chooseWindow(grids, outlines, point, step, Math.log(delta * CUT_SHARE), low);
    if (window === undefined) step *= 4;
  }
  const { theta, cells, top, logAbove } = window;
  const logAbs = new Float64Array(cells / 2 + 1);
  const angle = new Float64Array(cells / 2 + 1);
  const slack = new Float64Array(cells / 2 + 1);
  let logTotal = 0;
  let extra = 0;
  for (const { grid, steps } of grids) {
    const logZ = logMass(grid, theta, step);
    const tilted = new Float64Array(cells);
    for (let i = 0; i < grid.index.length; i++) {
      const knot = integerAt(grid.index, i);
      const cell = knot & (cells - 1);
      tilted[cell] = at(tilted, cell) + at(grid.mass, i) * Math.exp(theta * step * knot - logZ);
    }
    const { re, im } = realFft(tilted);
    // Every coefficient is a tree of log2(n) additions and rotations over masses that sum to one.
    const error = TRANSFORM_ERROR * (Math.log2(cells) + 2);
    for (let j = 0; j <= cells / 2; j++) {
      if (at(logAbs, j) + at(slack, j) < NEGLIGIBLE) continue;
      const abs = Math.hypot(at(re, j), at(im, j)) + 1e-300;
      const phase = Math.atan2(at(im, j), at(re, j));
      logAbs[j] = at(logAbs, j) + steps * Math.log(abs);
      angle[j] = at(angle, j) + steps * phase;
      slack[j] =
        at(slack, j) + steps * (Math.log1p(error / abs) + 4 * ROUND_OFF * (1 + Math.abs(phase) + Math.abs(Math.log(abs))));
    }
    logTotal += steps * logZ;
    extra += steps * grid.infinity;
  }
  const re = new Float64Array(cells / 2 + 1);
  const im = new Float64Array(cells / 2 + 1);
  let error = 0;
  let total = 0;
  for (let j = 0; j <= cells / 2; j++) {
    const bound = Math.exp(at(logAbs, j) + at(slack, j));
    if (at(logAbs, j) + at(slack, j) < NEGLIGIBLE) {
      error += 2 * bound;
      continue;
    }
    const abs = Math.exp(at(logAbs, j));
    re[j] = abs * Math.cos(at(angle, j));
    im[j] = abs * Math.sin(at(angle, j));
    error += 2 * (bound - abs);
    total += 2 * abs;
  }
  const composed = inverseRealFft(re, im);
  // Per cell: what the coefficients are off by, plus the inverse transform's own error.
  const perCell = (error + TRANSFORM_ERROR * (Math.log2(cells) + 2) * total) / cells;
  return walkDown(composed, { step, top, theta, low, perCell }, logTotal, delta - (extra + Math.exp(logAbove)) * (1 + 1e-9));
}

interface Walk {
  readonly step: number;
  readonly top: number;
  readonly theta: number;
  readonly low: number;
  readonly perCell: number;
}

/**
 * From the top of the window down, delta(epsilon) = sum over losses above epsilon of p (1 - e^(epsilon - loss)), until it exceeds
 * `allowed`; between two knots it is solved in closed form. Returns at most `low` when even there it does not.
 */
function walkDown(composed: Float64Array, { step, top, theta, low, perCell }: Walk, logTotal: number, allowed: number): number {
  const exponent = logTotal - theta * low;
  if (allowed <= 0 || Math.abs(exponent) > MOST_EXPONENT || (theta + 1) * (top * step - low) > MOST_EXPONENT)
    return Number.POSITIVE_INFINITY;
  const target = (allowed * (1 - 1e-9)) / Math.exp(exponent);
  const cells = composed.length;
  let sum = 0;
  let damped = 0;
  for (let i = top; i * step > low; i--) {
    const mass = Math.max(0, at(composed, ((i % cells) + cells) % cells)) + perCell;
    const above = i * step - low;
    if (sum - Math.exp(above) * damped > target) return low + Math.log((sum - target) / damped);
    sum += mass * Math.exp(-theta * above);
    damped += mass * Math.exp(-(theta + 1) * above);
  }
  return low + Math.log(Math.max(1, (sum - target) / damped));
}
