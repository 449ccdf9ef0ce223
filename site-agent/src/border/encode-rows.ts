import { type Batch, crossBorder } from '@consilium/deidentify';
import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, targetColumns } from '@consilium/plan';
import { namedError, type Source } from '../connectors/source.ts';
import { type EncodedReport, type EncodedRows, RowEncoder } from '../datasets/row-encoder.ts';
import { declaredColumns } from './declared-columns.ts';

/**
 * Reads the inputs of a plan from a table as training reads them, border included, for who has a model and wants its predictions. The table needs
 * neither the column of the patient nor that of the target.
 *
 * @param take is given the rows in their order, some hundred at a time
 * @throws ConsiliumError `DATA_INVALID` that names every column that is missing, or says that a site alone could scale the inputs; what reading the
 * source throws
 */
export async function encodeRows(source: Source, plan: CompiledPlan, take: (rows: EncodedRows) => void): Promise<EncodedReport> {
  if (plan.document.data.standardise === 'site') {
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message:
        'the inputs of this plan were scaled by mean and deviation of each hospital (data.standardise: site), which no one else has: the model works at those hospitals alone',
    });
  }
  const columns = declaredColumns(plan).slice(targetColumns(plan.document.data.target).length);
  const names = columns.map(({ name }) => name);
  const there = new Set(await source.columns());
  const absent = names.filter((name) => !there.has(name));
  if (absent.length > 0) {
    const list = absent.slice(0, 20).join(', ');
    const message = `row 1: ${absent.length === 1 ? 'the column' : 'the columns'} ${list}${absent.length > 20 ? ' and others' : ''} of the plan ${absent.length === 1 ? 'is' : 'are'} not there`;
    throw namedError(
      new ConsiliumError({ code: 'DATA_INVALID', message, details: { column: absent[0] as string } }),
      source.name,
    );
  }
  const { made } = await crossBorder(withoutPatients(source.read(names).batches), columns, new RowEncoder(plan, take));
  return made;
}

/** The border expects whose rows they are, which nobody is asked here. */
async function* withoutPatients(batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
  for await (const batch of batches) yield { ...batch, columns: [{ kind: 'text', cells: [] }, ...batch.columns] };
}
