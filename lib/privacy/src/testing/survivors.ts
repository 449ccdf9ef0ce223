import { type Randomness, uniform53 } from '@consilium/core';
import type { ScoredRows } from '../scores/scored-rows.ts';

/** How made-up follow-up looks. */
export interface FollowUp {
  readonly patients: number;
  readonly intervals: number;
  /** Mean hazard of an interval. */
  readonly hazard: number;
  /** Probability of being censored in an interval. */
  readonly censoring: number;
}

/** Patients of one row or two, each of a risk of its own, of which a model knows half. */
export function survivors({ patients, intervals, hazard, censoring }: FollowUp, random: Randomness): ScoredRows {
  const owners = Int32Array.from(Array.from({ length: patients }, (_, p) => (p % 4 === 0 ? [p, p] : [p])).flat());
  const [outputs, targets, losses]: number[][] = [[], [], []] as [number[], number[], number[]];
  for (let row = 0; row < owners.length; row++) {
    const known = 4 * (uniform53(random) - 0.5);
    const odds = (hazard / (1 - hazard)) * Math.exp(known + (uniform53(random) - 0.5));
    const own = odds / (1 + odds);
    const said = (hazard * Math.exp(known)) / (1 - hazard + hazard * Math.exp(known));
    let [survived, event] = [0, 0];
    for (; survived < intervals; survived++) {
      if (uniform53(random) < own) event = 1;
      if (event === 1 || uniform53(random) < censoring) break;
    }
    outputs?.push(...Array.from({ length: intervals }, () => said));
    targets?.push(survived, event, survived + 0.5);
    losses?.push(-survived * Math.log(1 - said) - (event === 1 ? Math.log(said) : 0));
  }
  return {
    outputs: Float32Array.from(outputs ?? []),
    targets: Float32Array.from(targets ?? []),
    losses: Float32Array.from(losses ?? []),
    patients: owners,
    groups: {},
  };
}

/** What released figures of follow-up must hold, straight from the rows, each row of n of a patient weighing an n-th. */
export interface ExactSurvival {
  readonly patients: number;
  readonly loss: number;
  readonly concordance: number;
  readonly curve: readonly {
    readonly atRisk: number;
    readonly events: number;
    readonly observed: number;
    readonly predicted: number;
  }[];
}

/** See {@link ExactSurvival}. Losses are cut as plans say: at twice that of a guess. */
export function exactSurvival(sites: readonly ScoredRows[], intervals: number): ExactSurvival {
  const list = sites.flatMap(({ outputs, targets, losses, patients }) => {
    const rowsOf = new Map<number, number>();
    for (const patient of patients) rowsOf.set(patient, (rowsOf.get(patient) ?? 0) + 1);
    return Array.from(patients, (patient, row) => ({
      weight: 1 / (rowsOf.get(patient) as number),
      survived: targets[3 * row] as number,
      event: targets[3 * row + 1] === 1,
      loss: Math.min(2 * Math.log(intervals + 1), losses[row] as number),
      hazard: outputs[row * intervals] as number,
    }));
  });
  type Row = (typeof list)[number];
  const weigh = (pick: (row: Row) => number): number => list.reduce((sum, row) => sum + row.weight * pick(row), 0);
  const n = weigh(() => 1);
  let [pairs, won, survival] = [0, 0, 1];
  for (const a of list) {
    if (!a.event) continue;
    for (const b of list) {
      if (b.survived <= a.survived) continue;
      pairs += a.weight * b.weight;
      won += a.weight * b.weight * (a.hazard > b.hazard ? 1 : a.hazard === b.hazard ? 0.5 : 0);
    }
  }
  const curve = Array.from({ length: intervals }, (_, k) => {
    const events = weigh((row) => Number(row.event && row.survived === k));
    const atRisk = weigh((row) => Number(row.survived > k)) + events;
    survival *= 1 - events / atRisk;
    return { atRisk, events, observed: survival, predicted: weigh((row) => (1 - row.hazard) ** (k + 1)) / n };
  });
  return { patients: n, loss: weigh((row) => row.loss) / n, concordance: won / pairs, curve };
}
