import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/dialects.ts';
import { Database } from './database.ts';
import { SiteStore } from '../members/site-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DIALECTS)('the database $name', ({ open }) => {
  it('survives closing and opening', async () => {
    const first = await Database.open(open(folder));
    await new SiteStore(first, () => {}).register('north', 'k');
    await first.close();
    const second = await Database.open(open(folder));
    expect((await new SiteStore(second, () => {}).sites()).map(({ site }) => site)).toEqual(['north']);
    await second.close();
  });

  it('writes all of a transaction or nothing, and names it in the error', async () => {
    const database = await Database.open(open(folder));
    const sites = new SiteStore(database, () => {});
    const failing = database.transaction('two sites', async (tx) => {
      await tx.insertInto('sites').values({ site: 'a', agent_version: '', last_seen_ms: 0, revoked: 0 }).execute();
      await tx.insertInto('sites').values({ site: 'a', agent_version: '', last_seen_ms: 0, revoked: 0 }).execute();
    });
    await expect(failing).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/^two sites: /) as string,
    });
    expect(await sites.sites()).toEqual([]);
    await database.close();
  });
});
