import type { ParsedText } from '@consilium/host';
import { type Activation, type Layer, rowOf } from './model/index.ts';
import type { PlanDocument } from './schema.ts';

/** Outputs whose loss is convex in the weights of the layer where it is the only one with weights: where it starts decides nothing but how far it has to go. */
const CONVEX: ReadonlySet<Activation> = new Set<Activation>(['linear', 'sigmoid', 'softmax']);

/**
 * A plan in which every layer says how its kernel starts, in what it means and in what is hashed: whether a plan names an initializer decides it, so
 * that the text which hospitals approve must not leave it open.
 *
 * Unless named, a dense output that is the only layer with weights starts at zero, and every other kernel as the schema says. A random start
 * would only be noise that training has to undo.
 */
export function stateInitializers(parsed: ParsedText<PlanDocument>): ParsedText<PlanDocument> {
  const { model } = parsed.value;
  const written = parsed.written as { readonly model: { readonly layers: readonly Readonly<Record<string, unknown>>[] } };
  const named = (at: number): boolean => written.model.layers[at]?.['initializer'] !== undefined;
  const open = model.layers.flatMap((layer, at) => ('initializer' in layer && !named(at) ? [at] : []));
  if (open.length === 0) return parsed;
  const stated = model.layers.map((layer, at) =>
    open.includes(at) && isSoleDenseOutput(model.layers, at) ? { ...layer, initializer: 'zeros' as const } : layer,
  );
  const texts = written.model.layers.map((text, at) => {
    const layer = stated[at];
    return open.includes(at) && layer !== undefined && 'initializer' in layer
      ? { ...text, initializer: layer.initializer }
      : text;
  });
  return {
    value: { ...parsed.value, model: { ...model, layers: stated } },
    written: { ...written, model: { ...written.model, layers: texts } },
    fail: (path, message) => parsed.fail(path, message),
    failAll: (issues) => parsed.failAll(issues),
  };
}

function isSoleDenseOutput(layers: readonly Layer[], at: number): boolean {
  const layer = layers[at];
  if (layer?.type !== 'dense' || layer.frozen || at !== layers.length - 1 || !CONVEX.has(layer.activation)) return false;
  return layers.slice(0, at).every((other) => rowOf(other).tensors(other, 1).length === 0);
}
