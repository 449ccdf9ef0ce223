import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../store/database.ts';
import { DIALECTS } from '../testing/dialects.ts';
import { putReceipt, SiteStore } from './site-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-sites-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DIALECTS)('sites in $name', ({ open }) => {
  it('a ledger head never goes backwards', async () => {
    const database = await Database.open(open(folder));
    const sites = new SiteStore(database, () => {});
    for (const sequence of [3, 7, 5]) {
      await database.transaction('receipt', (tx) =>
        putReceipt(tx, { site: 'north', dataset: 'd', sequence, hash: `h${sequence}`, mac: `m${sequence}` }),
      );
    }
    expect(await sites.ledgerHeads('north')).toEqual([{ site: 'north', dataset: 'd', sequence: 7, hash: 'h7', mac: 'm7' }]);
    expect(await sites.ledgerHeads('south')).toEqual([]);
    await database.close();
  });

  it('a revoked site is not active, and the listener is notified once that is durable', async () => {
    const database = await Database.open(open(folder));
    const told: string[] = [];
    const sites = new SiteStore(database, (site, reason) => told.push(`${site}: ${reason.message}`));
    await sites.register('north');
    await sites.register('west');
    sites.requireActive('north');
    await sites.revoke('north');
    expect(told).toEqual(['north: the site north was revoked']);
    const restarted = new SiteStore(database, () => {});
    const refused = expect.objectContaining({ code: 'CERTIFICATE_UNKNOWN' }) as Error;
    // Before the sites are loaded, nobody is let in.
    expect(() => restarted.requireActive('west')).toThrow(refused);
    await restarted.load();
    for (const store of [sites, restarted]) {
      store.requireActive('west');
      expect(() => store.requireActive('north')).toThrow(refused);
      expect(() => store.requireActive('south')).toThrow(refused);
    }
    await sites.register('north');
    sites.requireActive('north');
    await expect(sites.revoke('south')).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
    await database.close();
  });
});
