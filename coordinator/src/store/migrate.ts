import { ConsiliumError } from '@consilium/core';
import { sql } from 'kysely';
import type { StoreDialect } from './dialect.ts';
import { firstTables } from './migrations/0002-first-tables.ts';
import { keptModels } from './migrations/0003-kept-models.ts';
import { leases } from './migrations/0004-leases.ts';
import { receiptMac } from './migrations/0005-receipt-mac.ts';
import { sumMessages } from './migrations/0006-sum-messages.ts';
import { admittedKeys } from './migrations/0007-admitted-keys.ts';
import { transcripts } from './migrations/0008-transcripts.ts';
import { users } from './migrations/0009-users.ts';
import { audit } from './migrations/0010-audit.ts';
import { incidents } from './migrations/0011-incidents.ts';
import { providerIdentities } from './migrations/0012-provider-identities.ts';
import { rehearsedRuns } from './migrations/0013-rehearsed-runs.ts';
import { models } from './migrations/0014-models.ts';
import type { Migration } from './migrations/migration.ts';

/** All changes, oldest first. There is no version 1: the first tables that a release wrote were the second ones. */
export const MIGRATIONS: readonly Migration[] = [
  firstTables,
  keptModels,
  leases,
  receiptMac,
  sumMessages,
  admittedKeys,
  transcripts,
  users,
  audit,
  incidents,
  providerIdentities,
  rehearsedRuns,
  models,
];

/**
 * Brings a store to the newest version, each change and its number in one transaction: a crash leaves a store of some version,
 * never half of one.
 *
 * @throws ConsiliumError `STORE_VERSION` for a store of a version that is none of ours: refused rather than guessed at
 */
export async function migrate(dialect: StoreDialect, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const versions = migrations.map(({ version }) => version);
  let at = await dialect.version(dialect.kysely);
  if (at !== 0 && !versions.includes(at)) {
    throw new ConsiliumError({
      code: 'STORE_VERSION',
      message: `the store has version ${at}, this program writes version ${Math.max(...versions)}`,
    });
  }
  for (const { version, statements } of migrations) {
    if (version <= at) continue;
    await dialect.transaction(async (tx) => {
      for (const statement of statements(dialect.types)) await sql.raw(statement).execute(tx);
      await dialect.setVersion(tx, version);
    }, false);
    at = version;
  }
}
