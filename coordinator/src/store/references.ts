import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * The query of every hash that some row names: content with one of these is needed, all other content is not. Text, so that nothing
 * has to be put together again in every round.
 */
const REFERENCES = sql.raw(`
  select plan_hash as hash from studies
  union all select model_hash from runs
  union all select strategy_hash from runs where strategy_hash is not null
  union all select model_hash from kept_models
  union all select model_hash from models
  union all select plan_hash from models
  union all select transcript_hash from runs where transcript_hash is not null
  union all select transcript_hash from transcripts
  union all select base_hash from transcripts where base_hash is not null
  union all select sum_hash from transcripts where sum_hash is not null
  union all select before_hash from transcripts where before_hash is not null
`);

/** Every hash that is needed. */
export async function referencedHashes(query: Kysely<Tables>): Promise<ReadonlySet<string>> {
  return hashesOf(await sql<NamedHash>`${REFERENCES}`.execute(query));
}

/** Those of the hashes that some row names. */
export async function referencedAmong(query: Kysely<Tables>, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  return hashesOf(
    await sql<NamedHash>`select hash from (${REFERENCES}) as named where hash in (${sql.join(hashes)})`.execute(query),
  );
}

interface NamedHash {
  readonly hash: string;
}

function hashesOf({ rows }: { readonly rows: readonly NamedHash[] }): ReadonlySet<string> {
  return new Set(rows.map(({ hash }) => hash));
}
