import type { Migration } from './migration.ts';

/** Sites are admitted by their keys, and may be invited. */
export const admittedKeys: Migration = {
  version: 7,
  statements: ({ integer, tableEnd }) => [
    `create table site_keys (
  site text not null references sites (site), key text not null, turn ${integer} not null, admitted_ms ${integer} not null,
  expires_ms ${integer} not null, retired ${integer} not null,
  primary key (site, key)
)${tableEnd}`,
    `create table invitations (
  token_hash text primary key, site text not null, may_replace ${integer} not null, created_ms ${integer} not null,
  expires_ms ${integer} not null, withdrawn ${integer} not null, key text not null
)${tableEnd}`,
  ],
};
