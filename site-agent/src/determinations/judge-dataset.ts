import { type Breach, breaches, measureRisks, type RiskMeasures } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import type { Determination } from './determination.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';
import { expertTable } from './expert-table.ts';

/** How a data set stands beside its determination. Depends on every record: for people of the hospital alone. */
export interface Judgement {
  readonly measured: RiskMeasures;
  /** In what it is worse than was determined; none where it is as it should be. */
  readonly breaches: readonly Breach[];
}

/** A judgement in one word. */
export function verdictOf({ breaches: found }: Judgement): 'met' | 'unmet' {
  return found.length === 0 ? 'met' : 'unmet';
}

/** Measures a data set as its determination did. @throws ConsiliumError `PARAMETER_INVALID` for columns that the plan does not read */
export function judgeDataset(
  dataset: Pick<TabularDataset, 'training' | 'heldOut'>,
  plan: CompiledPlan,
  determination: Determination,
): Judgement {
  const measured = measureRisks(expertTable(dataset, plan, determination), determination.population);
  return { measured, breaches: breaches(determination, measured) };
}
