import type { KerasLayer } from '../../layers/keras.ts';

/**
 * The layers of a functional model in the order in which Keras 3 keeps them, which names their weights: by their distance from the output, the farthest
 * first; of equal ones by when a walk from the output comes to them.
 */
export function kerasOrder(layers: readonly KerasLayer[]): readonly KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const distance = new Map<string, number>();
  // Each layer stands behind those that feed it.
  for (const { name, inputs } of layers.toReversed()) {
    const own = distance.get(name) ?? 0;
    for (const input of inputs) distance.set(input, Math.max(distance.get(input) ?? 0, own + 1));
  }
  const seen = new Map<string, number>();
  const waiting = [layers.at(-1)?.name ?? ''];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.set(name, seen.size);
    waiting.push(...(byName.get(name)?.inputs ?? []).toReversed());
  }
  const of = (map: ReadonlyMap<string, number>, { name }: KerasLayer): number => map.get(name) ?? 0;
  return layers.toSorted((a, b) => of(distance, b) - of(distance, a) || of(seen, a) - of(seen, b));
}
