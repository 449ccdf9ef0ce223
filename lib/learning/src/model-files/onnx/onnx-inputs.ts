import { type CompiledPlan, encodedCodes, type InputColumn, pixelScale, type ScaleStep, scaleStep } from '@consilium/plan';
import { attribute, type OnnxBuilder, type OnnxValue } from './onnx-graph.ts';
import { reshaped } from './onnx-layer.ts';

/** Numbers of TensorProto.DataType, for casts. */
const FLOAT = 1;

/** What goes into a graph from a table, made what the network gets. */
export interface OnnxPreprocessing {
  readonly inputs: readonly OnnxValue[];
  /** Name of the input vector of the network, float32 `[rows, width]`. */
  readonly vector: string;
  /** Name of a boolean `[rows, 1]` that is true where the plan would leave the row out; `undefined` where it leaves none out. */
  readonly dropped: string | undefined;
}

/** What is known of a part of the vector while it is put together. */
interface Part {
  readonly value: string;
  /** Of each of its values the place in the vector of the network. */
  readonly places: readonly number[];
}

/** The columns of a plan by what the graph gets of them. */
export function inputGroups({ inputs }: Pick<CompiledPlan, 'inputs'>): {
  readonly numbers: readonly InputColumn[];
  readonly codes: readonly InputColumn[];
  readonly images: readonly InputColumn[];
  readonly notes: readonly InputColumn[];
} {
  const of = (kind: InputColumn['feature']['kind']): readonly InputColumn[] =>
    inputs.filter(({ feature }) => feature.kind === kind);
  return { numbers: of('number'), codes: of('category'), images: of('image'), notes: of('words') };
}

/** The name of the graph's input for an image. */
export function imageInput(name: string): string {
  return `image_${name}`;
}

/** The name of the graph's input for what was read of a note. */
export function termsInput(name: string): string {
  return `terms_${name}`;
}

/**
 * Writes what the agents do to a table before the network sees it: cells cut to their ranges and scaled, in float64 and in the same order of
 * operations, so that the same numbers come out to the last bit; codes looked up; missing ones by the rule of the plan. Of a note
 * the graph gets the values of its terms: no graph reads notes.
 */
export function writePreprocessing(graph: OnnxBuilder, plan: CompiledPlan): OnnxPreprocessing {
  const { numbers, codes, images, notes } = inputGroups(plan);
  const drops = plan.document.data.missing.rule === 'drop-row';
  const inputs: OnnxValue[] = [];
  const parts: Part[] = [];
  const dropped: string[] = [];
  if (numbers.length > 0) {
    inputs.push({ name: 'numbers', type: 'double', shape: ['rows', numbers.length] });
    const missing = notFinite(graph, 'numbers');
    const steps = numbers.map(({ feature }) => scaleStep(feature as ScaledFeature));
    const scaled = scaledValues(graph, 'numbers', steps, [steps.length]);
    const middle = graph.doubles(
      [steps.length],
      Float64Array.from(steps, (step) => step.missing),
    );
    parts.push({
      value: float(graph, graph.add('Where', [missing, middle, scaled])),
      places: numbers.map(({ offset }) => offset),
    });
    const masked = numbers.flatMap(({ mask }, i) => (mask === true ? [i] : []));
    if (masked.length > 0) {
      const present = columnsOf(graph, graph.add('Not', [missing]), masked);
      parts.push({ value: float(graph, present), places: masked.map((i) => (numbers[i] as InputColumn).offset + 1) });
    }
    const needed = numbers.flatMap(({ mask }, i) => (mask === true ? [] : [i]));
    if (drops && needed.length > 0) dropped.push(anyOf(graph, columnsOf(graph, missing, needed)));
  }
  if (codes.length > 0) inputs.push({ name: 'codes', type: 'string', shape: ['rows', codes.length] });
  for (const [i, column] of codes.entries()) {
    const { keys, table, width } = encodedCodes(column, plan.document.data.missing.codes);
    const cells = columnsOf(graph, 'codes', [i]);
    const unknown = table.length / width - 1;
    const place = graph.add(
      'LabelEncoder',
      [cells],
      {
        keys_strings: attribute.strings(keys.map(([text]) => text)),
        values_int64s: { kind: 'ints', value: keys.map(([, at]) => at) },
        default_int64: attribute.int(unknown),
      },
      'ai.onnx.ml',
    );
    const encoded = graph.add('Gather', [graph.floats([unknown + 1, width], table), place], { axis: attribute.int(0) });
    parts.push({
      value: reshaped(graph, encoded, [width]),
      places: Array.from({ length: width }, (_, at) => column.offset + at),
    });
    if (drops) dropped.push(graph.add('Equal', [place, graph.ints([unknown])]));
  }
  for (const { name, feature, offset } of images) {
    if (feature.kind !== 'image') continue;
    const { height, width, channels } = feature;
    const size = height * width * channels;
    inputs.push({ name: imageInput(name), type: 'double', shape: ['rows', height, width, channels] });
    const pixels = reshaped(graph, imageInput(name), [size]);
    const scaled = scaledValues(graph, pixels, [scaleStep(pixelScale(feature))], []);
    parts.push({ value: float(graph, scaled), places: Array.from({ length: size }, (_, at) => offset + at) });
    // Nothing stands for an image, whatever the rule.
    dropped.push(anyOf(graph, notFinite(graph, pixels)));
  }
  for (const { name, offset, width } of notes) {
    const terms = termsInput(name);
    inputs.push({ name: terms, type: 'double', shape: ['rows', width] });
    const missing = notFinite(graph, terms);
    const said = graph.add('Where', [missing, graph.doubles([width], new Float64Array(width)), terms]);
    parts.push({ value: float(graph, said), places: Array.from({ length: width }, (_, at) => offset + at) });
    if (drops) dropped.push(anyOf(graph, missing));
  }
  const vector = inPlace(graph, parts);
  return { inputs, vector, dropped: dropped.length === 0 ? undefined : dropped.reduce((a, b) => graph.add('Or', [a, b])) };
}

