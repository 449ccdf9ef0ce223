export {
  type Activation,
  ACTIVATIONS,
  type Initializer,
  INITIALIZERS,
  type Layer,
  layerSchema,
  type LayerType,
  type Model,
  modelSchema,
} from './layer-schema.ts';
export { asPair, inferShapes, type ModelShapes, type PlacedLayer, placeLayers, windowOutput } from './shapes.ts';
export { type ManifestTensor, manifestOf, type TensorManifest, tensorManifest, type TensorStart } from './manifest.ts';
export { initialWeights } from './initial-weights.ts';
export { checkLoss, type LayerRefusal, type LossName, outputActivation, refusals } from './fitness.ts';
