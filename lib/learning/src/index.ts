export { type Backend, type BackendOptions, loadBackend } from './backend/backend.ts';
export { type FeatureFile, openFeatureFile, writeFeatureFile } from './data/feature-file.ts';
export { isHeldOut } from './data/held-out.ts';
export type { FeatureReader, TrainingData } from './data/training-data.ts';
export type { EvaluateOptions } from './evaluation/evaluate.ts';
export type { BootstrapOptions } from './evaluation/bootstrap.ts';
export { type Calibration, expectedCalibrationError } from './evaluation/calibration.ts';
export type { Confusion, Evaluation, Interval, MetricName, Metrics, SubgroupCell } from './evaluation/evaluation.ts';
export { poolEvaluations } from './evaluation/pooling.ts';
export { type PooledCell, type PooledSubgroups, poolSubgroups, type SiteMean } from './evaluation/pool-subgroups.ts';
export {
  averagePrecision,
  concordanceIndex,
  exactAuc,
  histogramAuc,
  histogramAveragePrecision,
  type ScoreHistogram,
} from './evaluation/ranking.ts';
export type { SubgroupAttribute } from './evaluation/subgroups.ts';
export type { DpSgdOptions } from './training/dp-sgd.ts';
export type { ClippedSum } from './training/gradients.ts';
export type { OptimizerOptions } from './training/optimizer.ts';
export type { PlainOptions } from './training/plain-training.ts';
export { createTrainer, type Trainer, type TrainerOptions } from './training/trainer.ts';
export { exportLayersModel, type LayersModelFiles } from './model-files/export-layers-model.ts';
export { type ImportedModel, importLayersModel } from './model-files/import-layers-model.ts';
export type { GridSum } from './training/single-gradients.ts';
