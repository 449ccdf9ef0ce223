import type { Calibration, Evaluation, PooledSubgroups } from '@consilium/learning';
import type { ReleasedScores, ReleasedThresholds, SumTrust } from '@consilium/privacy';
import type { PrivacyCost } from './cost/cost-curve.ts';
import type { OwnModels } from './own-models/own-models.ts';
import type { PolicyAnswers } from './policy/policy-answers.ts';
import type { PooledOutcome, SiteOutcome } from './outcomes/outcome.ts';
import type { TargetFacts } from './outcomes/target-facts.ts';
import type { DataTable } from '@consilium/site-agent';

/** `summary.json`: what a run did, for programs. Fields are never removed or renamed within a major version. */
export interface Summary {
  readonly study: string;
  readonly title: string;
  readonly run: string;
  readonly planHash: string;
  /** What the model predicts. Absent in summaries of before. */
  readonly target?: TargetFacts;
  /** Features of the plan in words; a series or group is one. Absent in summaries of before. */
  readonly reads?: readonly string[];
  readonly transport: 'grpc' | 'memory';
  /** What a handshake with the coordinator found; absent for the in-memory transport. */
  readonly tls?: { readonly version: string; readonly mutual: boolean };
  /** Whether patients and noise were drawn from a seed: such noise protects nobody. */
  readonly seeded: boolean;
  readonly seed?: string;
  /** Present where updates left without the noise of their mechanism, to show what it costs: `privacy` then says that there was none. */
  readonly withoutNoise?: true;
  /** Name of what trained: `tensorflow` or `cpu`. */
  readonly backend: string;
  readonly sites: readonly SiteSummary[];
  readonly rounds: readonly RoundSummary[];
  /** Exact scores of the final model over the held-out patients of all sites: known because this is a rehearsal. */
  readonly final: FinalScores;
  /** What a real run would have released of the final model; null without privacy, and where no site sent scores. */
  readonly released: ReleasedSummary | null;
  /** Why their sum under masks came to nothing; absent where it did not. */
  readonly withheld?: string;
  readonly privacy: PrivacySummary;
  /** What hospitals with a policy would refuse or withhold of this plan. Absent in summaries of before. */
  readonly policy?: PolicyAnswers;
  /** Each hospital's own model, trained without noise on its patients alone, beside the common one. Absent in summaries of before. */
  readonly ownModels?: OwnModels;
  /** What privacy costs, by rehearsals at other epsilons and without noise; absent where nobody asked. */
  readonly privacyCost?: PrivacyCost;
  readonly model: { readonly sha256: string; readonly parameters: number; readonly path: string };
  readonly durationMs: number;
  /** When the run was over: RFC 3339, UTC. Absent in summaries of before, as is the next. */
  readonly finishedAt?: string;
  /** Version of the software that ran it. */
  readonly version?: string;
}

/** Scores of the final model, pooled over sites; those are absent that the plan does not ask for or that have no meaning. */
export interface FinalScores {
  readonly accuracy?: number;
  /** Over all pairs of patients, also of different sites: case mix counts as skill. */
  readonly auc?: number;
  /** Over pairs of patients of one site. Absent in summaries of before. */
  readonly aucWithinSites?: number;
  readonly loss?: number;
  readonly averagePrecision?: number;
  /** Mean squared difference of predicted probability and outcome. */
  readonly brier?: number;
  /** Expected calibration error. */
  readonly ece?: number;
  /** Mean absolute error, in the unit of the target. */
  readonly mae?: number;
  /** Root of the mean squared error, in the unit of the target. */
  readonly rmse?: number;
  /** By the kind of the target: errors beside baselines, classes apart, or counts by threshold. Absent in summaries of before. */
  readonly outcome?: PooledOutcome;
  /** Predicted and observed frequency by bin of predicted probability. */
  readonly calibration?: Calibration;
  /** The same scores by subgroup, when the plan asks for them. A suppressed cell is not a zero. */
  readonly subgroups?: PooledSubgroups;
  readonly patients: number;
}

