import type { Migration } from './migration.ts';

/** Who drives a run, by which turn, and until when. */
export const leases: Migration = {
  version: 4,
  statements: ({ integer }) => [
    'alter table runs add column lease_holder text',
    `alter table runs add column lease_fence ${integer} not null default 0`,
    `alter table runs add column lease_expires_ms ${integer} not null default 0`,
  ],
};
