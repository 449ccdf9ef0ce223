export { type Activation, ACTIVATIONS, type Initializer, INITIALIZERS } from './layers/fields.ts';
export { type Layer, layerSchema, type LayerType } from './layers/registry.ts';
export { asPair, windowOutput } from './layers/shape-rules.ts';
export type { TensorStart } from './layers/tensor-plan.ts';
export { type Model, modelSchema } from './model-schema.ts';
export { inferShapes, type ModelShapes, type PlacedLayer, placeLayers } from './shapes.ts';
export { type ManifestTensor, manifestOf, type TensorManifest, tensorManifest } from './manifest.ts';
export { initialWeights } from './initial-weights.ts';
export { checkLoss, type LayerRefusal, type LossName, outputActivation, refusals } from './fitness.ts';
