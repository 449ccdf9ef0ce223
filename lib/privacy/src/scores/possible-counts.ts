/** The nearest counts that are not negative and have the same sum (Held, Wolfe and Crowder 1974); zeros when the sum is not positive. */
export function possibleCounts(values: Float64Array): Float64Array {
  const sum = values.reduce((all, value) => all + value, 0);
  if (!(sum > 0)) return new Float64Array(values.length);
  const sorted = values.slice().sort().reverse();
  let taken = 0;
  let shift = 0;
  for (let i = 0; i < sorted.length; i++) {
    taken += sorted[i] as number;
    const candidate = (taken - sum) / (i + 1);
    if ((sorted[i] as number) > candidate) shift = candidate;
  }
  return values.map((value) => Math.max(0, value - shift));
}
