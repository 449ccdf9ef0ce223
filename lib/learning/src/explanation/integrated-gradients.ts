import type { Attribution } from './attribution.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import type { InputGradients } from './input-gradients.ts';
import type { Quantities } from './quantities.ts';

/** Points on the way from the baseline to the row. */
export const PATH_POINTS = 50;
const RULE = gaussLegendre(PATH_POINTS);

/** Which part each group of inputs has in what a model says of one row. */
export interface PathQuestion {
  readonly gradients: InputGradients;
  readonly quantities: Quantities;
  readonly row: Float32Array;
  /** Where the way begins: one row. */
  readonly baseline: Float32Array;
  readonly groups: readonly (readonly number[])[];
}

/**
 * Integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", 2017, equation 1): of each input the difference from the
 * baseline times the mean of the gradient on the straight way from the baseline to the row, by the rule of Gauss and Legendre. The parts add up to the
 * difference that the model makes but for `deltas`, which are what the rule misses at the kinks of a network.
 */
export function integratedGradients({ gradients, quantities, row, baseline, groups }: PathQuestion): Attribution {
  const width = row.length;
  const way = new Float32Array(PATH_POINTS * width);
  for (const [point, share] of RULE.points.entries()) {
    for (let i = 0; i < width; i++) {
      const from = baseline[i] as number;
      way[point * width + i] = from + share * ((row[i] as number) - from);
    }
  }
  const ends = new Float32Array(PATH_POINTS * width);
  ends.set(baseline);
  ends.set(row, width);
  const [base, output] = rowsOf(quantities, gradients.at(ends).outputs, 2) as [number[], number[]];
  const at = gradients.at(way);
  const outputs = at.outputs.length / PATH_POINTS;
  const values = groups.map((places) =>
    quantities.names.map((_, quantity) => {
      let sum = 0;
      for (const [point, weight] of RULE.weights.entries()) {
        const slopes = quantities.slopes(quantity, at.outputs.subarray(point * outputs, (point + 1) * outputs));
        for (const [source, slope] of slopes.entries()) {
          if (slope === 0) continue;
          const gradient = at.gradients[source] as Float32Array;
          for (const place of places)
            sum +=
              weight *
              slope *
              (gradient[point * width + place] as number) *
              ((row[place] as number) - (baseline[place] as number));
        }
      }
      return sum;
    }),
  );
  const deltas = output.map(
    (said, k) => said - (base[k] as number) - values.reduce((sum, value) => sum + (value[k] as number), 0),
  );
  return { output, base, values, deltas, asked: PATH_POINTS };
}

/** The quantities of the first rows. */
function rowsOf(quantities: Quantities, outputs: Float32Array, rows: number): number[][] {
  const all = quantities.read(outputs);
  const count = quantities.names.length;
  return Array.from({ length: rows }, (_, i) => Array.from({ length: count }, (_unused, k) => all[i * count + k] as number));
}
