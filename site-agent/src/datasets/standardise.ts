import type { TabularRows } from './tabular-dataset.ts';

/**
 * Shifts and scales every input of `parts`, in place, by mean and standard deviation (of the population, n in the denominator)
 * over the rows of `reference`: held-out rows by the moments of the training rows. An input that never changes becomes 0.
 */
export function standardise(reference: TabularRows, parts: readonly TabularRows[]): void {
  const { rows, width, features } = reference;
  for (let column = 0; column < width; column++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += (features[row * width + column] as number) / rows;
    let variance = 0;
    for (let row = 0; row < rows; row++) variance += ((features[row * width + column] as number) - mean) ** 2 / rows;
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (const part of parts) {
      for (let at = column; at < part.features.length; at += width)
        part.features[at] = ((part.features[at] as number) - mean) * scale;
    }
  }
}
