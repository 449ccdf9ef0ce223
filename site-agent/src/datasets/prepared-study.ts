import { type Backend, createTrainer, type Split, type Trainer } from '@consilium/learning';
import { type CompiledPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { deriveRelease, deriveScores, type Release, type Scores } from '@consilium/privacy';
import { buildDataset } from './dataset-builder.ts';
import type { Source } from './sources/source.ts';
import type { TabularDataset } from './tabular-dataset.ts';

/** A plan with everything at this site that serves it: the derived privacy parameters, the data in memory, the compiled model. */
export interface PreparedStudy {
  readonly plan: CompiledPlan;
  readonly release: Release | undefined;
  /** Form, noise and cost of scores; `undefined` only for the mechanism `none`. */
  readonly scores: Scores | undefined;
  readonly dataset: TabularDataset;
  readonly trainer: Trainer;
  readonly evaluator: Trainer;
  dispose(): void;
}

/** Reads a source and prepares the model. @throws ConsiliumError `DATA_INVALID`, `MODEL_INVALID`, `FILE_UNREADABLE` */
export async function prepareStudy(plan: CompiledPlan, source: Source, split: Split, backend: Backend): Promise<PreparedStudy> {
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const dataset = await buildDataset(source, plan, split);
  const scored = scoreParameters(plan);
  const scores = scored === undefined ? undefined : deriveScores(scored);
  const { model, training, data } = plan.document;
  const { maxRowsPerPatient } = data;
  const common = { model, inputShape: [plan.inputWidth], loss: training.loss, maxRowsPerPatient, backend };
  const { classWeights } = training;
  const trainer = createTrainer({ ...common, data: dataset.training, ...(classWeights === undefined ? {} : { classWeights }) });
  const evaluator = createTrainer({ ...common, data: dataset.heldOut });
  return {
    plan,
    release,
    scores,
    dataset,
    trainer,
    evaluator,
    dispose: () => {
      trainer.dispose();
      evaluator.dispose();
    },
  };
}
