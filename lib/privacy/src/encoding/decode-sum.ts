import { refuseParameter } from '../parameter.ts';
import type { Grid } from './grid.ts';
import { requireDimension } from './quantise.ts';

/**
 * Turns a sum of encoded vectors back into real numbers: `out[i] = words[i] / scale`.
 *
 * Words are added modulo 2^32 in `Int32Array`s, whose values are the representatives in [-2^31, 2^31): the centred ones, and so
 * the true sum unless it left that range, which {@link chooseGrid} makes less likely than 1e-15. Exact in a `Float64Array`; a
 * `Float32Array` rounds each number once, after the noise.
 *
 * @proof docs/proofs/encoding-grid.md#decode
 * @throws PARAMETER_INVALID when the lengths differ from the grid's dimension.
 */
export function decodeSum(words: Int32Array, grid: Grid, out: Float32Array | Float64Array): void {
  requireDimension(words.length, grid.dimension);
  if (out.length !== words.length) refuseParameter('out', out.length, `of ${words.length} numbers`);
  const step = 1 / grid.scale;
  for (let i = 0; i < words.length; i++) out[i] = (words[i] as number) * step;
}
