/** A linear map from data to the picture. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** What a scale spans. */
export interface ScaleOptions {
  /** Ends on the picture, in picture units. */
  readonly pixels: readonly [number, number];
  /** About how many ticks. */
  readonly ticks: number;
  /** Whole steps only. */
  readonly whole?: boolean;
  /** Values that the ends never pass, such as 0 and 1 for fractions. */
  readonly within?: readonly [number, number];
  /** Ends at round numbers (values); left out or false: at the data (rounds). */
  readonly nice?: boolean;
}

/** A scale over `values`, with ticks at 1, 2 or 5 times a power of ten. One value alone gets room on both sides. */
export function makeScale(values: readonly number[], options: ScaleOptions): Scale {
  let low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  let high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (low > high) [low, high] = [0, 1];
  if (high - low < Math.max(Math.abs(high), Math.abs(low)) * 1e-9 || high === low) {
    const room = options.whole === true ? 1 : Math.max(Math.abs(high) * 0.1, 0.05);
    [low, high] = [low - room, high + room];
  }
  const step = niceStep((high - low) / options.ticks, options.whole === true);
  const [floor, ceiling] = options.within ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const from = options.nice === true ? Math.max(floor, Math.floor(low / step + 1e-9) * step) : low;
  const to = options.nice === true ? Math.min(ceiling, Math.ceil(high / step - 1e-9) * step) : high;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  const [start, end] = options.pixels;
  return { from, to, ticks, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}

function niceStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999) ?? 10 * power;
  return whole ? Math.max(1, Math.round(step)) : step;
}
