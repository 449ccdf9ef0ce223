import type { Migration } from './migration.ts';

/** People, their roles and keys, and what they decide about runs. Keys and invitations are of a site or a user. */
export const users: Migration = {
  version: 9,
  statements: ({ integer, tableEnd }) => [
    `create table users (
  user text primary key, roles text not null, added_ms ${integer} not null, revoked ${integer} not null
)${tableEnd}`,
    `create table member_keys (
  kind text not null, member text not null, key text not null, turn ${integer} not null, admitted_ms ${integer} not null,
  expires_ms ${integer} not null, retired ${integer} not null,
  primary key (kind, member, key)
)${tableEnd}`,
    `insert into member_keys (kind, member, key, turn, admitted_ms, expires_ms, retired)
  select 'site', site, key, turn, admitted_ms, expires_ms, retired from site_keys`,
    'drop table site_keys',
    'alter table invitations rename column site to member',
    `alter table invitations add column kind text not null default 'site'`,
    `create table run_decisions (
  run text not null references runs (run), turn ${integer} not null, action text not null, user text not null, key text not null,
  at_ms ${integer} not null, primary key (run, turn)
)${tableEnd}`,
  ],
};
