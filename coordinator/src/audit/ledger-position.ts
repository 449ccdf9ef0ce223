import type { ReceiptRow } from '../store/tables.ts';

/** The position of a ledger as the audit log has it. Which text a site sends for a name is its own affair, and no part of the log. */
export function ledgerPosition({ dataset, sequence: seq, hash }: ReceiptRow): { dataset: string; seq: number; hash: string } {
  return { dataset: /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}$/.test(dataset) ? dataset : 'unnamed', seq, hash };
}
