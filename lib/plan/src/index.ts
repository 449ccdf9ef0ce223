export {
  type DataDictionary,
  type Feature,
  type InputColumn,
  inputCodes,
  inputColumns,
  type Target,
  targetWidth,
} from './data-dictionary.ts';
export { type EvaluationSection, METRICS, type PlanMetric } from './evaluation-section.ts';
export { subgroupLabels } from './subgroup-labels.ts';
export { type PlanDocument, planSchema } from './schema.ts';
export { type Mechanism, MECHANISMS, type NoisyPrivacy, type PrivacySection } from './privacy-section.ts';
export { type LocalOptimizer, type Loss, LOSSES, type TrainingSection } from './training-section.ts';
export { renderPlanReference } from './plan-reference.ts';
export type { StrategySection } from './strategy-section.ts';
export {
  type AggregationWeights,
  aggregationWeights,
  type CompiledPlan,
  parsePlan,
  planFromJson,
  type PlanReleaseParameters,
  readPlan,
  releaseParameters,
} from './compile.ts';
export {
  type Activation,
  ACTIVATIONS,
  asPair,
  checkLoss,
  inferShapes,
  type Initializer,
  INITIALIZERS,
  initialWeights,
  type Layer,
  type LayerRefusal,
  layerSchema,
  type LayerType,
  type LossName,
  type ManifestTensor,
  manifestOf,
  type Model,
  modelSchema,
  type ModelShapes,
  outputActivation,
  type PlacedLayer,
  placeLayers,
  refusals,
  type TensorManifest,
  tensorManifest,
  type TensorStart,
  windowOutput,
} from './model/index.ts';
