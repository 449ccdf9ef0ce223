import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

  it('a key that is used retires those admitted before it, and none that came later, whatever the clock said', async () => {
    const database = await Database.open(open(folder));
    const sites = new SiteStore(database, () => {});
    const admit = (key: string, provedKey: string | undefined, nowMs: number): Promise<void> =>
      sites.admit({ site: 'north', key, provedKey, replace: false, expiresMs: 0 }, nowMs);
    await admit('z', undefined, 3000);
    await admit('m', 'z', 2000);
    await admit('a', 'm', 1000);
    expect(sites.keysOf('north')).toEqual(['a', 'm', 'z']);
    await sites.seen('north', 'm', '1', 4000);
    expect(sites.keysOf('north')).toEqual(['a', 'm']);
    const restarted = new SiteStore(database, () => {});
    await restarted.load();
    for (const store of [sites, restarted]) {
      store.requireActive('north', 'm');
      store.requireActive('north', 'a');
      expect(() => store.requireActive('north', 'z')).toThrow(/was retired/);
      expect(() => store.requireActive('north', 'b')).toThrow(/was never admitted/);
    }
    // What was refused has changed nothing, and nothing was written beside it.
    const beside = vi.fn<() => Promise<void>>(async () => {});
    const late = sites.admit({ site: 'north', key: 'z', provedKey: 'a', replace: false, expiresMs: 0 }, 5000, beside);
    await expect(late).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
    expect(beside).not.toHaveBeenCalled();
    expect(sites.keysOf('north')).toEqual(['a', 'm']);
    await database.close();
  });

  it('a revoked site is not active, and the listener is notified once that is durable', async () => {
    const database = await Database.open(open(folder));
    const told: string[] = [];
    const sites = new SiteStore(database, (site, reason) => told.push(`${site}: ${reason.message}`));
    await sites.register('north', 'k1');
    await sites.register('west', 'k2');
    sites.requireActive('north', 'k1');
    await sites.revoke('north');
    expect(told).toEqual(['north: the site north was revoked']);
    const restarted = new SiteStore(database, () => {});
    const refused = expect.objectContaining({ code: 'CERTIFICATE_UNKNOWN' }) as Error;
    // Before the sites are loaded, nobody is let in.
    expect(() => restarted.requireActive('west', 'k2')).toThrow(refused);
    await restarted.load();
    for (const store of [sites, restarted]) {
      store.requireActive('west', 'k2');
      expect(() => store.requireActive('north', 'k1')).toThrow(refused);
      expect(() => store.requireActive('south', 'k1')).toThrow(refused);
    }
    await sites.register('north', 'k3');
    sites.requireActive('north', 'k3');
    await expect(sites.revoke('south')).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
    await database.close();
  });
});
