import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/dialects.ts';
import { BlobStore } from './blob-store.ts';
import { Database, SMALL_BYTES } from './database.ts';
import type { Tx } from './dialect.ts';
import { referencedAmong, referencedHashes } from './references.ts';
import type { ModelRow, RunRow, TranscriptRow } from './tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RUN: RunRow = {
  run: 'run-1',
  study: 's',
  plan_hash: 'p',
  rounds: 1,
  state: 'completed',
  state_json: '{}',
  created_ms: 0,
  model_hash: 'm',
  strategy_hash: null,
  transcript_hash: null,
  lease_holder: null,
  lease_fence: 0,
  lease_expires_ms: 0,
  rehearsal: 0,
};

const MODEL: ModelRow = { name: 'heart', version: 1, dossier_hash: 'd', model_hash: 'm', plan_hash: 'p', json: '{}' };

const insertRun = async (tx: Tx, run: Partial<RunRow> & Pick<RunRow, 'run'>): Promise<void> => {
  await tx
    .insertInto('runs')
    .values({ ...RUN, ...run })
    .execute();
};

const insertTranscript = async (tx: Tx, row: Partial<TranscriptRow> & Pick<TranscriptRow, 'round'>): Promise<void> => {
  const empty = { run: RUN.run, attempt: 1, transcript_hash: 't', base_hash: null, sum_hash: null, before_hash: null };
  await tx
    .insertInto('transcripts')
    .values({ ...empty, ...row })
    .execute();
};

/** How a row comes to name content, for every column that may. */
const NAMING: Readonly<Record<string, (tx: Tx, hash: string) => Promise<unknown>>> = {
  'studies.plan_hash': (tx, hash) =>
    tx.insertInto('studies').values({ plan_hash: hash, study: 's', plan_json: '{}', submitted_ms: 0 }).execute(),
  'runs.model_hash': (tx, hash) => insertRun(tx, { run: 'run-2', model_hash: hash }),
  'runs.strategy_hash': (tx, hash) => insertRun(tx, { run: 'run-3', strategy_hash: hash }),
  'runs.transcript_hash': (tx, hash) => insertRun(tx, { run: 'run-4', transcript_hash: hash }),
  'transcripts.transcript_hash': (tx, hash) => insertTranscript(tx, { round: 1, transcript_hash: hash }),
  'transcripts.base_hash': (tx, hash) => insertTranscript(tx, { round: 2, base_hash: hash }),
  'transcripts.sum_hash': (tx, hash) => insertTranscript(tx, { round: 3, sum_hash: hash }),
  'transcripts.before_hash': (tx, hash) => insertTranscript(tx, { round: 4, before_hash: hash }),
  'models.model_hash': (tx, hash) =>
    tx
      .insertInto('models')
      .values({ ...MODEL, version: 1, model_hash: hash })
      .execute(),
  'models.plan_hash': (tx, hash) =>
    tx
      .insertInto('models')
      .values({ ...MODEL, version: 2, dossier_hash: 'e', plan_hash: hash })
      .execute(),
  'kept_models.model_hash': (tx, hash) =>
    tx.insertInto('kept_models').values({ run: RUN.run, round: 1, model_hash: hash }).execute(),
};

/** Columns that hold a hash and need no content for it, with the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  'runs.plan_hash': 'a row of studies, by a foreign key',
  'blobs.hash': 'the content itself',
  'invitations.token_hash': 'a secret, which nobody keeps',
  'models.dossier_hash': 'a dossier, which people keep',
  'receipts.hash': 'an entry of a ledger, which stays at its site',
};

describe.each(DIALECTS)('references in $name', ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await Database.open(open(folder));
    await database.transaction('a run', async (tx) => {
      await tx.insertInto('studies').values({ plan_hash: 'p', study: 's', plan_json: '{}', submitted_ms: 0 }).execute();
      await insertRun(tx, RUN);
    });
  });
  afterEach(async () => await database.close());

  it('cover every column that holds a hash: who adds one says here whether content hangs on it', async () => {
    const tables = await database.query.introspection.getTables();
    const columns = tables.flatMap((table) => table.columns.map((column) => `${table.name}.${column.name}`));
    expect(columns.filter((name) => name.includes('hash')).sort()).toEqual(
      [...Object.keys(NAMING), ...Object.keys(OTHERS)].sort(),
    );
  });

  it('keep what each of them names over a restart, and nothing else', async () => {
    const write = async (label: string): Promise<string[]> => {
      const blobs = new BlobStore(join(folder, 'blobs'), database);
      return [await blobs.put(Buffer.from(label)), await blobs.put(Buffer.alloc(SMALL_BYTES + 1, label))];
    };
    const named = new Map<string, string>();
    for (const [column, name] of Object.entries(NAMING)) {
      const [small = '', large = ''] = await write(column);
      const hash = named.size % 2 === 0 ? small : large;
      named.set(column, hash);
      await database.transaction('name', (tx) => name(tx, hash));
    }
    const nameless = await write('nameless');
    await database.close();
    database = await Database.open(open(folder));
    const blobs = new BlobStore(join(folder, 'blobs'), database);
    await blobs.forgetUnreferenced();
    for (const [column, hash] of named) {
      expect({ column, found: (await blobs.get(hash)).length > 0 }).toEqual({ column, found: true });
    }
    for (const hash of nameless) {
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    }
    expect([...(await referencedAmong(database.query, [...named.values(), ...nameless]))].sort()).toEqual(
      [...named.values()].sort(),
    );
    expect([...(await referencedHashes(database.query))].sort()).toEqual(['m', 'p', 't', ...named.values()].sort());
  });
});
