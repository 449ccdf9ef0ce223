import type { Migration } from './migration.ts';

/** Versions of models, and what people have decided about them. */
export const models: Migration = {
  version: 14,
  statements: ({ integer, tableEnd }) => [
    `create table models (
  name text not null, version ${integer} not null, dossier_hash text not null, model_hash text not null, plan_hash text not null,
  json text not null, primary key (name, version), unique (name, dossier_hash)
)${tableEnd}`,
  ],
};
