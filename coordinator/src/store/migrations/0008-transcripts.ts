import type { Migration } from './migration.ts';

/** Transcripts of finished sums under masks, and which sites have signed them. */
export const transcripts: Migration = {
  version: 8,
  statements: ({ integer, bytes, tableEnd }) => [
    'alter table runs add column transcript_hash text',
    `create table transcripts (
  run text not null references runs (run), round ${integer} not null, attempt ${integer} not null, transcript_hash text not null,
  base_hash text, sum_hash text, before_hash text, primary key (run, round)
)${tableEnd}`,
    `create table transcript_words (
  run text not null references runs (run), round ${integer} not null, site text not null, word ${bytes} not null,
  primary key (run, round, site)
)${tableEnd}`,
  ],
};
