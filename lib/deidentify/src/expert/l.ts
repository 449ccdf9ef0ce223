import type { ClassValues } from './class-values.ts';

/** How much a sensitive attribute varies in the class where it varies least. */
export interface Diversity {
  /** Different values in that class; 0 where there is no record. */
  readonly distinct: number;
  /** The exponential of the entropy of its values, so that `n` values that are equally frequent give `n`. */
  readonly entropy: number;
}

/**
 * l-diversity, distinct and by entropy: l = min_j |values in class j|, and l = min_j exp(-sum_s p_js ln p_js) where p_js is the share of the value s in class j.
 * A. Machanavajjhala, D. Kifer, J. Gehrke, M. Venkitasubramaniam, "l-diversity: privacy beyond k-anonymity", 2007, section 4.
 */
export function diversity({ starts, ranks }: ClassValues): Diversity {
  const classes = starts.length - 1;
  let distinct = classes === 0 ? 0 : Number.POSITIVE_INFINITY;
  let entropy = distinct;
  for (let group = 0; group < classes; group++) {
    const start = starts[group] as number;
    const end = starts[group + 1] as number;
    const size = end - start;
    let different = 0;
    let weighted = 0;
    for (let from = start; from < end; ) {
      let to = from + 1;
      while (to < end && ranks[to] === ranks[from]) to++;
      different++;
      weighted += (to - from) * Math.log(to - from);
      from = to;
    }
    distinct = Math.min(distinct, different);
    // H = ln n - (1/n) sum_s n_s ln n_s; of equally frequent values n_s the sum may round past it.
    entropy = Math.min(entropy, Math.max(1, Math.exp(Math.log(size) - weighted / size)));
  }
  return { distinct, entropy };
}
