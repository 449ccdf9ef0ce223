import { type CompiledPlan, scaleStep } from '@consilium/plan';
import { attribute, OnnxBuilder } from './onnx-graph.ts';
import { encodeOnnx, ONNX_OPSET } from './onnx-file.ts';
import { imageInput, inputGroups, termsInput, writePreprocessing } from './onnx-inputs.ts';
import { type TrainedModel, writeNetwork } from './onnx-network.ts';

/** What an ONNX file says of itself. */
export interface OnnxOrigin {
  readonly producerVersion: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Numbers of TensorProto.DataType, for casts. */
const [FLOAT, DOUBLE] = [1, 11];

/**
 * A network alone as an ONNX file, as tests compare layers: input `input`, float32 `[rows, ...inputShape]`, output `prediction`.
 *
 * @internal
 * @returns the file in pieces
 * @throws ConsiliumError `MODEL_INVALID` if the layers do not fit together
 */
export function exportOnnxNetwork(trained: TrainedModel, origin: OnnxOrigin): readonly Uint8Array[] {
  const graph = new OnnxBuilder();
  const { output, shape } = writeNetwork(graph, trained, 'input');
  graph.rename(output, 'prediction');
  const rows = (own: readonly number[]): (number | string)[] => ['rows', ...own];
  return encodeOnnx({
    ...origin,
    graph: graph.graph(
      'network',
      [{ name: 'input', type: 'float', shape: rows(trained.inputShape) }],
      [{ name: 'prediction', type: 'float', shape: rows(shape) }],
    ),
  });
}

/**
 * The model of a plan as an ONNX file that takes the cells of a table as they are: `numbers` (float64, NaN where nothing is), `codes` (texts) each
 * image (`image_NAME`, float64 pixel values) and what was read of each note (`terms_NAME`, float64, a value for each term, NaN where there is no note),
 * and gives `prediction` in the plan's own units, NaN for a row that the plan would leave out.
 *
 * @returns the file in pieces, of which the large ones are the weights themselves
 */
export function exportOnnx(plan: CompiledPlan, weights: Float32Array, origin: OnnxOrigin): readonly Uint8Array[] {
  const graph = new OnnxBuilder();
  const { inputs, vector, dropped } = writePreprocessing(graph, plan);
  const trained = { model: plan.document.model, inputShape: [plan.inputWidth], weights };
  const { output, shape } = writeNetwork(graph, trained, vector);
  const inUnits = unscaled(graph, plan, output);
  graph.rename(dropped === undefined ? inUnits : graph.add('Where', [dropped, graph.float(Number.NaN), inUnits]), 'prediction');
  return encodeOnnx({
    ...origin,
    graph: graph.graph(plan.document.study, inputs, [{ name: 'prediction', type: 'float', shape: ['rows', ...shape] }]),
  });
}

/** Numbers are predicted as the network was trained to give them; people read them in the unit of the plan. */
function unscaled(graph: OnnxBuilder, plan: CompiledPlan, output: string): string {
  const { target } = plan.document.data;
  if (target.kind !== 'number' || target.scale === 'none') return output;
  const { subtract, multiply, divide, thenSubtract } = scaleStep(target);
  const double = (value: number): string => graph.doubles([], Float64Array.of(value));
  const shifted = graph.add('Add', [graph.add('Cast', [output], { to: attribute.int(DOUBLE) }), double(thenSubtract)]);
  const spread = graph.add('Div', [graph.add('Mul', [shifted, double(divide)]), double(multiply)]);
  return graph.add('Cast', [graph.add('Add', [spread, double(subtract)])], { to: attribute.int(FLOAT) });
}

/** How the inputs of an ONNX file are called and filled, by columns of the table. */
export function onnxInputs(plan: CompiledPlan): {
  readonly opset: number;
  readonly numbers: string[];
  readonly codes: string[];
  readonly images: string[];
  readonly terms: string[];
  readonly output: 'prediction';
} {
  const { numbers, codes, images, notes } = inputGroups(plan);
  const names = (columns: readonly { readonly name: string }[]): string[] => columns.map(({ name }) => name);
  return {
    opset: ONNX_OPSET,
    numbers: names(numbers),
    codes: names(codes),
    images: names(images).map(imageInput),
    terms: names(notes).map(termsInput),
    output: 'prediction',
  };
}
