import { limitsOf, measureRisks } from '@consilium/deidentify';
import { signingKey } from '@consilium/secure-sum';
import { writeVerifierKey } from '@consilium/transparency';
import type { CompiledPlan } from '@consilium/plan';
import { writeDetermination, type Determination } from '../determinations/determination.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';
import { scopeOf } from '../determinations/determination-scope.ts';
import { expertTable } from '../determinations/expert-table.ts';
import { DeterminationStore } from '../determinations/determination-store.ts';
import { signRecord } from '../determinations/signed-determination.ts';

const SEED = Buffer.alloc(32, 5);

/** The key of the expert of {@link installDetermination}. */
export const EXPERT_KEY: string = writeVerifierKey({ name: 'ada.example', publicKey: signingKey(SEED).publicKey });

/** What an expert determines of data as they are: by the ward, of which others know, with limits that just hold. */
export function determinationOf(
  entry: DatasetEntry,
  plan: CompiledPlan,
  dataset: Pick<TabularDataset, 'training' | 'heldOut'>,
  change: Partial<Determination> = {},
): Determination {
  const columns = { quasiIdentifiers: ['ward'], sensitive: [] };
  const measured = measureRisks(expertTable(dataset, plan, columns));
  return {
    version: 1,
    expert: { name: 'Dr. Ada Example', qualification: 'biostatistician', method: 'report 7' },
    scope: scopeOf(entry, plan),
    ...columns,
    recipients: ['consortium cardio'],
    treatment: 'none',
    measured: { ...measured, sensitive: [] },
    limits: { ...limitsOf(measured, { maximumRisk: 1, averageRisk: 1 }), k: measured.k, sensitive: [] },
    determined: '2026-01-01',
    expires: '2027-06-30',
    ...change,
  };
}

/** Has the hospital of a state folder go by such a record. */
export function installDetermination(stateFolder: string, determination: Determination): void {
  const record = signRecord(writeDetermination(determination), 'ada.example', SEED);
  new DeterminationStore(stateFolder).install(determination.scope.dataset, record, [EXPERT_KEY]);
}