/** Noised scores of the final model, added up over sites. */
export interface ReleasedSummary {
  /** Sites that are added up. */
  readonly sites: readonly string[];
  readonly scores: ReleasedScores;
  /** What each threshold at which sites counted is worth, of a binary target whose plan asks for more than accuracy. Absent in summaries of before. */
  readonly thresholds?: ReleasedThresholds;
}

/** What the data of a virtual site were found to be before the first round: known because this is a rehearsal. */
export interface SiteDataSummary extends DataTable {
  /** Sentences for the person who owns the files. */
  readonly findings: readonly string[];
}

/** What the privacy parts of a report rest on. */
export interface Guarantee {
  readonly privacy: PrivacySummary;
  readonly seeded: boolean;
  readonly withoutNoise?: true;
  /** Present for a run of a coordinator that rehearses. */
  readonly rehearsal?: true;
  /** Those of which it is known what they have spent. */
  readonly sites: readonly Pick<SiteSummary, 'id' | 'epsilon'>[];
}

/** Who was in which round. */
export interface Attendance {
  readonly rounds: readonly Pick<RoundSummary, 'round' | 'attempt' | 'participants' | 'refused'>[];
  readonly sites: readonly Pick<SiteSummary, 'id'>[];
}

/** One site at the end of a run. */
export interface SiteSummary {
  readonly id: string;
  /** Patients used for training. Known because this is a simulation; a hospital never tells. */
  readonly patients: number;
  /** From the site's own ledger, at `delta`: the larger of both parts; null without privacy. */
  readonly epsilon: number | null;
  /** Of patients who trained, and of those held out. A patient is in one part for good, so that nobody spends both. */
  readonly parts: { readonly training: number; readonly heldOut: number } | null;
  readonly delta: number | null;
  /** Exact scores of the final model on the site's held-out patients; null for a site whose file does not fit the plan. */
  readonly metrics: Evaluation | null;
  /** Errors of predicted numbers, or scores of predicted classes, beside baselines. Absent in summaries of before. */
  readonly outcome?: SiteOutcome;
  /** Why there are none. */
  readonly suppressed?: string;
  /** Absent in summaries of before, and where its data cannot be read. */
  readonly data?: SiteDataSummary;
  /** Why its data could not be used, so that it took no part: somebody asked to go on without it. */
  readonly failure?: string;
  /** What the site released of the final model; null without privacy, where it sent no scores, and where they came under masks. */
  readonly released: ReleasedScores | null;
  /** Present where its scores are in the sum under masks: what they were nobody but the site knows. */
  readonly masked?: true;
  /** Why it sent none. */
  readonly declined?: string;
}

/** One closed round. */
export interface RoundSummary {
  readonly round: number;
  readonly attempt: number;
  readonly durationMs: number;
  /** Sites whose update is in the model. */
  readonly participants: readonly string[];
  readonly refused: readonly { readonly site: string; readonly state: string; readonly code: string; readonly message: string }[];
  /** Exact scores, pooled and of each site; null in rounds whose models were not scored. */
  readonly metrics: { readonly pooled: Evaluation; readonly sites: Readonly<Record<string, Evaluation>> } | null;
  /** What was released of the round's model, over all sites that sent scores; null where nothing was. */
  readonly released: ReleasedSummary | null;
  /** Epsilon spent at each site by those who train, up to and including this round; null without privacy or where it was not computed. */
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
  /** Whom the hospitals trust over a whole run, each round made once; null where updates leave without masks. */
  readonly trust: SumTrust | null;
  readonly targetEpsilon: number | null;
  readonly delta: number | null;
  readonly accountant: string | null;
  /** Sentences that every reader must see: no privacy, seeded noise, metrics that the guarantee does not cover. */
  readonly warnings: readonly string[];
}
