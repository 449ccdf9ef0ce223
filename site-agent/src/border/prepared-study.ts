import { type Backend, createTrainer, type Split, type Trainer } from '@consilium/learning';
import { buildDataset } from './build-dataset.ts';
import type { PlannedStudy } from '../datasets/planned-study.ts';
import type { Source } from '../connectors/source.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';

/** A planned study with the data of this site in memory and the compiled model on them. */
export interface PreparedStudy extends PlannedStudy {
  readonly dataset: TabularDataset;
  readonly trainer: Trainer;
  readonly evaluator: Trainer;
  dispose(): void;
}

/** Reads a source and prepares the model. @throws ConsiliumError `DATA_INVALID`, `MODEL_INVALID`, `FILE_UNREADABLE` */
export async function prepareStudy(
  planned: PlannedStudy,
  source: Source,
  split: Split,
  backend: Backend,
): Promise<PreparedStudy> {
  const { plan } = planned;
  const dataset = await buildDataset(source, plan, split);
  const { model, training, data } = plan.document;
  const { maxRowsPerPatient } = data;
  const common = { model, inputShape: [plan.inputWidth], loss: training.loss, maxRowsPerPatient, backend };
  const { classWeights } = training;
  const trainer = createTrainer({ ...common, data: dataset.training, ...(classWeights === undefined ? {} : { classWeights }) });
  const evaluator = createTrainer({ ...common, data: dataset.heldOut });
  return {
    ...planned,
    dataset,
    trainer,
    evaluator,
    dispose: () => {
      trainer.dispose();
      evaluator.dispose();
    },
  };
}
