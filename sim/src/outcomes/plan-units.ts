import type { Evaluation, MetricName, SubgroupCell } from '@consilium/learning';
import type { Released, ReleasedGroup, ReleasedScores } from '@consilium/privacy';

/**
 * Errors in the units of the plan. Sites compute them from what the network gives, which may be scaled; a linear scale scales them by its slope.
 * The loss stays what training makes small.
 */
const ERRORS = ['mae', 'rmse'] as const satisfies readonly MetricName[];

/** Exact scores with errors in the units of the plan. @param units see `unitsOfOutput` */
export function evaluationInUnits(evaluation: Evaluation, units: number): Evaluation {
  if (units === 1) return evaluation;
  const { intervals, subgroups } = evaluation;
  return {
    ...evaluation,
    ...scaled(evaluation, (value) => value * units),
    ...(intervals === undefined
      ? {}
      : { intervals: { ...intervals, ...scaled(intervals, ({ low, high }) => ({ low: low * units, high: high * units })) } }),
    ...(subgroups === undefined
      ? {}
      : { subgroups: mapValues(subgroups, (cells) => mapValues(cells, (cell) => cellInUnits(cell, units))) }),
  };
}

function cellInUnits(cell: SubgroupCell, units: number): SubgroupCell {
  return cell.state === 'shown' ? { ...cell, evaluation: evaluationInUnits(cell.evaluation, units) } : cell;
}

/** Released scores with errors in the units of the plan. @param units see `unitsOfOutput` */
export function releasedInUnits(released: ReleasedScores, units: number): ReleasedScores {
  if (units === 1) return released;
  const { subgroups } = released;
  return {
    ...released,
    ...groupInUnits(released, units),
    ...(subgroups === undefined
      ? {}
      : { subgroups: mapValues(subgroups, (groups) => mapValues(groups, (group) => groupInUnits(group, units))) }),
  };
}

function groupInUnits(group: ReleasedGroup, units: number): ReleasedGroup {
  const times = ({ value, low, high }: Released): Released => ({ value: value * units, low: low * units, high: high * units });
  return { ...group, metrics: { ...group.metrics, ...scaled(group.metrics, times) } };
}

type Errors<T> = { readonly [E in (typeof ERRORS)[number]]?: T };

function scaled<T>(from: { readonly [E in (typeof ERRORS)[number]]?: T | undefined }, scale: (value: T) => T): Errors<T> {
  return Object.fromEntries(ERRORS.flatMap((name) => (from[name] === undefined ? [] : [[name, scale(from[name])]])));
}

function mapValues<T>(values: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
