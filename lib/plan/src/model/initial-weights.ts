import { assertNever, type SeededRandom, seededRandom } from '@consilium/core';
import { type ManifestTensor, tensorManifest } from './manifest.ts';
import type { Model } from './model-schema.ts';

/**
 * The weights that every party starts from: a pure function of model and seed.
 *
 * Each tensor has its own stream, named by the tensor, so that adding a layer does not change the others. Only + - * / and
 * square roots are used, which IEEE 754 defines to the last bit, so every machine gets the same bytes.
 *
 * @param seed overrides the seed of the model
 * @returns the flat vector in manifest order
 * @throws ConsiliumError `MODEL_INVALID` if the layers do not fit together.
 */
export function initialWeights(model: Model, inputShape: readonly number[], seed: number = model.seed): Float32Array {
  const { tensors, parameters } = tensorManifest(model, inputShape);
  const weights = new Float32Array(parameters);
  const root = seededRandom(`consilium/initial-weights/v1/${seed}`);
  for (const tensor of tensors)
    fill(weights.subarray(tensor.offset, tensor.offset + tensor.size), tensor, root.fork(tensor.name));
  return weights;
}

function fill(target: Float32Array, tensor: ManifestTensor, random: SeededRandom): void {
  const { start } = tensor;
  switch (start.kind) {
    case 'zeros':
      return;
    case 'constant':
      target.fill(start.value);
      return;
    case 'uniform':
      fillUniform(target, start.limit, random);
      return;
    case 'glorot-uniform':
      // Glorot and Bengio 2010, eq. 16.
      fillUniform(target, Math.sqrt(6 / (start.fanIn + start.fanOut)), random);
      return;
    case 'he-uniform':
      // He et al. 2015 (arXiv:1502.01852), eq. 10, as a uniform distribution of the same variance.
      fillUniform(target, Math.sqrt(6 / start.fanIn), random);
      return;
    case 'lecun-uniform':
      fillUniform(target, Math.sqrt(3 / start.fanIn), random);
      return;
    case 'fan-in-uniform':
      // What PyTorch's linear and convolution layers start from.
      fillUniform(target, 1 / Math.sqrt(start.fanIn), random);
      return;
    case 'orthogonal':
      fillOrthogonal(target, tensor.shape, random);
      return;
    case 'forget-gate-bias':
      // Open forget gates at the start: Jozefowicz, Zaremba and Sutskever 2015, section 2.2. Gates stand in the order i, f, c, o.
      target.fill(1, start.units, 2 * start.units);
      return;
    default:
      assertNever(start);
  }
}

/** Values whose random bits are drawn together: beside a tensor of a hundred megabytes there is not as much of bits. */
const DRAWN = 16_384;

/** Uniform values in [-limit, limit) with 32 random bits each, read in little-endian order on every machine. */
function fillUniform(target: Float32Array | Float64Array, limit: number, random: SeededRandom): void {
  const bytes = new Uint8Array(4 * Math.min(target.length, DRAWN));
  const view = new DataView(bytes.buffer);
  for (let start = 0; start < target.length; start += DRAWN) {
    const values = Math.min(DRAWN, target.length - start);
    random.fill(bytes.subarray(0, 4 * values));
    for (let i = 0; i < values; i++) target[start + i] = (view.getUint32(4 * i, true) * 2 ** -31 - 1) * limit;
  }
}

/**
 * A matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2013, arXiv:1312.6120): modified Gram-Schmidt,
 * applied twice, on nearly normal vectors (sums of twelve uniforms, since logarithms and cosines may differ between machines).
 */
function fillOrthogonal(target: Float32Array, shape: readonly number[], random: SeededRandom): void {
  const columns = shape.at(-1) ?? 1;
  const rows = target.length / columns;
  const vectors = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const uniform = new Float64Array(12 * length);
  const basis: Float64Array[] = [];
  while (basis.length < vectors) {
    fillUniform(uniform, 1, random);
    const vector = new Float64Array(length);
    for (let i = 0; i < length; i++) for (let j = 0; j < 12; j++) vector[i] = (vector[i] ?? 0) + (uniform[12 * i + j] ?? 0);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) addScaled(vector, other, -dot(vector, other));
      const norm = Math.sqrt(dot(vector, vector));
      for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) / norm;
    }
    // A vector that fell into the span of the others (which has probability zero) would give NaN: draw again.
    if (Number.isFinite(vector[0])) basis.push(vector);
  }
  const tall = rows > columns;
  basis.forEach((vector, v) => {
    for (let i = 0; i < length; i++) target[tall ? i * columns + v : v * columns + i] = vector[i] ?? 0;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] ?? 0) + factor * (b[i] ?? 0);
}
