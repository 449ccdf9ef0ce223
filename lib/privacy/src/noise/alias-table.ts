/** A Walker alias table in integers: column k yields k when a uniform t is below `threshold[k]`, else `k ^ flip[k]`. */
export interface AliasTable {
  readonly threshold: Int32Array;
  readonly flip: Int32Array;
}

/**
 * Builds an alias table (Walker 1977, in Vose's form) without rounding: `weights` are non-negative integers that sum to
 * `weights.length * capacity`, so outcome k has probability exactly `weights[k] / (weights.length * capacity)`.
 */
export function aliasTable(weights: Float64Array, capacity: number): AliasTable {
  const columns = weights.length;
  const rest = Float64Array.from(weights);
  const threshold = new Int32Array(columns);
  const flip = new Int32Array(columns);
  const small: number[] = [];
  const large: number[] = [];
  for (let k = 0; k < columns; k++) ((rest[k] as number) < capacity ? small : large).push(k);
  for (let k = small.pop(); k !== undefined; k = small.pop()) {
    // The column's free part is below the surplus of the large ones together, so one is always left here.
    const donor = large[large.length - 1] as number;
    threshold[k] = rest[k] as number;
    flip[k] = k ^ donor;
    rest[donor] = (rest[donor] as number) - (capacity - (rest[k] as number));
    if ((rest[donor] as number) < capacity) {
      large.pop();
      small.push(donor);
    }
  }
  for (const k of large) threshold[k] = capacity;
  return { threshold, flip };
}
