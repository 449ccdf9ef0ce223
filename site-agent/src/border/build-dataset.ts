import { crossBorder, derived } from '@consilium/deidentify';
import type { Split } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { Source } from '../connectors/source.ts';
import { DatasetBuilder } from '../datasets/dataset-builder.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';
import { declaredColumns } from './declared-columns.ts';

/**
 * Reads a source as a plan sees it: the one way from a hospital's table to the arrays of a data set. Every cell passes the border on it.
 *
 * A cell that cannot be read, or that identifies somebody, counts as missing by the plan's rule; without its patient or target, a row is left out.
 * So no record decides whether there is a data set: a person sees in the report what was held back, where the plan is approved.
 *
 * @param split who is held out; the hospital's, never the plan's
 * @throws ConsiliumError what reading the source throws, for a source that is no table
 */
export async function buildDataset(source: Source, plan: CompiledPlan, split: Split): Promise<TabularDataset> {
  const columns = declaredColumns(plan);
  const reading = source.read([plan.document.data.patientId, ...columns.map(({ name }) => name)]);
  const builder = new DatasetBuilder(plan, split, () => reading.foretoldRows?.());
  const { made, held, notes } = await crossBorder(reading.batches, columns, builder);
  return {
    training: derived(made, ({ training }) => training),
    heldOut: derived(made, ({ heldOut }) => heldOut),
    subgroups: made.subgroups,
    report: { ...made.report, identifiers: held, notes },
    contentHash: reading.contentHash(),
    isCurrent: () => reading.isCurrent(),
  };
}
