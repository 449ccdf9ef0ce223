export { identifierRefusal, identifiersIn } from './identifier-gate.ts';
export { columnNameProblem } from './column-fields.ts';
export { MAX_PARAMETERS, MAX_PLAN_BYTES } from './limits.ts';
export { type Feature, type RowCap, type Target, type TargetColumn, targetColumns } from './data-dictionary.ts';
export { survivedOf } from './time-to-event.ts';
export { channelNames, featureTexts, targetText } from './feature-text.ts';
export { type InputColumn, inputCodes } from './input-layout.ts';
export { type ImageFeature, pixelScale } from './image-feature.ts';
export { noteTerms, type WordsFeature } from './words-feature.ts';
export type { PlanMetric } from './evaluation-section.ts';
export { scalerOf, type ScaleStep, scaleStep, unscalerOf } from './scale-number.ts';
export { encodedCodes } from './encoded-codes.ts';
export { type ModelInputs, modelInputs, type ModelOrigin, NOT_APPROVED } from './model-inputs.ts';
export { evaluationsOf, scoreParameters } from './score-parameters.ts';
export { subgroupLabels } from './subgroup-labels.ts';
export { isUcum } from './unit.ts';
export type { PlanDocument } from './schema.ts';
export type { Mechanism } from './mechanisms.ts';
export { UNIT_WORDS } from './privacy-section.ts';
export type { LocalOptimizer } from './training-section.ts';
export { renderPlanReference } from './plan-reference.ts';
export {
  longestMemory,
  NOTHING_REMEMBERED,
  recordedStep,
  type RecordedStep,
  recordStep,
  serverStepInPieces,
  STEP_PIECE,
  serverStep,
  serverStepFromBytes,
  serverStepOf,
} from './server-step/server-step.ts';
export { honestSites, isMaskedPlan } from './masked-plan.ts';
export { aggregationWeights, type CompiledPlan, parsePlan, planFromJson, readPlan, releaseParameters } from './compile.ts';
export {
  type Activation,
  ACTIVATIONS,
  asPair,
  checkLoss,
  initialWeights,
  isVariance,
  type Layer,
  type LayerType,
  type LossName,
  manifestOf,
  type Model,
  modelSchema,
  type ModelShapes,
  type PlacedLayer,
  placeLayers,
  refusals,
  type TensorManifest,
  tensorManifest,
  windowOutput,
} from './model/index.ts';
