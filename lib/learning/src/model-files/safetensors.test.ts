import { initialWeights, modelSchema, tensorManifest } from '@consilium/plan';
import { expect, it } from 'vitest';
import { exportSafetensors } from './safetensors.ts';

const model = modelSchema.parse({
  layers: [{ type: 'dense', units: 3, name: 'first' }, { type: 'layer-norm' }, { type: 'dense', units: 1, name: 'last' }],
});

it('holds each tensor under its name, at a place that machines can read in place', () => {
  const manifest = tensorManifest(model, [4]);
  const weights = initialWeights(model, [4], 1);
  const file = Buffer.concat(exportSafetensors(manifest, weights, { notice: 'a test' }));
  const headerBytes = Number(file.readBigUInt64LE(0));
  expect((8 + headerBytes) % 8).toBe(0);
  const header = JSON.parse(file.subarray(8, 8 + headerBytes).toString()) as Record<
    string,
    { readonly shape: readonly number[]; readonly data_offsets: readonly [number, number] }
  >;
  expect(header['__metadata__']).toEqual({ notice: 'a test' });
  const data = file.subarray(8 + headerBytes);
  expect(data.length).toBe(4 * manifest.parameters);
  for (const { name, shape, offset, size } of manifest.tensors) {
    const {
      data_offsets: [from, to],
      ...rest
    } = header[name] ?? expect.fail(name);
    expect(rest).toEqual({ dtype: 'F32', shape });
    const values = Array.from({ length: (to - from) / 4 }, (_, i) => data.readFloatLE(from + 4 * i));
    expect(values).toEqual([...weights.subarray(offset, offset + size)]);
  }
});

it('is not written of weights of another network', () => {
  expect(() => exportSafetensors(tensorManifest(model, [4]), new Float32Array(3), {})).toThrow(/3 weights/);
});
