import { statSync } from 'node:fs';
import { type Backend, createTrainer, type Trainer } from '@consilium/learning';
import { type CompiledPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease, type Release } from '@consilium/privacy';
import { readCsv } from '../datasets/read-csv.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';

/** A plan with everything at this site that serves it: the derived privacy parameters, the data in memory, the compiled model. */
export interface StudyRoom {
  readonly plan: CompiledPlan;
  readonly release: Release | undefined;
  readonly dataset: TabularDataset;
  readonly trainer: Trainer;
  readonly evaluator: Trainer;
  /** Whether the file is still the one that was read. */
  isCurrent(): boolean;
  dispose(): void;
}

/** Reads the file and prepares the model. @throws ConsiliumError `DATA_INVALID`, `MODEL_INVALID`, `FILE_UNREADABLE` */
export async function openStudyRoom(plan: CompiledPlan, path: string, backend: Backend): Promise<StudyRoom> {
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const stamp = fileStamp(path);
  const dataset = await readCsv(path, plan);
  const { model, training } = plan.document;
  const common = { model, inputShape: [plan.inputWidth], loss: training.loss, backend };
  const { classWeights } = training;
  const trainer = createTrainer({ ...common, data: dataset.training, ...(classWeights === undefined ? {} : { classWeights }) });
  const evaluator = createTrainer({ ...common, data: dataset.heldOut });
  return {
    plan,
    release,
    dataset,
    trainer,
    evaluator,
    isCurrent: () => fileStamp(path) === stamp,
    dispose: () => {
      trainer.dispose();
      evaluator.dispose();
    },
  };
}

function fileStamp(path: string): string {
  const { size, mtimeMs, ino } = statSync(path, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: -1, ino: -1 };
  return `${size}/${mtimeMs}/${ino}`;
}
