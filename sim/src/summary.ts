import type { Calibration, Evaluation, PooledSubgroups } from '@consilium/learning';

/** `summary.json`: what a run did, for programs. Fields are never removed or renamed within a major version. */
export interface Summary {
  readonly study: string;
  readonly title: string;
  readonly run: string;
  readonly planHash: string;
  readonly transport: 'grpc' | 'memory';
  /** What a handshake with the coordinator found; absent for the in-memory transport. */
  readonly tls?: { readonly version: string; readonly mutual: boolean };
  /** Whether patients and noise were drawn from a seed: such noise protects nobody. */
  readonly seeded: boolean;
  readonly seed?: string;
  /** Name of what trained: `tensorflow` or `cpu`. */
  readonly backend: string;
  readonly sites: readonly SiteSummary[];
  readonly rounds: readonly RoundSummary[];
  /** Scores of the final model over the held-out patients of all sites that reported. */
  readonly final: FinalScores;
  readonly privacy: PrivacySummary;
  readonly model: { readonly sha256: string; readonly parameters: number; readonly path: string };
  readonly durationMs: number;
}

/** Scores of the final model, pooled over sites; those are absent that the plan does not ask for or that have no meaning. */
export interface FinalScores {
  readonly accuracy?: number;
  readonly auc?: number;
  readonly loss?: number;
  readonly averagePrecision?: number;
  /** Mean squared difference of predicted probability and outcome. */
  readonly brier?: number;
  /** Expected calibration error. */
  readonly ece?: number;
  /** Predicted and observed frequency by bin of predicted probability. */
  readonly calibration?: Calibration;
  /** The same scores by subgroup, when the plan asks for them. A suppressed cell is not a zero. */
  readonly subgroups?: PooledSubgroups;
  readonly patients: number;
}

/** One site at the end of a run. */
export interface SiteSummary {
  readonly id: string;
  /** Patients used for training. Known because this is a simulation; a hospital never tells. */
  readonly patients: number;
  /** From the site's own ledger, at `delta`; null without privacy. */
  readonly epsilon: number | null;
  readonly delta: number | null;
  /** Scores of the final model on the site's held-out patients; null when suppressed. */
  readonly metrics: Evaluation | null;
  /** Why there are none. */
  readonly suppressed?: string;
}

/** One closed round. */
export interface RoundSummary {
  readonly round: number;
  readonly attempt: number;
  readonly durationMs: number;
  /** Sites whose update is in the model. */
  readonly participants: readonly string[];
  readonly refused: readonly { readonly site: string; readonly state: string; readonly code: string; readonly message: string }[];
  /** Pooled scores, and those of each site; null in rounds that were not evaluated. */
  readonly metrics: { readonly pooled: Evaluation; readonly sites: Readonly<Record<string, Evaluation>> } | null;
  /** Epsilon spent at each site up to and including this round; null without privacy or where it was not computed. */
  readonly epsilon: number | null;
  /** Milliseconds of each phase, summed over sites. */
  readonly phases: Readonly<Record<string, number>>;
}

/** The guarantee, as far as it goes. */
export interface PrivacySummary {
  readonly unit: 'patient' | 'site' | 'none';
  readonly mechanism: string;
  readonly noiseMultiplier: number | null;
  readonly clip: number | null;
  readonly honestContributors: number | null;
  readonly targetEpsilon: number | null;
  readonly delta: number | null;
  readonly accountant: string | null;
  /** Sentences that every reader must see: no privacy, seeded noise, metrics that the guarantee does not cover. */
  readonly warnings: readonly string[];
}
