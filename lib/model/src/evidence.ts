import type { Released, ReleasedScores } from '@consilium/privacy';
import type { CompiledPlan, ModelOrigin } from '@consilium/plan';

/** Scores of a model as they left the sites: counts with noise, added up. */
export interface ReleasedEvaluation {
  readonly sites: readonly string[];
  readonly scores: ReleasedScores;
}

/** The same without counts and groups. */
export interface ReleasedFigures {
  readonly sites: readonly string[];
  readonly patients: Released;
  readonly metrics: Readonly<Record<string, Released>>;
}

/** One closed round. */
export interface RoundEvidence {
  readonly round: number;
  readonly attempt: number;
  /** Those whose update is in the model. */
  readonly sites: readonly string[];
  /** Of the model that it made; absent where none was released. */
  readonly released?: ReleasedFigures;
}

/** What a site has spent on the run by its own ledger. */
export interface SiteSpending {
  readonly site: string;
  readonly epsilon: number;
  readonly delta: number;
}

/**
 * What is known of a run, of that which may leave: nothing exact about patients is in it. A dossier is handed on, so that it holds
 * what a run releases and nothing else, a rehearsal included.
 */
export interface RunEvidence {
  /** Milliseconds since the Unix epoch, by the clock of the coordinator. */
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly rounds: readonly RoundEvidence[];
  /** Of the model itself. */
  readonly released?: ReleasedEvaluation;
  readonly spending: readonly SiteSpending[];
  /** What every reader must see: no privacy, a seed that made the noise. */
  readonly warnings: readonly string[];
}

/** A model with what is known of it: what all parts of a dossier are made from. */
export interface DossierModel {
  readonly plan: CompiledPlan;
  readonly origin: ModelOrigin;
  readonly evidence: RunEvidence;
}

/** A time as documents write it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
