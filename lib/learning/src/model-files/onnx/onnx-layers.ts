import type { LayerType, PlacedLayer } from '@consilium/plan';
import type { LayerOf } from '../../layers/layer-row.ts';
import { attribute } from './onnx-graph.ts';
import { type OnnxLayer, type OnnxLayerWriter, type OnnxWeight, plusBias, reshaped, stored } from './onnx-layer.ts';
import { ONNX_RECURRENT } from './onnx-recurrent.ts';
import { ONNX_WINDOWS } from './onnx-windows.ts';

const dense: OnnxLayerWriter<LayerOf<'dense'>> = ({ graph, inputs, weights }) => {
  const [kernel, bias] = weights as [OnnxWeight, OnnxWeight?];
  return plusBias(graph, graph.add('MatMul', [inputs[0], stored(graph, kernel)]), bias);
};

/** Dropout drops nothing when it predicts, and an activation is written behind its layer. */
const nothing: OnnxLayerWriter = ({ inputs }) => inputs[0];

const otherShape: OnnxLayerWriter = ({ graph, inputs, outputShape }) => reshaped(graph, inputs[0], outputShape);

const embedding: OnnxLayerWriter<LayerOf<'embedding'>> = ({ graph, inputs, weights }) => {
  const codes = graph.add('Cast', [inputs[0]], { to: attribute.int(7) });
  return graph.add('Gather', [stored(graph, weights[0] as OnnxWeight), codes], { axis: attribute.int(0) });
};

const layerNorm: OnnxLayerWriter<LayerOf<'layer-norm'>> = ({ graph, layer, inputs, weights }) =>
  graph.add('LayerNormalization', [inputs[0], ...(weights as OnnxWeight[]).map((weight) => stored(graph, weight))], {
    axis: attribute.int(-1),
    epsilon: attribute.float(layer.epsilon),
  });

const groupNorm: OnnxLayerWriter<LayerOf<'group-norm'>> = ({ graph, layer, inputs, outputShape, weights }) => {
  const [gamma, beta] = weights as [OnnxWeight, OnnxWeight];
  const channels = outputShape.at(-1) ?? 1;
  const places = outputShape.slice(0, -1).reduce((a, b) => a * b, 1);
  const grouped = reshaped(graph, inputs[0], [places, layer.groups, channels / layer.groups]);
  const over = { axes: attribute.ints([1, 3]), keepdims: attribute.int(1) };
  const centred = graph.add('Sub', [grouped, graph.add('ReduceMean', [grouped], over)]);
  const variance = graph.add('ReduceMean', [graph.add('Mul', [centred, centred])], over);
  const deviation = graph.add('Sqrt', [graph.add('Add', [variance, graph.float(layer.epsilon)])]);
  const normal = reshaped(graph, graph.add('Div', [centred, deviation]), outputShape);
  return graph.add('Add', [graph.add('Mul', [normal, stored(graph, gamma)]), stored(graph, beta)]);
};

/** By the moving moments, as a trained network predicts. */
const batchNorm: OnnxLayerWriter<LayerOf<'batch-norm'>> = ({ graph, layer, inputs, weights }) => {
  const [gamma, beta, mean, variance] = weights as [OnnxWeight, OnnxWeight, OnnxWeight, OnnxWeight];
  const scale = gamma.values.map((g, i) => g / Math.sqrt((variance.values[i] as number) + layer.epsilon));
  const centred = graph.add('Sub', [inputs[0], stored(graph, mean)]);
  return graph.add('Add', [graph.add('Mul', [centred, graph.floats(gamma.shape, scale)]), stored(graph, beta)]);
};

const add: OnnxLayerWriter<LayerOf<'add'>> = ({ graph, inputs }) => inputs.reduce((a, b) => graph.add('Add', [a, b]));

const concatenate: OnnxLayerWriter<LayerOf<'concatenate'>> = ({ graph, inputs }) =>
  graph.add('Concat', inputs, { axis: attribute.int(-1) });

/** Cuts a part out of the input vector. */
const part: OnnxLayerWriter<LayerOf<'series' | 'columns' | 'image'>> = ({ graph, layer, inputs, outputShape }) => {
  const from = layer.type === 'columns' ? 0 : (layer.from ?? 0);
  const to = from + outputShape.reduce((a, b) => a * b, 1);
  const cut = graph.add('Slice', [inputs[0], graph.ints([from]), graph.ints([to]), graph.ints([1])]);
  return reshaped(graph, cut, outputShape);
};

/** A writer for every layer that a plan may have. */
const WRITERS: { readonly [T in LayerType]: OnnxLayerWriter<LayerOf<T>> } = {
  ...ONNX_WINDOWS,
  ...ONNX_RECURRENT,
  dense,
  dropout: nothing,
  activation: nothing,
  flatten: otherShape,
  reshape: otherShape,
  embedding,
  'layer-norm': layerNorm,
  'group-norm': groupNorm,
  'batch-norm': batchNorm,
  add,
  concatenate,
  series: part,
  columns: part,
  image: part,
};

/** Writes a layer without the activation behind it. @returns the name of its output */
export function writeLayer(layer: OnnxLayer<PlacedLayer['layer']>): string {
  return (WRITERS[layer.layer.type] as OnnxLayerWriter)(layer);
}
