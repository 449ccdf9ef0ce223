/** A value at a round; null where there is none. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
}

/** A point that has a value. */
export interface KnownPoint {
  readonly x: number;
  readonly y: number;
}

/** The stretches of `points` without a hole: a line never bridges a round in which a site said nothing. */
export function stretches(points: readonly Point[]): KnownPoint[][] {
  const found: KnownPoint[][] = [];
  let open: KnownPoint[] = [];
  for (const { x, y } of points) {
    if (y !== null && Number.isFinite(y)) {
      open.push({ x, y });
    } else if (open.length > 0) {
      found.push(open);
      open = [];
    }
  }
  return open.length > 0 ? [...found, open] : found;
}

/**
 * At most about `most` of `points`: both ends, and of each of equally long runs of points its lowest and its highest, so that no peak
 * is smoothed away.
 */
export function thinPoints(points: readonly KnownPoint[], most: number): readonly KnownPoint[] {
  if (points.length <= most) return points;
  const buckets = Math.max(1, Math.floor((most - 2) / 2));
  const inner = points.slice(1, -1);
  const kept: KnownPoint[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * inner.length) / buckets);
    const to = Math.floor(((bucket + 1) * inner.length) / buckets);
    const run = inner.slice(from, to);
    const low = run.reduce((a, b) => (b.y < a.y ? b : a));
    const high = run.reduce((a, b) => (b.y > a.y ? b : a));
    kept.push(...(low === high ? [low] : [low, high].sort((a, b) => a.x - b.x)));
  }
  return [points[0] as KnownPoint, ...kept, points.at(-1) as KnownPoint];
}

/** At most `most` of `items`, evenly spread, both ends kept. */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T);
}
