import type { Migration } from './migration.ts';

/** What sites have said in the sums under masks of open attempts and evaluations. */
export const sumMessages: Migration = {
  version: 6,
  statements: ({ integer, bytes, tableEnd }) => [
    `create table sum_messages (
  run text not null references runs (run), round ${integer} not null, attempt ${integer} not null, kind text not null,
  phase text not null, site text not null, message ${bytes} not null, primary key (run, round, attempt, kind, phase, site)
)${tableEnd}`,
  ],
};
