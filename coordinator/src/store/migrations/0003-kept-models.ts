import type { Migration } from './migration.ts';

/** Models of closed rounds that are kept although they are no longer the newest of their run. */
export const keptModels: Migration = {
  version: 3,
  statements: ({ integer, tableEnd }) => [
    `create table kept_models (
  run text not null references runs (run), round ${integer} not null, model_hash text not null, primary key (run, round)
)${tableEnd}`,
  ],
};