type ScaledFeature = Parameters<typeof scaleStep>[0];

/** Cut to the range and scaled, in the order of operations of `scaleNumber`. */
function scaledValues(graph: OnnxBuilder, values: string, steps: readonly ScaleStep[], shape: readonly number[]): string {
  const of = (pick: (step: ScaleStep) => number): string => graph.doubles(shape, Float64Array.from(steps, pick));
  const above = graph.add('Max', [values, of(({ low }) => low)]);
  const within = graph.add('Min', [above, of(({ high }) => high)]);
  const shifted = graph.add('Mul', [graph.add('Sub', [within, of(({ subtract }) => subtract)]), of(({ multiply }) => multiply)]);
  return graph.add('Sub', [graph.add('Div', [shifted, of(({ divide }) => divide)]), of(({ thenSubtract }) => thenSubtract)]);
}

function notFinite(graph: OnnxBuilder, values: string): string {
  return graph.add('Or', [graph.add('IsNaN', [values]), graph.add('IsInf', [values])]);
}

function columnsOf(graph: OnnxBuilder, matrix: string, columns: readonly number[]): string {
  return graph.add('Gather', [matrix, graph.ints(columns)], { axis: attribute.int(1) });
}

function float(graph: OnnxBuilder, value: string): string {
  return graph.add('Cast', [value], { to: attribute.int(FLOAT) });
}

/** Whether any value of a row is true, `[rows, 1]`. */
function anyOf(graph: OnnxBuilder, flags: string): string {
  const most = graph.add('ReduceMax', [float(graph, flags)], { axes: attribute.ints([1]), keepdims: attribute.int(1) });
  return graph.add('Greater', [most, graph.float(0)]);
}

/** Puts parts together, each value where the network expects it. */
function inPlace(graph: OnnxBuilder, parts: readonly Part[]): string {
  const places = parts.flatMap((part) => part.places);
  const sideBySide = graph.add(
    'Concat',
    parts.map(({ value }) => value),
    { axis: attribute.int(1) },
  );
  if (places.every((place, at) => place === at)) return sideBySide;
  const from = new Array<number>(places.length);
  for (const [at, place] of places.entries()) from[place] = at;
  return columnsOf(graph, sideBySide, from);
}
