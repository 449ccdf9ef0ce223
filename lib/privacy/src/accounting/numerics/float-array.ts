/** `values[index]` for an index that the caller keeps in range: the one place for what the compiler cannot know. */
export function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

/** {@link at} for integers: one function for both kinds of array would be slower on either. */
export function integerAt(values: Int32Array, index: number): number {
  return values[index] as number;
}
