import { ConsiliumError, type SecureRandom, sha256Hex } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { deriveSynthesis, synthesise, type SyntheticRecords } from '@consilium/privacy';
import { splitFingerprint } from '@consilium/learning/held-out';
import type { DatasetCatalog, DatasetEntry } from '../datasets/dataset-catalog.ts';
import type { Gate } from '../gate/index.ts';
import type { Ledger, LedgerHead, LedgerKey } from '../ledger/index.ts';
import type { NewFile } from './new-file.ts';
import { syntheticCsv } from './synthetic-csv.ts';
import type { DomainColumn } from './synthetic-domain.ts';

/** What was asked for, all of it public. */
export interface SyntheticRequest {
  readonly plan: CompiledPlan;
  readonly entry: DatasetEntry;
  readonly domain: readonly DomainColumn[];
  readonly epsilon: number;
  readonly delta: number;
  readonly rows: number;
}

/** What a synthesis works with. */
export interface SyntheticTools {
  readonly catalog: Pick<DatasetCatalog, 'patientsOf' | 'splitOf'>;
  readonly gate: Pick<Gate, 'budgetToRecord' | 'admitCharge'>;
  readonly ledger: Pick<Ledger, 'budget' | 'recordBudget' | 'reserve' | 'commit' | 'spend' | 'events' | 'head'>;
  readonly random: SecureRandom;
  /** Reads the rows of those who train. */
  readonly records: () => Promise<SyntheticRecords>;
  /** Told what is about to be written; what it throws keeps the rows here. */
  readonly leaving: (made: SyntheticFile) => void;
  /** Told which step begins. */
  readonly progress: (step: string) => void;
}

/** What was made. */
export interface SyntheticFile {
  /** SHA-256 of the file, hex. */
  readonly hash: string;
  readonly ledger: LedgerHead;
  /** The charge that pays for it. */
  readonly run: string;
  readonly values: readonly Uint16Array[];
  /** The pairs of columns that were measured together, by name. */
  readonly edges: readonly (readonly [string, string])[];
}

/**
 * Makes synthetic rows of a data set and writes them into a new file. In the order of updates: the charge is reserved before a record is read, committed
 * with the hash of the file before its first byte is written. Cut off anywhere, it has been charged, or has touched nothing; a try after it is
 * another release with a charge of its own.
 *
 * @throws ConsiliumError `BUDGET_EXCEEDED`, `BUDGET_UNRECORDED`, `DELTA_TOO_LARGE`, `LEDGER_*`; once the charge stands, what reading and writing throw
 */
export async function synthesiseDataset(request: SyntheticRequest, tools: SyntheticTools, file: NewFile): Promise<SyntheticFile> {
  const { plan, entry, domain, epsilon, delta, rows } = request;
  const { catalog, gate, ledger, random, progress } = tools;
  const { population } = entry;
  const terms = deriveSynthesis({ columns: domain.length, target: { epsilon, delta } });
  const key = keyOf(plan, random);
  const events = terms.events;
  const decision = gate.budgetToRecord(population, ledger.budget());
  if (decision !== undefined) ledger.recordBudget(decision);
  const cost = { part: 'training', split: splitFingerprint(catalog.splitOf(population)), events, distance: 0 } as const;
  ledger.reserve(key, cost, () =>
    gate.admitCharge(
      { population, part: 'training', patients: catalog.patientsOf(population) },
      ledger.events({ part: 'training' }),
      events,
    ),
  );
  try {
    progress('reading the data set');
    const records = await tools.records();
    progress('measuring with noise, and drawing rows');
    const { values, edges } = synthesise(records, terms, rows, random.fork('synthesis'));
    const content = syntheticCsv(plan.document.data.patientId, domain, values, random.fork('cells'));
    const hash = sha256Hex(content);
    ledger.commit(key, hash);
    const name = (column: number): string => domain[column]?.name ?? '';
    const named = edges.map(({ a, b }) => [name(a), name(b)] as const);
    const made: SyntheticFile = { hash, ledger: ledger.head(), run: key.run, values, edges: named };
    tools.leaving(made);
    progress('writing the file');
    file.write(content);
    return made;
  } catch (error) {
    // Patients were touched: what the failure tells is paid for. A charge that is committed stays as it is.
    try {
      ledger.spend(key, 'synthetic data failed after the reservation; no file was written');
    } catch {
      // The ledger cannot be written either, and the first error says why: a reservation counts as much.
    }
    throw error;
  }
}

/** A charge of its own for each try: no two releases share one. */
function keyOf({ document, hash }: CompiledPlan, random: SecureRandom): LedgerKey {
  const bytes = new Uint8Array(16);
  random.fork('run').fill(bytes);
  return {
    kind: 'synthetic',
    study: document.study,
    run: `synthetic-${Buffer.from(bytes).toString('hex')}`,
    round: 0,
    attempt: 0,
    planHash: hash,
  };
}

/** The number of rows, which is declared. @throws ConsiliumError `PARAMETER_INVALID` */
export function requireRows(rows: number): number {
  if (Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS) return rows;
  throw new ConsiliumError({
    code: 'PARAMETER_INVALID',
    message: `--rows must be a whole number from 1 to ${MOST_ROWS}`,
    details: { field: 'rows' },
  });
}

/** Most rows of a file: they are held in memory. */
const MOST_ROWS = 1_000_000;
