import { crossBorder, type Deidentified } from '@consilium/deidentify';
import type { Split } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { SyntheticRecords } from '@consilium/privacy';
import type { Source } from '../connectors/source.ts';
import { RecordBuilder } from '../synthetic/record-builder.ts';
import type { DomainColumn } from '../synthetic/synthetic-domain.ts';
import { declaredColumns } from './declared-columns.ts';

/**
 * Reads a source as rows over a declared domain, one for each patient who trains. Every cell passes the border; one that it holds back is missing.
 *
 * @throws ConsiliumError what reading the source throws, for a source that is no table
 */
export async function buildRecords(
  source: Source,
  plan: CompiledPlan,
  domain: readonly DomainColumn[],
  split: Split,
): Promise<Deidentified<SyntheticRecords>> {
  const columns = declaredColumns(plan);
  const reading = source.read([plan.document.data.patientId, ...columns.map(({ name }) => name)]);
  const { made } = await crossBorder(reading.batches, columns, new RecordBuilder(plan, domain, split));
  return made;
}
