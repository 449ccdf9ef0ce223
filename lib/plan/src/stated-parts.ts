import type { ParsedText } from '@consilium/host';
import type { InputLayout, SeriesBlock } from './input-layout.ts';
import type { Layer } from './model/index.ts';
import type { PlanDocument } from './schema.ts';

/** The numbers by which a layer finds its part of the input. */
type Part = Readonly<Record<string, number>>;

/**
 * A plan in which layers that take a part of the input say where it lies: it follows from the features, and a layer knows none. Numbers
 * that an author has written are kept, where they are right.
 *
 * @throws ConsiliumError `PLAN_INVALID` where the features have no such part, or another than the layer says.
 */
export function stateParts(parsed: ParsedText<PlanDocument>, layout: InputLayout): ParsedText<PlanDocument> {
  const { model } = parsed.value;
  const parts = model.layers.map((layer, at) =>
    partOf(layer, layout, (message) => parsed.fail(['model', 'layers', at], message)),
  );
  if (parts.every((part) => part === undefined)) return parsed;
  const written = parsed.written as { readonly model: { readonly layers: readonly Readonly<Record<string, unknown>>[] } };
  return {
    value: { ...parsed.value, model: { ...model, layers: model.layers.map((layer, at) => ({ ...layer, ...parts[at] })) } },
    written: {
      ...written,
      model: { ...written.model, layers: written.model.layers.map((text, at) => ({ ...text, ...parts[at] })) },
    },
    fail: (path, message) => parsed.fail(path, message),
    failAll: (issues) => parsed.failAll(issues),
  };
}

function partOf(layer: Layer, layout: InputLayout, fail: (message: string) => never): Part | undefined {
  const part = statedPart(layer, layout, fail);
  if (part === undefined) return undefined;
  for (const [field, value] of Object.entries(part)) {
    const said = (layer as Readonly<Record<string, unknown>>)[field];
    if (said !== undefined && said !== value)
      fail(`the features of the plan give ${field} ${value}, not ${JSON.stringify(said)}: leave it out`);
  }
  return part;
}

function statedPart(layer: Layer, layout: InputLayout, fail: (message: string) => never): Part | undefined {
  switch (layer.type) {
    case 'columns':
      return columnsPart(layout, fail);
    case 'series':
      return seriesPart(layer.steps, layout, fail);
    case 'image':
      return imagePart(layer.feature, layout, fail);
    default:
      return undefined;
  }
}

function columnsPart({ columns }: InputLayout, fail: (message: string) => never): Part {
  if (columns === 0) fail('all features of the plan are series or images: take the layer series or image');
  return { count: columns };
}

function seriesPart(said: number | undefined, { series }: InputLayout, fail: (message: string) => never): Part {
  const lengths = series.map(({ steps }) => steps).join(', ');
  if (series.length === 0) fail('no feature of the plan is a series: write features with kind: series, or leave the layer out');
  if (said === undefined && series.length > 1)
    fail(`the plan has series of ${lengths} steps: say which, such as steps: ${series[0]?.steps}`);
  const block = series.find(({ steps }) => said === undefined || steps === said);
  const { from, steps, channels }: SeriesBlock = block ?? fail(`the plan has series of ${lengths} steps, not of ${said}`);
  return { from, steps, channels };
}

function imagePart(said: string | undefined, { images }: InputLayout, fail: (message: string) => never): Part {
  const names = images.map(({ name }) => name).join(', ');
  if (images.length === 0) fail('no feature of the plan is an image: write features with kind: image, or leave the layer out');
  if (said === undefined && images.length > 1)
    fail(`the plan has the images ${names}: say which, such as feature: ${images[0]?.name}`);
  const block = images.find(({ name }) => said === undefined || name === said);
  const { from, height, width, channels } = block ?? fail(`the plan has the images ${names}, not ${said}`);
  return { from, height, width, channels };
}
