import type { DataDictionary, DeclaredFeature } from './data-dictionary.ts';
import { pixelScale } from './image-feature.ts';
import type { ModelShapes } from './model/index.ts';

type PlacedLayer = ModelShapes['layers'][number];

/** Layers through which codes pass as they are. */
const PASSING: readonly PlacedLayer['layer']['type'][] = ['flatten', 'reshape', 'concatenate', 'series', 'columns', 'image'];

/** An embedding that could be asked for a code that its table does not have, in words. */
export interface CodeProblem {
  /** Place of the layer in the list. */
  readonly layer: number;
  readonly message: string;
}

/**
 * Embeddings whose vocabulary is smaller than what a file may hold. One patient beyond the table would be an error of the numerical
 * library at the site, after the patient was touched; so whether every value within the ranges has a row is decided from the plan.
 */
export function embeddingProblems(shapes: ModelShapes, data: DataDictionary): CodeProblem[] {
  return shapes.layers.flatMap(({ layer, inputs }, index) => {
    if (layer.type !== 'embedding') return [];
    if (!inputs.every((name) => isInput(name, shapes))) {
      return [
        {
          layer: index,
          message: 'an embedding takes codes from the inputs, directly or through flatten, reshape or concatenate',
        },
      ];
    }
    if (data.standardise === 'site') {
      return [{ layer: index, message: 'an embedding takes codes as they stand in the file: leave standardise out' }];
    }
    const beyond = Object.entries(data.features).find(([, feature]) => !hasCodes(feature, layer.vocabulary));
    if (beyond === undefined) return [];
    const [low, high] = ends(beyond[1]);
    return [
      {
        layer: index,
        message: `the embedding knows the codes 0 to ${layer.vocabulary - 1}, the input ${beyond[0]} goes from ${low} to ${high}: take a larger vocabulary, and scale: none`,
      },
    ];
  });
}

/** Whether a layer, or the model's input, hands on inputs as they are. */
function isInput(name: string, shapes: ModelShapes): boolean {
  if (name === 'input') return true;
  const placed = shapes.layers.find((other) => other.name === name);
  return placed !== undefined && PASSING.includes(placed.layer.type) && placed.inputs.every((source) => isInput(source, shapes));
}

function hasCodes(feature: DeclaredFeature, vocabulary: number): boolean {
  const [low, high] = ends(feature);
  return low >= 0 && high <= vocabulary - 1;
}

/** The least and the largest value that a feature has as an input: values beyond its range are cut to it. */
function ends(feature: DeclaredFeature): readonly [number, number] {
  if (feature.kind === 'category') return [0, 1];
  if (feature.kind === 'words') return [-1, 1];
  const { range, scale } = feature.kind === 'image' ? pixelScale(feature) : feature;
  const [low, high] = range;
  if (scale === 'none') return [low, high];
  if (scale === 'range') return [-1, 1];
  const { mean, std } = scale;
  return [(low - mean) / std, (high - mean) / std];
}
