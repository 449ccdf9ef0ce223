export { type Activation, ACTIVATIONS } from './layers/fields.ts';
export { type Layer, type LayerType, rowOf } from './layers/registry.ts';
export { asPair, windowOutput } from './layers/shape-rules.ts';
export { type Model, modelSchema } from './model-schema.ts';
export { type ModelShapes, type PlacedLayer, placeLayers } from './shapes.ts';
export { isVariance, manifestOf, type TensorManifest, tensorManifest } from './manifest.ts';
export { initialWeights } from './initial-weights.ts';
export { checkLoss, type LossName, refusals } from './fitness.ts';
