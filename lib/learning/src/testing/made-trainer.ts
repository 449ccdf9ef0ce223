import { declaredDeidentified } from '@consilium/deidentify/testing';
import type { TrainingData } from '../data/training-data.ts';
import { createTrainer, type Trainer, type TrainerOptions } from '../training/trainer.ts';

/** What a trainer on made-up rows is made from. */
export type MadeOptions = Omit<TrainerOptions, 'data'> & { readonly data: TrainingData };

/** A trainer on made-up rows. */
export function madeTrainer({ data, ...options }: MadeOptions): Trainer {
  return createTrainer({ ...options, data: declaredDeidentified(data) });
}
