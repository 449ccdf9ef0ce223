import type { Migration } from './migration.ts';

/** Which runs were rehearsed, in whole or in part: a model keeps that for good, and the coordinator may be started otherwise tomorrow. */
export const rehearsedRuns: Migration = {
  version: 13,
  statements: ({ integer }) => [`alter table runs add column rehearsal ${integer} not null default 0`],
};
