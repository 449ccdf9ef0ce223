import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The query of every hash that some row names: content with one of these is needed, all other content is not. */
function references(query: Kysely<Tables>) {
  return query
    .selectFrom('studies')
    .select('plan_hash as hash')
    .unionAll(query.selectFrom('runs').select('model_hash as hash'))
    .unionAll(
      query
        .selectFrom('runs')
        .select('strategy_hash as hash')
        .where('strategy_hash', 'is not', null)
        .$narrowType<{ hash: string }>(),
    )
    .unionAll(query.selectFrom('kept_models').select('model_hash as hash'));
}

/** Every hash that is needed. */
export async function referencedHashes(query: Kysely<Tables>): Promise<ReadonlySet<string>> {
  return new Set((await references(query).execute()).map(({ hash }) => hash));
}

/** Those of the hashes that some row names: one question for all of them, since it is asked in every round. */
export async function referencedAmong(query: Kysely<Tables>, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await query.selectFrom(references(query).as('named')).select('hash').where('hash', 'in', hashes).execute();
  return new Set(rows.map(({ hash }) => hash));
}
