import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { expect, it } from 'vitest';

it('has its code also where the clone lies in a folder called testing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-library-'));
  try {
    const clone = join(folder, 'testing/clone');
    for (const part of ['packaging', 'scripts/setup']) cpSync(join(ROOT, part), join(clone, part), { recursive: true });
    const dist = join(clone, 'sim/dist');
    mkdirSync(join(dist, 'testing'), { recursive: true });
    for (const file of ['index.js', 'index.js.map', 'testing/fake.js']) writeFileSync(join(dist, file), '');
    const { copyBuilt } = (await import(join(clone, 'packaging/library.mjs'))) as typeof import('./library.mjs');
    copyBuilt('sim', join(folder, 'out'));
    expect(existsSync(join(folder, 'out/dist'))).toBe(true);
    expect(readdirSync(join(folder, 'out/dist'))).toEqual(['index.js']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
