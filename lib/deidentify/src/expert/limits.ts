import type { RiskMeasures, SensitiveMeasures } from './measures.ts';
import type { PopulationModel } from './risks.ts';

/** The end of the range of cell sizes that agencies call a very small risk: one in eleven, which they write as 0.09. */
export const DEFAULT_MAXIMUM_RISK = 1 / 11;
/** The average that goes with it. */
export const DEFAULT_AVERAGE_RISK = 0.05;

/** How easily people may be found at most. */
export interface RiskLimits {
  readonly maximumRisk: number;
  readonly averageRisk: number;
  /** The least size of a class. */
  readonly k: number;
  /** The least diversity and the largest distance. */
  readonly sensitive: readonly SensitiveMeasures[];
}

/** One number that is worse than a determination allows. */
export interface Breach {
  /** As in `DEFINITIONS`; of a sensitive attribute with its name. */
  readonly measure: string;
  readonly measured: number;
  readonly limit: number;
}

/** The same records in another order may differ by rounding. */
const ROUNDING = 1e-9;

/** The limits that follow from what was measured: what the thresholds ask for, and for sensitive attributes no less than there was. */
export function limitsOf(
  measured: RiskMeasures,
  { maximumRisk, averageRisk }: Pick<RiskLimits, 'maximumRisk' | 'averageRisk'>,
): RiskLimits {
  const asked = maximumRisk === 0 ? measured.k : Math.ceil(1 / maximumRisk - ROUNDING);
  return { maximumRisk, averageRisk, k: Math.min(measured.k, asked), sensitive: measured.sensitive };
}

/**
 * In what measures are worse than a determination allows. Thresholds hold for the intruder that it takes for likely: one who knows who is in the data set, or, where
 * it has a model of the population, one who does not.
 */
export function breaches(
  { limits, population }: { readonly limits: RiskLimits; readonly population?: PopulationModel | undefined },
  measured: RiskMeasures,
): readonly Breach[] {
  const found: Breach[] = [];
  const most = (measure: string, value: number, limit: number): void => {
    if (value > limit * (1 + ROUNDING) + ROUNDING) found.push({ measure, measured: value, limit });
  };
  const least = (measure: string, value: number, limit: number): void => {
    if (value < limit * (1 - ROUNDING)) found.push({ measure, measured: value, limit });
  };
  if (measured.records === 0) return [];
  const intruder = population === undefined ? 'prosecutor' : 'journalist';
  most(`${intruder}Maximum`, measured[`${intruder}Maximum`], limits.maximumRisk);
  most(`${intruder}Average`, measured[`${intruder}Average`], limits.averageRisk);
  least('k', measured.k, limits.k);
  for (const limit of limits.sensitive) {
    const now = measured.sensitive.find(({ name }) => name === limit.name);
    least(`${limit.name}: distinct`, now?.distinct ?? 0, limit.distinct);
    least(`${limit.name}: entropy`, now?.entropy ?? 0, limit.entropy);
    most(`${limit.name}: closeness`, now?.closeness ?? 1, limit.closeness);
  }
  return found;
}
