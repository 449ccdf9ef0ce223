import { ConsiliumError } from '@consilium/core';
import { z } from 'zod';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { ModelRow } from '../store/tables.ts';
import type { ModelVersion } from './model-life.ts';

const act = { user: z.string(), atMs: z.number() };
const reason = z.string();

/** Held to {@link ModelVersion} by the compiler. */
const versionSchema: z.ZodType<ModelVersion> = z.strictObject({
  name: z.string(),
  version: z.number(),
  dossier: z.string(),
  model: z.string(),
  plan: z.string(),
  run: z.string(),
  runBy: z.array(z.string()),
  outcome: z.enum(['completed', 'stopped', 'failed']),
  missing: z.array(z.string()),
  acts: z.array(
    z.discriminatedUnion('t', [
      z.strictObject({ t: z.literal('registered'), ...act }),
      z.strictObject({ t: z.literal('proposed'), use: z.string(), risk: z.enum(['low', 'moderate', 'high']), ...act }),
      z.strictObject({
        t: z.literal('approved'),
        reason,
        untilMs: z.number(),
        publicKeyPem: z.string(),
        signature: z.string(),
        ...act,
      }),
      z.strictObject({ t: z.enum(['rejected', 'withdrawn']), reason, ...act }),
    ]),
  ),
});

type Query = Database['query'] | Tx;

/** A version. @throws ConsiliumError `MODEL_UNKNOWN`, `STATE_UNREADABLE` */
export async function versionOf(query: Query, name: string, version: number): Promise<ModelVersion> {
  const rows = query.selectFrom('models').selectAll().where('name', '=', name).where('version', '=', version);
  const row = await rows.executeTakeFirst();
  if (row === undefined) throw new ConsiliumError({ code: 'MODEL_UNKNOWN', message: `there is no model ${name}@${version}` });
  return read(row);
}

/** All versions of a name, or of every name, by name and number. @throws ConsiliumError `STATE_UNREADABLE` */
export async function versionsOf(query: Query, name: string | undefined): Promise<readonly ModelVersion[]> {
  const all = query.selectFrom('models').selectAll().orderBy('name').orderBy('version');
  const rows = await (name === undefined ? all : all.where('name', '=', name)).execute();
  return rows.map(read);
}

/** Writes a version down. */
export async function putVersion(tx: Tx, version: ModelVersion): Promise<void> {
  const { name, dossier, model, plan } = version;
  const json = JSON.stringify(version);
  await tx
    .insertInto('models')
    .values({ name, version: version.version, dossier_hash: dossier, model_hash: model, plan_hash: plan, json })
    .onConflict((c) => c.columns(['name', 'version']).doUpdateSet({ json }))
    .execute();
}

function read({ name, version, json }: ModelRow): ModelVersion {
  const parsed = versionSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new ConsiliumError({
    code: 'STATE_UNREADABLE',
    message: `the version ${name}@${version} was written by another version of this program`,
    cause: parsed.error,
  });
}
