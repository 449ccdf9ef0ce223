import { logGamma, LOG_SQRT_2PI } from '../numerics/special-functions.ts';

/** Relative amount by which the binomial tails are rounded outward: far above the error of their terms, which is about 1e-13. */
const TAIL_OUTWARD = 1e-9;

/** How a batch cap changes Poisson sampling: with `probability` the batch is full, and the record then sits in it with `rate`. */
export interface Truncation {
  /** P(at least `maxBatchSize` of the other records are drawn). */
  readonly probability: number;
  /** One minus that: P(the batch has room). Both are rounded up, as neither kind of batch need be the dearer one. */
  readonly room: number;
  /** P(the record is in the batch | the batch was full without it), replacing another record. */
  readonly rate: number;
}

/**
 * The numbers of {@link Truncation}, rounded up (Chua et al. 2024, "Scalable DP-SGD: shuffling vs. Poisson subsampling",
 * arXiv 2411.04205, section 4: with S ~ Bin(n-1, q) other records, P(S >= B), and E[q B / (S+1) | S >= B]).
 */
export function truncationOf(datasetSize: number, samplingRate: number, maxBatchSize: number): Truncation {
  const others = datasetSize - 1;
  if (maxBatchSize > others) return { probability: 0, room: 1, rate: samplingRate };
  if (samplingRate === 1) return { probability: 1, room: 0, rate: maxBatchSize / datasetSize };
  const probability = binomialUpperTail(others, samplingRate, maxBatchSize);
  if (probability === 0) return { probability: 0, room: 1, rate: samplingRate };
  // sum over s >= B of P(Bin(n-1) = s) q / (s+1) = P(Bin(n) >= B+1) / n
  const joint = (binomialUpperTail(datasetSize, samplingRate, maxBatchSize + 1) * maxBatchSize) / datasetSize;
  return {
    probability: Math.min(1, probability * (1 + TAIL_OUTWARD)),
    room: Math.min(1, 1 - probability * (1 - TAIL_OUTWARD)),
    rate: Math.min(samplingRate, (joint / probability) * (1 + TAIL_OUTWARD)),
  };
}

/** P(Bin(n, q) >= k) for 1 <= k <= n and q < 1, summed from its largest term. */
function binomialUpperTail(n: number, q: number, k: number): number {
  const mean = n * q;
  if (k <= mean) return 1 - lowerSum(n, q, k - 1, binomialMass(n, q, k - 1));
  let term = binomialMass(n, q, k);
  let sum = term;
  for (let j = k; j < n && term > 1e-18 * sum; j++) {
    term *= ((n - j) / (j + 1)) * (q / (1 - q));
    sum += term;
  }
  return sum;
}

function lowerSum(n: number, q: number, k: number, first: number): number {
  let term = first;
  let sum = term;
  for (let j = k; j > 0 && term > 1e-18 * sum; j--) {
    term *= (j / (n - j + 1)) * ((1 - q) / q);
    sum += term;
  }
  return sum;
}

/**
 * P(Bin(n, q) = k) for q < 1 by the saddle-point expansion, in which nothing large cancels (Loader 2000, "Fast and accurate computation of
 * binomial probabilities").
 */
function binomialMass(n: number, q: number, k: number): number {
  if (k === 0) return Math.exp(n * Math.log1p(-q));
  if (k === n) return Math.exp(n * Math.log(q));
  const rest = n - k;
  const log = stirlingError(n) - stirlingError(k) - stirlingError(rest) - deviance(k, n * q) - deviance(rest, n * (1 - q));
  return Math.exp(log - LOG_SQRT_2PI) * Math.sqrt(n / k / rest);
}

/** log n! less its Stirling approximation (n + 1/2) log n - n + log(2 pi) / 2. */
function stirlingError(n: number): number {
  if (n < 16) return logGamma(n + 1) - ((n + 0.5) * Math.log(n) - n + LOG_SQRT_2PI);
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** x log(x / mean) + mean - x, without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  const gap = x - mean;
  if (Math.abs(gap) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - gap;
  // With v = (x - m) / (x + m), log(x / m) = 2 artanh(v), and x (2 v) - (x - m) = v (x - m).
  const v = gap / (x + mean);
  let power = 2 * x * v;
  let sum = gap * v;
  for (let j = 3; j < 40; j += 2) {
    power *= v * v;
    sum += power / j;
  }
  return sum;
}
