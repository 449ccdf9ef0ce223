import type { RowFunction } from '../attribution.ts';

/** A dense layer, its kernel `[input][output]`. */
export interface DenseLayer {
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly activation: string;
}

/** What such layers say of rows, in float64 and without TensorFlow. */
export function denseNetwork(layers: readonly DenseLayer[]): RowFunction {
  const width = layers[0]?.kernel.length ?? 0;
  return (rows) => {
    const outputs: number[] = [];
    for (let from = 0; from < rows.length; from += width) {
      let values: readonly number[] = [...rows.subarray(from, from + width)];
      for (const { kernel, bias, activation } of layers) {
        const sums = bias.map((start, k) =>
          kernel.reduce((sum, weights, i) => sum + (weights[k] ?? 0) * (values[i] ?? 0), start),
        );
        values = activate(sums, activation);
      }
      outputs.push(...values);
    }
    return outputs;
  };
}

function activate(sums: readonly number[], activation: string): readonly number[] {
  switch (activation) {
    case 'relu':
      return sums.map((sum) => Math.max(0, sum));
    case 'tanh':
      return sums.map(Math.tanh);
    case 'sigmoid':
      return sums.map((sum) => 1 / (1 + Math.exp(-sum)));
    case 'softmax': {
      const powers = sums.map((sum) => Math.exp(sum - Math.max(...sums)));
      const whole = powers.reduce((all, power) => all + power, 0);
      return powers.map((power) => power / whole);
    }
    default:
      return sums;
  }
}
