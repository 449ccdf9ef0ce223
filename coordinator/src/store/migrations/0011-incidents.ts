import type { Migration } from './migration.ts';

/** Incidents, what is still to be said of them, and sites under quarantine. */
export const incidents: Migration = {
  version: 11,
  statements: ({ integer, tableEnd }) => [
    `create table incidents (incident ${integer} primary key, kind text not null, subject text not null, state text not null, severity text not null, json text not null)${tableEnd}`,
    `create index incidents_by_state on incidents (state, kind, subject)`,
    `create table incident_notices (notice ${integer} primary key, incident ${integer} not null, change text not null, at_ms ${integer} not null)${tableEnd}`,
    `alter table sites add column quarantine text not null default ''`,
    `alter table sites add column audit_log ${integer} not null default 0`,
  ],
};
