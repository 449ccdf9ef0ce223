import type { LedgerEntry } from './ledger-entry.ts';

/** How far one run has come at this site. */
export interface RunUse {
  /** The exchange that was reserved last. */
  readonly last: { readonly round: number; readonly attempt: number };
  /** Releases: reservations taken back, which cost patients nothing and the disk two lines. */
  readonly releases: number;
}

/**
 * What the ledger holds of one plan, by run. Public: the coordinator has offered every exchange in it, and no record decides what stands
 * there.
 */
export type PlanUse = ReadonlyMap<string, RunUse>;

const NOTHING: PlanUse = new Map();

/** {@link PlanUse} of every plan, kept up to date entry by entry. */
export class PlanUses {
  readonly #plans = new Map<string, Map<string, RunUse>>();
  /** Evaluations that were reserved and taken back, by plan and run. */
  readonly #releasedScores = new Map<string, number>();

  of(planHash: string): PlanUse {
    return this.#plans.get(planHash) ?? NOTHING;
  }

  /** How many evaluations of a run were taken back: like {@link RunUse.releases}, for scores. */
  releasedScores(planHash: string, run: string): number {
    return this.#releasedScores.get(placeOf(planHash, run)) ?? 0;
  }

  /** Takes in the next entry. */
  apply(entry: LedgerEntry): void {
    if (entry.op === 'clock' || entry.op === 'budget') return;
    const { kind, planHash, run, round, attempt } = entry.key;
    // No coordinator asked for it, and no run goes on from it.
    if (kind === 'synthetic') return;
    if (kind === 'evaluation') {
      // Scores are asked for once a round, and say nothing about how far training has come.
      if (entry.op === 'release') this.#releasedScores.set(placeOf(planHash, run), this.releasedScores(planHash, run) + 1);
      return;
    }
    const runs = this.#plans.get(planHash) ?? new Map<string, RunUse>();
    this.#plans.set(planHash, runs);
    const before = runs.get(run);
    if (entry.op === 'reserve') runs.set(run, { last: { round, attempt }, releases: before?.releases ?? 0 });
    else if (entry.op === 'release' && before !== undefined) runs.set(run, { ...before, releases: before.releases + 1 });
  }
}

function placeOf(planHash: string, run: string): string {
  return `${planHash} ${run}`;
}
