import { DEGREE, type Graph } from '../neighbours.ts';

/** The order of a ring, from who is near whom: of two sites next to each other, 98 neighbours are the same. */
export function ringOf(graph: Graph, sites: readonly string[]): readonly string[] {
  const near = new Map(sites.map((site) => [site, new Set(graph.neighbours(site))]));
  const common = (a: string, b: string): number => [...(near.get(a) ?? [])].filter((site) => near.get(b)?.has(site)).length;
  const ring = [sites[0] ?? ''];
  const placed = new Set(ring);
  while (ring.length < sites.length) {
    const last = ring.at(-1) ?? '';
    const following = [...(near.get(last) ?? [])].find((site) => !placed.has(site) && common(last, site) === DEGREE - 2);
    if (following === undefined) throw new Error('a ring goes on');
    ring.push(following);
    placed.add(following);
  }
  return ring;
}
