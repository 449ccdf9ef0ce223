import { type Evaluation, optional, type SubgroupCell } from './evaluation.ts';
import { poolEvaluations } from './pooling.ts';

/** A mean over sites, each weighing as much as it has rows, with how many sites it stands on. */
export interface SiteMean {
  readonly value: number;
  readonly sites: number;
}

/**
 * One subgroup over all sites. The three counts of sites tell apart what must not be mixed up: figures that exist, figures that are
 * withheld, and nobody there.
 */
export interface PooledCell {
  /** Sites whose figures are in `evaluation`. */
  readonly sites: number;
  /** Sites that withhold this cell: they may hold patients of this group, but say no number. */
  readonly suppressed: number;
  /** Sites that hold nobody of this group. */
  readonly empty: number;
  /** The patients of those sites that show the cell; absent where none does. */
  readonly evaluation?: Evaluation;
  /** Only within sites can patients of a group be compared, as no histogram of them leaves: means of what the sites found. */
  readonly auc?: SiteMean;
  /** As `auc`. */
  readonly averagePrecision?: SiteMean;
}

/** Subgroups over all sites: by attribute, then by label. */
export type PooledSubgroups = Readonly<Record<string, Readonly<Record<string, PooledCell>>>>;

/**
 * Pools the tables by subgroup of several sites, for the attributes and labels of the plan and in their order: canonical JSON has lost
 * it on the way, and what a site adds of its own accord is nobody's question. A site without a cell counts nowhere in it.
 *
 * Nothing is inferred: a suppressed cell adds neither patients nor a guess from the site's total. What can be computed from the
 * answer could be computed from the tables that left the sites, where totals minus shown cells always leave at least two groups
 * and `minimumCell` patients unknown.
 *
 * @param labels of the groups, by attribute
 * @returns undefined when no site gives a table
 * @throws ConsiliumError `PARAMETER_INVALID` as {@link poolEvaluations}
 */
export function poolSubgroups(
  evaluations: readonly Evaluation[],
  labels: Readonly<Record<string, readonly string[]>>,
): PooledSubgroups | undefined {
  const tables = evaluations.flatMap(({ subgroups }) => (subgroups === undefined ? [] : [subgroups]));
  if (tables.length === 0) return undefined;
  const pooled = Object.entries(labels).map(([attribute, groups]): [string, Record<string, PooledCell>] => {
    const own = known(tables.map((table) => entry(table, attribute)));
    return [
      attribute,
      Object.fromEntries(groups.map((label) => [label, pooledCell(known(own.map((cells) => entry(cells, label))))])),
    ];
  });
  return Object.fromEntries(pooled);
}

function known<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value) => value !== undefined);
}

function entry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function pooledCell(cells: readonly SubgroupCell[]): PooledCell {
  const shown = cells.flatMap((cell) => (cell.state === 'shown' ? [cell.evaluation] : []));
  return {
    sites: shown.length,
    suppressed: cells.filter(({ state }) => state === 'suppressed').length,
    empty: cells.filter(({ state }) => state === 'empty').length,
    ...optional('evaluation', shown.length === 0 ? undefined : poolEvaluations(shown)),
    ...optional(
      'auc',
      siteMean(shown, (e) => e.auc),
    ),
    ...optional(
      'averagePrecision',
      siteMean(shown, (e) => e.averagePrecision),
    ),
  };
}

function siteMean(evaluations: readonly Evaluation[], pick: (e: Evaluation) => number | undefined): SiteMean | undefined {
  const scored = evaluations.flatMap((e) => {
    const value = pick(e);
    return value === undefined || e.rows === 0 ? [] : [{ value, rows: e.rows }];
  });
  const rows = scored.reduce((sum, e) => sum + e.rows, 0);
  if (rows === 0) return undefined;
  return { value: scored.reduce((sum, e) => sum + e.value * e.rows, 0) / rows, sites: scored.length };
}
