export { type Backend, loadBackend } from './backend/backend.ts';
export { isHeldOut, SPLIT_SECRET_BYTES, type Split, splitFingerprint } from './data/held-out.ts';
export { namesNobody, normalPatientId } from './data/patient-id.ts';
export type { PatientLabels, TrainingData } from './data/training-data.ts';
export type { Calibration } from './evaluation/calibration.ts';
export type { Confusion, Evaluation, BootstrapInterval, MetricName, SubgroupCell } from './evaluation/evaluation.ts';
export { exactAuc } from './evaluation/ranking.ts';
export { poolEvaluations } from './evaluation/pooling.ts';
export { type PooledCell, type PooledSubgroups, poolSubgroups } from './evaluation/pool-subgroups.ts';
export type { SubgroupAttribute } from './evaluation/subgroups.ts';
export { isUsableModel } from './training/probe.ts';
export { createTrainer, type Trainer } from './training/trainer.ts';
export { exportLayersModel, layersModelWeights } from './model-files/export-layers-model.ts';
export { exportOnnx, onnxInputs } from './model-files/onnx/export-onnx.ts';
export { exportKeras } from './model-files/keras/export-keras.ts';
export { exportSafetensors } from './model-files/safetensors.ts';
export { createPredictor } from './model-files/predictor.ts';
/** @awaits models that start from a TensorFlow.js file: a plan or a registry that takes one */
export { importLayersModel } from './model-files/import-layers-model.ts';
