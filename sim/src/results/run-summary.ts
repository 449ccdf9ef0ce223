import type { Evaluation } from '@consilium/learning';
import type { Released, ReleasedMetric, ReleasedScores } from '@consilium/privacy';
import type { TargetFacts } from '../outcomes/target-facts.ts';
import type { PrivacySummary, ReleasedSummary } from '../summary.ts';

/**
 * `summary.json` of a run with hospitals: what its coordinator has, for programs. A field that also stands in the summary of a rehearsal
 * means the same; what only a rehearsal knows (patients, exact scores, the ledgers) is absent. Fields are never removed or renamed within a
 * major version.
 */
export interface RunSummary {
  /** Absent from the summary of a rehearsal. */
  readonly kind: 'run';
  readonly study: string;
  readonly title: string;
  readonly run: string;
  readonly planHash: string;
  /** What the model predicts. Absent in summaries of before. */
  readonly target?: TargetFacts;
  readonly reads: readonly string[];
  /** Present where the coordinator was started to rehearse: agents whose noise is seeded or left out are welcome to it, so that no epsilon is sure. */
  readonly rehearsal?: true;
  /** running, paused, completed, stopped or failed. */
  readonly state: string;
  /** Why it ended early. */
  readonly problem?: { readonly code: string; readonly message: string };
  /** When this was written: RFC 3339, UTC. */
  readonly writtenAt: string;
  /** Version of the software that wrote it. */
  readonly version: string;
  /** From the opening of the first round to the end of the last: RFC 3339, UTC; null before the first. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number;
  /** Who has started, paused, resumed or stopped it, oldest first. */
  readonly decisions: readonly { readonly action: string; readonly user: string; readonly at: string }[];
  /** Rounds that it was to make. */
  readonly roundsPlanned: number;
  readonly sites: readonly RunSite[];
  /** Closed rounds, oldest first. */
  readonly rounds: readonly RunRound[];
  /** Attempts that came to nothing: their updates had left the sites, and cost what those of others cost. */
  readonly failedAttempts: readonly FailedAttempt[];
  /** Released scores of the newest model, over all sites that sent theirs. */
  readonly released: ReleasedSummary | null;
  /** Why the sum under masks of those scores came to nothing. */
  readonly withheld?: string;
  readonly privacy: PrivacySummary;
  /** Epsilon of those who train at a site that answered every attempt of this run; others have spent less. Null without privacy. */
  readonly epsilon: number | null;
  readonly model: { readonly sha256: string; readonly parameters: number; readonly path: string };
}

/** One site of a run, as the coordinator knows it. */
export interface RunSite {
  readonly id: string;
  /** Rounds whose model has its update. */
  readonly counted: number;
  /** What it released of the newest model; null where it sent no scores, and where they came under masks. */
  readonly released: ReleasedScores | null;
  /** Exact scores of that model, of a hospital that shares them. */
  readonly exact?: Evaluation;
  /** Present where its scores are in the sum under masks. */
  readonly masked?: true;
  /** Why it sent none. */
  readonly declined?: string;
}

/** Released figures of one model, without counts and groups. */
export interface ReleasedFigures {
  readonly sites: readonly string[];
  readonly patients: Released;
  readonly metrics: Readonly<Partial<Record<ReleasedMetric, Released>>>;
}

/** A site that is not in the model of a round. */
export interface Absentee {
  readonly site: string;
  readonly state: string;
  readonly code: string;
  readonly message: string;
}

/** One closed round. */
export interface RunRound {
  readonly round: number;
  readonly attempt: number;
  readonly openedAt: string;
  readonly durationMs: number;
  readonly participants: readonly string[];
  readonly refused: readonly Absentee[];
  readonly modelSha256: string;
  readonly released: ReleasedFigures | null;
  readonly withheld?: string;
}

/** One attempt without a model. */
export interface FailedAttempt {
  readonly round: number;
  readonly attempt: number;
  readonly openedAt: string;
  readonly durationMs: number;
  readonly answered: readonly string[];
  readonly refused: readonly Absentee[];
  readonly problem?: { readonly code: string; readonly message: string };
}
