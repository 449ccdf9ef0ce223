/** One figure of `npm run bench`: a name, how to measure it, and the unit of its median. */
export interface Benchmark {
  /** `area/what/size`, as documentation quotes it. */
  readonly name: string;
  readonly unit: string;
  /** Takes many minutes: runs only where it, or an area that it is in, is named. */
  readonly long?: true;
  /** Measures once, warm-up included; `value` is the median over `n` samples. */
  run(): Promise<Measurement>;
}

/** What a benchmark found. */
export interface Measurement {
  readonly value: number;
  readonly n: number;
  /** Minimum, maximum and whatever else explains the figure. */
  readonly details?: Readonly<Record<string, number | string>>;
}

/** The median of samples (the mean of the middle two for an even count). */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Runs `work` `warmup` + `n` times and summarises what it returns, or the milliseconds it took when it returns nothing. */
export async function sample(
  n: number,
  warmup: number,
  work: () => Promise<number | void> | number | void,
): Promise<Measurement> {
  const samples: number[] = [];
  for (let i = 0; i < warmup + n; i++) {
    const start = performance.now();
    const own = await work();
    if (i >= warmup) samples.push(own ?? performance.now() - start);
  }
  return { value: median(samples), n, details: { min: Math.min(...samples), max: Math.max(...samples) } };
}
