import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { beginSite } from './site-key.ts';
import { SiteFolder } from './site-folder.ts';

const CONFIG = { site: 'north', consortium: 'cardio', address: 'localhost:1' };

let root: string;
let folder: SiteFolder;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-site-key-'));
  folder = new SiteFolder(join(root, 'site'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('a folder keeps its name; its coordinator may move', () => {
  beginSite(folder, CONFIG);
  appendFileSync(folder.policyPath, '# ours\n');
  beginSite(folder, { ...CONFIG, address: 'localhost:2' });
  expect(folder.config().address).toBe('localhost:2');
  expect(readFileSync(folder.policyPath, 'utf8')).toMatch(/# ours/);
  for (const change of [{ site: 'south' }, { consortium: 'another' }])
    expect(() => beginSite(folder, { ...CONFIG, ...change })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('nothing was changed') as string,
      }) as Error,
    );
  expect(folder.config()).toEqual({ ...CONFIG, address: 'localhost:2' });
});
