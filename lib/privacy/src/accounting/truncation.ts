import { logGamma } from './special-functions.ts';

/** Relative amount by which the binomial tails are rounded up; covers the cancellation in log Gamma for 10^9 records. */
const TAIL_OUTWARD = 1e-6;

/** How a batch cap changes Poisson sampling: with `probability` the batch is full, and the record then sits in it with `rate`. */
export interface Truncation {
  /** P(at least `maxBatchSize` of the other records are drawn). */
  readonly probability: number;
  /** P(the record is in the batch | the batch was full without it), replacing another record. */
  readonly rate: number;
}

/**
 * Both numbers of {@link Truncation}, rounded up (Chua et al. 2024, "Scalable DP-SGD: shuffling vs. Poisson subsampling",
 * arXiv 2411.04205, section 4: with S ~ Bin(n-1, q) other records, P(S >= B), and E[q B / (S+1) | S >= B]).
 */
export function truncationOf(datasetSize: number, samplingRate: number, maxBatchSize: number): Truncation {
  const others = datasetSize - 1;
  if (maxBatchSize > others) return { probability: 0, rate: samplingRate };
  if (samplingRate === 1) return { probability: 1, rate: maxBatchSize / datasetSize };
  const probability = binomialUpperTail(others, samplingRate, maxBatchSize);
  if (probability === 0) return { probability: 0, rate: samplingRate };
  // sum over s >= B of P(Bin(n-1) = s) q / (s+1) = P(Bin(n) >= B+1) / n
  const joint = (binomialUpperTail(datasetSize, samplingRate, maxBatchSize + 1) * maxBatchSize) / datasetSize;
  return {
    probability: Math.min(1, probability * (1 + TAIL_OUTWARD)),
    rate: Math.min(samplingRate, (joint / probability) * (1 + TAIL_OUTWARD)),
  };
}

/** P(Bin(n, q) >= k) for 1 <= k <= n and q < 1, summed from its largest term. */
function binomialUpperTail(n: number, q: number, k: number): number {
  const mean = n * q;
  const logTerm = (j: number): number =>
    logGamma(n + 1) - logGamma(j + 1) - logGamma(n - j + 1) + j * Math.log(q) + (n - j) * Math.log1p(-q);
  if (k <= mean) return 1 - lowerSum(n, q, k - 1, Math.exp(logTerm(k - 1)));
  let term = Math.exp(logTerm(k));
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
