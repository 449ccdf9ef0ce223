import { kerasLayer, requireFixed } from './keras.ts';
import type { LayerRows } from './layer-row.ts';

/** Layers that merge several others: element-wise sums (residual connections), and layers side by side along the last dimension. */
export const MERGING_LAYERS: LayerRows<'add' | 'concatenate'> = {
  add: {
    forward: ({ tf }, _placed, inputs) => inputs.reduce((a, b) => tf.add(a, b)),
    toKeras: (placed) => kerasLayer(placed, 'Add', {}),
    fromKeras: { classes: ['Add'], fields: () => ({}) },
  },
  concatenate: {
    forward: ({ tf }, _placed, inputs) => tf.concat([...inputs], -1),
    toKeras: (placed) => kerasLayer(placed, 'Concatenate', { axis: -1 }),
    fromKeras: {
      classes: ['Concatenate'],
      fields(file) {
        requireFixed(file, { axis: -1 });
        return {};
      },
    },
  },
};
