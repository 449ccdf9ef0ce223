import { type Randomness, uniform53 } from '@consilium/core';
import type { ScoredRows } from '../scores/scored-rows.ts';
import { type ScoreLayout } from '../scores/score-layout.ts';
import { countedScore } from '../scores/score-bins.ts';

/** How made-up patients look. */
export interface PatientShape {
  readonly patients: number;
  /** Frequency of the outcome. */
  readonly prevalence: number;
  /** Distance of the scores of both outcomes, in log-odds; the AUC follows. */
  readonly separation: number;
}

/** A standard normal. */
export function normal(random: Randomness): number {
  return Math.sqrt(-2 * Math.log1p(-uniform53(random))) * Math.cos(2 * Math.PI * uniform53(random));
}

/** Patients of one row each with calibrated scores: log-odds are normal around the prior, shifted by the outcome. */
export function scoredPatients({ patients, prevalence, separation }: PatientShape, random: Randomness): ScoredRows {
  const targets = Float32Array.from({ length: patients }, () => Number(uniform53(random) < prevalence));
  const prior = Math.log(prevalence / (1 - prevalence));
  const outputs = targets.map((outcome) => {
    const logit = prior + separation * ((outcome - 0.5) * separation + normal(random));
    return 1 / (1 + Math.exp(-logit));
  });
  const groups = { sex: Int32Array.from({ length: patients }, () => Math.floor(uniform53(random) * 2)) };
  return { outputs, targets, losses: new Float32Array(patients), patients: Int32Array.from(targets.keys()), groups };
}

/** Rows of several sites, one after the other. */
export function pooledRows(sites: readonly ScoredRows[]): ScoredRows {
  let next = 0;
  const patients = sites.flatMap((site) => {
    const from = next;
    next += Math.max(-1, ...site.patients) + 1;
    return Array.from(site.patients, (patient) => patient + from);
  });
  const joined = (pick: (site: ScoredRows) => Float32Array): Float32Array =>
    Float32Array.from(sites.flatMap((site) => [...pick(site)]));
  const names = Object.keys(sites[0]?.groups ?? {});
  return {
    outputs: joined(({ outputs }) => outputs),
    targets: joined(({ targets }) => targets),
    losses: joined(({ losses }) => losses),
    patients: Int32Array.from(patients),
    groups: Object.fromEntries(
      names.map((name) => [name, Int32Array.from(sites.flatMap(({ groups }) => [...(groups[name] as Int32Array)]))]),
    ),
  };
}

/** Figures of a binary target straight from the scores, each row of n of a patient weighing an n-th: what intervals must hold. */
export function exactFigures(rows: ScoredRows, layout: ScoreLayout): Readonly<Record<string, number>> {
  if (layout.target.kind !== 'binary') return {};
  const { threshold } = layout.target;
  const edges = layout.blocks[0]?.edges ?? [];
  const counts = new Map<number, number>();
  for (const patient of rows.patients) counts.set(patient, (counts.get(patient) ?? 0) + 1);
  const list = Array.from(rows.patients, (patient, i) => ({
    weight: 1 / (counts.get(patient) as number),
    given: rows.outputs[i] as number,
    score: countedScore(rows.outputs[i] as number, (rows.targets[i] as number) >= 0.5),
    ill: (rows.targets[i] as number) >= 0.5,
  }));
  const weigh = (pick: (row: (typeof list)[number]) => number): number =>
    list.reduce((sum, row) => sum + row.weight * pick(row), 0);
  const n = weigh(() => 1);
  const ill = weigh((row) => Number(row.ill));
  const called = (row: (typeof list)[number]): boolean => row.given >= threshold;
  let won = 0;
  for (const a of list) {
    if (!a.ill) continue;
    for (const b of list) if (!b.ill) won += a.weight * b.weight * (a.given > b.given ? 1 : a.given === b.given ? 0.5 : 0);
  }
  const order = [...list].sort((a, b) => b.given - a.given);
  let [found, seen, precision] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    let end = i;
    let gained = 0;
    for (; end < order.length && order[end]?.given === order[i]?.given; end++) {
      const row = order[end] as (typeof list)[number];
      seen += row.weight;
      if (row.ill) gained += row.weight;
    }
    found += gained;
    precision += gained * (found / seen);
    i = end;
  }
  const gaps = Array.from({ length: edges.length + 1 }, (_, bin) =>
    Math.abs(weigh((row) => (edges.filter((edge) => row.given >= edge).length === bin ? row.score - Number(row.ill) : 0))),
  );
  return {
    loss: weigh((row) => -Math.log(row.ill ? row.score : 1 - row.score)) / n,
    accuracy: weigh((row) => Number(called(row) === row.ill)) / n,
    sensitivity: weigh((row) => Number(row.ill && called(row))) / ill,
    specificity: weigh((row) => Number(!row.ill && !called(row))) / (n - ill),
    auc: won / (ill * (n - ill)),
    averagePrecision: precision / ill,
    brier: weigh((row) => (row.score - Number(row.ill)) ** 2) / n,
    ece: gaps.reduce((a, b) => a + b, 0) / n,
  };
}
