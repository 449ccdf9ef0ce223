import { expandColumns } from './column-list.ts';
import type { DataDictionary, DeclaredFeature, Feature } from './data-dictionary.ts';
import { imageValues } from './image-feature.ts';
import { noteTerms } from './words-feature.ts';

/** Where one column stands among the network's inputs. */
export interface InputColumn {
  readonly name: string;
  readonly feature: Feature;
  /** First network input of this column, counted from 0. */
  readonly offset: number;
  /** Number of network inputs: 1 for numbers, 2 with a mask, the number of {@link inputCodes} for categories, of pixels and channels for images, of terms for notes. */
  readonly width: number;
  /** Present where the input after the number says whether it was there: a missing cell does not drop the row. */
  readonly mask?: true;
}

/** Series over the same number of steps, side by side: a part of the input vector that is `[steps, channels]`, row by row. */
export interface SeriesBlock {
  /** First network input of the block. */
  readonly from: number;
  readonly steps: number;
  /** One for each series, and one for each mask. */
  readonly channels: number;
  /** Names of the series, in the order of their channels. */
  readonly names: readonly string[];
}

/** An image: a part of the input vector that is `[height, width, channels]`, row by row. */
export interface ImageBlock {
  readonly name: string;
  /** First network input of the image. */
  readonly from: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The network's input vector: what stands where. */
export interface InputLayout {
  /** Length of the vector. */
  readonly width: number;
  /** Inputs of the features that are no series and no images; they come first. */
  readonly columns: number;
  /** By their number of steps, the fewest first. */
  readonly series: readonly SeriesBlock[];
  /** By their names; they come last. */
  readonly images: readonly ImageBlock[];
  /** In the order in which sources give them. */
  readonly inputs: readonly InputColumn[];
}

type Series = Extract<DeclaredFeature, { kind: 'series' }>;

/**
 * The layout of the network's input vector. Features are ordered by name (UTF-16 code units), because canonical JSON, which the plan hash
 * covers, knows no other order; columns within a feature by its list. First all that are no series, then the series by steps, so that
 * each block can be cut out as `[steps, channels]` without moving a number, then the images.
 */
export function inputLayout(data: DataDictionary): InputLayout {
  const features = Object.entries(data.features).sort(([a], [b]) => (a < b ? -1 : 1));
  const inputs: InputColumn[] = [];
  const series = new Map<number, { readonly name: string; readonly feature: Series; readonly columns: readonly string[] }[]>();
  let offset = 0;
  for (const [name, feature] of features) {
    if (feature.kind === 'series') {
      const columns = expandColumns(feature.columns);
      series.set(columns.length, [...(series.get(columns.length) ?? []), { name, feature, columns }]);
      continue;
    }
    if (feature.kind === 'image') continue;
    const single = columnFeature(feature);
    for (const column of feature.kind === 'group' ? expandColumns(feature.columns) : [name]) {
      const width = inputsOf(single);
      inputs.push({ name: column, feature: single, offset, width });
      offset += width;
    }
  }
  const columns = offset;
  const blocks = [...series]
    .sort(([a], [b]) => a - b)
    .map(([steps, members]): SeriesBlock => {
      const from = offset;
      const channels = members.reduce((sum, { feature }) => sum + channelsOf(feature), 0);
      let channel = 0;
      for (const { feature, columns: names } of members) {
        const single = columnFeature(feature);
        for (const [step, name] of names.entries()) {
          const place = { name, feature: single, offset: from + step * channels + channel, width: channelsOf(feature) };
          inputs.push(feature.mask === true ? { ...place, mask: true } : place);
        }
        channel += channelsOf(feature);
      }
      offset += steps * channels;
      return { from, steps, channels, names: members.map(({ name }) => name) };
    });
  const images = features.flatMap(([name, feature]): ImageBlock[] => {
    if (feature.kind !== 'image') return [];
    const { height, width, channels } = feature;
    const from = offset;
    inputs.push({ name, feature, offset, width: imageValues(feature) });
    offset += imageValues(feature);
    return [{ name, from, height, width, channels }];
  });
  return { width: offset, columns, series: blocks, images, inputs };
}

function inputsOf(feature: Feature): number {
  switch (feature.kind) {
    case 'number':
      return 1;
    case 'category':
      return inputCodes(feature).length;
    case 'words':
      return noteTerms(feature).length;
    case 'image':
      return imageValues(feature);
  }
}

function channelsOf({ mask }: Series): number {
  return mask === true ? 2 : 1;
}

/** What each column of a feature holds. */
export function columnFeature(feature: DeclaredFeature): Feature {
  if (feature.kind !== 'series' && feature.kind !== 'group') return feature;
  const { unit, range, scale, meaning } = feature;
  return { kind: 'number', unit, range, scale, meaning };
}

/** The names of the columns of a feature, in the order of their values. */
export function featureColumns(name: string, feature: DeclaredFeature): readonly string[] {
  return feature.kind === 'series' || feature.kind === 'group' ? expandColumns(feature.columns) : [name];
}

/** The codes of a category that have an input of their own, in the order of these inputs; any other code is all zeros. */
export function inputCodes({ codes, baseline }: Extract<Feature, { kind: 'category' }>): readonly string[] {
  if (baseline !== undefined) return codes.filter((candidate) => candidate !== baseline);
  return codes.length === 2 ? codes.slice(1) : codes;
}
