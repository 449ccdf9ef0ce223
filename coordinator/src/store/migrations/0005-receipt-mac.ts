import type { Migration } from './migration.ts';

/** Sites prove that they reported a ledger head: what a coordinator makes up must not stop them. */
export const receiptMac: Migration = {
  version: 5,
  statements: () => [`alter table receipts add column mac text not null default ''`],
};
