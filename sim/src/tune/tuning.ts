import type { Spread } from '../mean-scores.ts';
import type { Settings } from './settings.ts';
import type { TuningData } from './trial.ts';

/** What settings come to. */
export interface Forecast {
  readonly settings: Settings;
  /** AUC over seeds that had no part in the choice. */
  readonly auc: Spread;
  /** The same patients and samples without noise. */
  readonly withoutNoise: Spread;
}

/** What was found, for programs. */
export interface Tuning {
  readonly study: string;
  readonly planHash: string;
  readonly sites: number;
  /** Public patient numbers of all sites together. */
  readonly patients: number;
  /** Patients who trained: fewer than `patients` where a public file has no more. */
  readonly trained: number;
  readonly data: TuningData;
  readonly epsilon: number;
  readonly delta: number;
  readonly asWritten: Forecast;
  readonly suggested: Forecast;
  /** AUC of the truth itself on planted patients; null for a public file. */
  readonly best: number | null;
  /** Highest AUC that was reached without noise. */
  readonly ceiling: number;
  /** Everything tried, the best first. */
  readonly tried: readonly { readonly settings: Settings; readonly auc: Spread }[];
  /** The suggested settings at other targets. */
  readonly epsilons: readonly { readonly epsilon: number; readonly auc: Spread }[];
  readonly wanted: { readonly auc: number; readonly leastEpsilon: number | null } | null;
  /** Sentences for people: what is hopeless, what is undertrained. */
  readonly verdicts: readonly string[];
}
