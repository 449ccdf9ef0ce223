import type { LayerOf } from '../../layers/layer-row.ts';
import { attribute, OnnxBuilder, type OnnxValue } from './onnx-graph.ts';
import { activated, type OnnxLayer, type OnnxLayerWriter, type OnnxWeight, plusBias, stored, transposed } from './onnx-layer.ts';

type Recurrent = LayerOf<'simple-rnn' | 'lstm' | 'gru'>;

/** One step, from its input projection and the state before it to the state after it, of which the first part is the output. */
type Step = (body: OnnxBuilder, projection: string, state: readonly string[]) => readonly string[];

/**
 * A loop over the steps of a sequence (`Scan`), step by step what `layers/recurrent.ts` computes. The recurrent operations of ONNX know not all of our
 * functions of the state, and stack their gates in another order.
 */
function scanned<L extends Recurrent>(placed: OnnxLayer<L>, states: number, gates: number, step: Step): string {
  const { graph, layer, inputs, weights } = placed;
  const [kernel, , bias] = weights as [OnnxWeight, OnnxWeight, OnnxWeight?];
  const product = graph.add('MatMul', [inputs[0], stored(graph, kernel)]);
  const bySteps = transposed(graph, plusBias(graph, product, bias), [1, 0, 2]);
  const rows = graph.add('Gather', [graph.add('Shape', [inputs[0]]), graph.ints([0])], { axis: attribute.int(0) });
  const shape = graph.add('Concat', [rows, graph.ints([layer.units])], { axis: attribute.int(0) });
  const zeros = graph.add('Expand', [graph.float(0), shape]);
  const body = new OnnxBuilder(graph);
  const before = Array.from({ length: states }, (_, i) => `state_${i}`);
  const after = step(body, 'projection', before);
  const names = after.map((_, i) => `next_${i}`);
  after.forEach((value, i) => body.rename(value, names[i] as string));
  body.rename(after[0] as string, 'seen');
  const value = (name: string, width: number): OnnxValue => ({ name, type: 'float', shape: ['rows', width] });
  const stateOf = (name: string): OnnxValue => value(name, layer.units);
  const loop = body.graph(
    'step',
    [...before.map(stateOf), value('projection', gates * layer.units)],
    [...names, 'seen'].map(stateOf),
  );
  const initial = Array.from({ length: states }, () => zeros);
  const outputs = graph.addMany('Scan', [...initial, bySteps], states + 1, {
    body: attribute.graph(loop),
    num_scan_inputs: attribute.int(1),
  });
  return layer.returnSequences ? transposed(graph, outputs[states] as string, [1, 0, 2]) : (outputs[0] as string);
}

const simpleRnn: OnnxLayerWriter<LayerOf<'simple-rnn'>> = (placed) => {
  const recurrent = stored(placed.graph, placed.weights[1] as OnnxWeight);
  return scanned(placed, 1, 1, (body, projection, [h]) => {
    const z = body.add('Add', [projection, body.add('MatMul', [h as string, recurrent])]);
    return [activated(body, placed.layer.activation, z)];
  });
};

const lstm: OnnxLayerWriter<LayerOf<'lstm'>> = (placed) => {
  const { activation, recurrentActivation, units } = placed.layer;
  const recurrent = stored(placed.graph, placed.weights[1] as OnnxWeight);
  return scanned(placed, 2, 4, (body, projection, [h, c]) => {
    const z = body.add('Add', [projection, body.add('MatMul', [h as string, recurrent])]);
    const [i, f, g, o] = split(body, z, [units, units, units, units]) as [string, string, string, string];
    const gate = (x: string): string => activated(body, recurrentActivation, x);
    const kept = body.add('Mul', [gate(f), c as string]);
    const cell = body.add('Add', [kept, body.add('Mul', [gate(i), activated(body, activation, g)])]);
    return [body.add('Mul', [gate(o), activated(body, activation, cell)]), cell];
  });
};

const gru: OnnxLayerWriter<LayerOf<'gru'>> = (placed) => {
  const { activation, recurrentActivation, units } = placed.layer;
  const recurrent = stored(placed.graph, placed.weights[1] as OnnxWeight);
  const [gates, candidate] = split(placed.graph, recurrent, [2 * units, units]) as [string, string];
  return scanned(placed, 1, 3, (body, projection, [state]) => {
    const h = state as string;
    const [forGates, forCandidate] = split(body, projection, [2 * units, units]) as [string, string];
    const opened = activated(body, recurrentActivation, body.add('Add', [forGates, body.add('MatMul', [h, gates])]));
    const [update, reset] = split(body, opened, [units, units]) as [string, string];
    const kept = body.add('MatMul', [body.add('Mul', [reset, h]), candidate]);
    const fresh = activated(body, activation, body.add('Add', [forCandidate, kept]));
    const left = body.add('Sub', [body.float(1), update]);
    return [body.add('Add', [body.add('Mul', [update, h]), body.add('Mul', [left, fresh])])];
  });
};

function split(graph: OnnxBuilder, value: string, sizes: readonly number[]): readonly string[] {
  return graph.addMany('Split', [value, graph.ints(sizes)], sizes.length, { axis: attribute.int(1) });
}

/** Layers that walk along a sequence with a state. */
export const ONNX_RECURRENT = { 'simple-rnn': simpleRnn, lstm, gru };
