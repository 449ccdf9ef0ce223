import type { Migration } from './migration.ts';

/** Users whom an identity provider knows, and decisions of people who called with tokens. */
export const providerIdentities: Migration = {
  version: 12,
  statements: ({ integer, tableEnd }) => [
    `create table provider_identities (
  user text primary key references users (user), issuer text not null, name text not null, subject text not null,
  linked_ms ${integer} not null, unique (issuer, name)
)${tableEnd}`,
    `alter table run_decisions add column issuer text not null default ''`,
    `alter table run_decisions add column subject text not null default ''`,
  ],
};
