import type { ChosenColumn } from './choose-columns.ts';

/** What follows from the target and the sizes. Each with the reason why, for the comment beside it. */
export interface Settings {
  readonly layer: { readonly units: number; readonly activation: string };
  readonly loss: string;
  readonly metrics: readonly string[];
  readonly samplingRate: number;
  readonly learningRate: number;
  readonly delta: number;
  readonly rounds: number;
  readonly quorum: number;
}

/** Patients in all from which a smaller share of them makes a batch large enough. */
const MANY_PATIENTS = 5000;

/** Settings for noised sums of gradients at epsilon 1. @param patients public numbers, by site */
export function settingsFor(target: ChosenColumn, patients: readonly number[]): Settings {
  const total = patients.reduce((sum, one) => sum + one, 0);
  return {
    ...byTarget(target),
    samplingRate: total < MANY_PATIENTS ? 0.3 : 0.1,
    // The largest power of ten below one over all patients: at one over a hospital's patients, to publish one of them would be allowed.
    delta: Number(`1e-${Math.floor(Math.log10(total)) + 1}`),
    rounds: 40,
    quorum: Math.ceil(0.75 * patients.length),
  };
}

function byTarget(target: ChosenColumn): Pick<Settings, 'layer' | 'loss' | 'metrics' | 'learningRate'> {
  switch (target.kind) {
    case 'binary':
      return {
        layer: { units: 1, activation: 'sigmoid' },
        loss: 'binary-crossentropy',
        metrics: ['loss', 'accuracy', 'auc', 'brier'],
        learningRate: 0.5,
      };
    case 'category':
      return {
        layer: { units: target.codes.length, activation: 'softmax' },
        loss: 'categorical-crossentropy',
        metrics: ['loss', 'accuracy'],
        learningRate: 0.5,
      };
    case 'number':
      return {
        layer: { units: 1, activation: 'linear' },
        loss: 'mean-squared-error',
        metrics: ['loss', 'mean-absolute-error', 'root-mean-squared-error'],
        learningRate: 0.2,
      };
  }
}
