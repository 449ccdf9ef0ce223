import type { Migration } from './migration.ts';

/** The tables of 0.1.0. */
export const firstTables: Migration = {
  version: 2,
  statements: ({ integer, bytes, tableEnd }) => [
    `create table studies (
  plan_hash text primary key, study text not null, plan_json text not null, submitted_ms ${integer} not null
)${tableEnd}`,
    'create index studies_by_name on studies (study, submitted_ms)',
    `create table runs (
  run text primary key, study text not null, plan_hash text not null references studies (plan_hash), rounds ${integer} not null,
  state text not null, state_json text not null, created_ms ${integer} not null, model_hash text not null, strategy_hash text
)${tableEnd}`,
    `create table attempts (
  run text not null references runs (run), round ${integer} not null, attempt ${integer} not null, outcome text not null,
  record_json text not null, primary key (run, round, attempt)
)${tableEnd}`,
    `create table sites (
  site text primary key, agent_version text not null, last_seen_ms ${integer} not null, revoked ${integer} not null
)${tableEnd}`,
    `create table receipts (
  site text not null, dataset text not null, sequence ${integer} not null, hash text not null, primary key (site, dataset)
)${tableEnd}`,
    `create table blobs (hash text primary key, content ${bytes} not null)${tableEnd}`,
    `create table updates (
  run text not null references runs (run), round ${integer} not null, attempt ${integer} not null, site text not null,
  content ${bytes} not null, primary key (run, round, attempt, site)
)${tableEnd}`,
  ],
};
