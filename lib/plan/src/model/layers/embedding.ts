import { z } from 'zod';
import { count, trainable, units } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { needRank } from './shape-rules.ts';

/** Keras starts embeddings uniformly in this range. */
const EMBEDDING_LIMIT = 0.05;

/** Tables of vectors. */
export const EMBEDDINGS = {
  embedding: layerRow({
    schema: z.strictObject({
      type: z.literal('embedding').describe('a vector for each code'),
      ...trainable,
      vocabulary: count.describe('number of codes; inputs are 0 .. vocabulary - 1'),
      units,
    }),
    shape(layer, inputs) {
      needRank(inputs, 1, 'a list of codes');
      return [inputs.input[0] ?? 1, layer.units];
    },
    tensors: (layer) => [
      { weight: 'embeddings', shape: [layer.vocabulary, layer.units], start: { kind: 'uniform', limit: EMBEDDING_LIMIT } },
    ],
    fitness: treatsPatientsAlone,
  }),
};
