import type { ClassValues, Scale } from './class-values.ts';

/**
 * t-closeness: the largest earth mover's distance between the values of a sensitive attribute in a class, P, and in all records, Q. With m
 * different values, for ordered ones sum_i |sum_{j<=i} (p_j - q_j)| / (m - 1), for others sum_i |p_i - q_i| / 2.
 * N. Li, T. Li, S. Venkatasubramanian, "t-closeness: privacy beyond k-anonymity and l-diversity", 2007, section 4.
 *
 * @returns 0 .. 1; 0 where there is one value, or none
 */
export function closeness(values: ClassValues, scale: Scale): number {
  const distance = scale === 'ordered' ? orderedDistance(values) : equalDistance;
  const { starts } = values;
  let largest = 0;
  for (let group = 0; group + 1 < starts.length; group++)
    largest = Math.max(largest, distance(values, starts[group] as number, starts[group + 1] as number));
  return largest;
}

type Distance = (values: ClassValues, start: number, end: number) => number;

/** Only values that a class has can be more frequent in it, and what is more here is less elsewhere. */
const equalDistance: Distance = ({ ranks, counts }, start, end) => {
  const records = ranks.length;
  const size = end - start;
  let more = 0;
  for (let from = start; from < end; ) {
    let to = from + 1;
    while (to < end && ranks[to] === ranks[from]) to++;
    more += Math.max(0, (to - from) * records - (counts[ranks[from] as number] as number) * size);
    from = to;
  }
  return more / (size * records);
};

/**
 * Between two values of a class P stands still while Q rises, so that sums of Q, made once, and one search give each stretch: O(records x log m) for all
 * classes together, whatever m is.
 */
function orderedDistance({ counts }: ClassValues): Distance {
  const different = counts.length;
  // Records with this value or a lower one, and sums of these.
  const upTo = new Float64Array(different);
  const sums = new Float64Array(different + 1);
  for (let i = 0; i < different; i++) {
    upTo[i] = (i === 0 ? 0 : (upTo[i - 1] as number)) + (counts[i] as number);
    sums[i + 1] = (sums[i] as number) + (upTo[i] as number);
  }
  /** Sum over the values from .. to - 1 of |level - upTo|. */
  const stretch = (from: number, to: number, level: number): number => {
    if (to === from) return 0;
    // No search where the level lies below or above the whole stretch, as it does for classes of one.
    let low = level > (upTo[to - 1] as number) ? to : from;
    let high = level <= (upTo[from] as number) ? from : to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] as number) < level) low = middle + 1;
      else high = middle;
    }
    const below = (low - from) * level - ((sums[low] as number) - (sums[from] as number));
    return below + ((sums[to] as number) - (sums[low] as number)) - (to - low) * level;
  };
  return ({ ranks }, start, end) => {
    if (different < 2) return 0;
    const records = ranks.length;
    const size = end - start;
    let sum = stretch(0, ranks[start] as number, 0);
    for (let at = start; at < end; at++) {
      const to = at + 1 < end ? (ranks[at + 1] as number) : different;
      sum += stretch(ranks[at] as number, to, ((at + 1 - start) * records) / size);
    }
    return sum / (records * (different - 1));
  };
}
