import type { Feature } from './data-dictionary.ts';
import { columnFeature } from './input-layout.ts';
import type { PlanDocument } from './schema.ts';

/**
 * The groups of each attribute that the plan tells apart, in the order in which people read them: codes as the plan lists them, bands
 * from low to high, and last the patients whose cell is missing.
 */
export function subgroupLabels({
  data,
  evaluation,
}: Pick<PlanDocument, 'data' | 'evaluation'>): Readonly<Record<string, readonly string[]>> {
  const attributes = Object.entries(evaluation.subgroups ?? {}).flatMap(([name, { bands = [] }]): [string, string[]][] => {
    const feature = Object.hasOwn(data.features, name) ? data.features[name] : undefined;
    const single = feature === undefined ? undefined : columnFeature(feature);
    return single === undefined || single.kind === 'image' || single.kind === 'words' ? [] : [[name, labelsOf(single, bands)]];
  });
  return Object.fromEntries(attributes);
}

function labelsOf(feature: Exclude<Feature, { kind: 'image' | 'words' }>, bands: readonly number[]): string[] {
  if (feature.kind === 'category') return [...feature.codes, missingLabel(feature.codes)];
  const inner = bands.slice(1).map((edge, i) => `${bands[i]} to below ${edge}`);
  return [`below ${bands[0]}`, ...inner, `${bands.at(-1)} and above`, missingLabel([])];
}

/** A code may be called `missing` too; two groups of one name would be taken for one. */
function missingLabel(codes: readonly string[]): string {
  let label = 'missing';
  while (codes.includes(label)) label = `${label} value`;
  return label;
}
