import type { Migration } from './migration.ts';

/** The audit log: an entry a row, and the checkpoint over all of them. */
export const audit: Migration = {
  version: 10,
  statements: ({ integer, bytes, tableEnd }) => [
    `create table audit_entries (position ${integer} primary key, line text not null, nodes ${bytes} not null)${tableEnd}`,
    `create table audit_checkpoint (origin text primary key, note text not null)${tableEnd}`,
  ],
};
