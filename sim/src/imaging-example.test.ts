import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFile } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('../../examples/imaging', import.meta.url));
/** A thread decodes images, and loads built files: it is the build that is tested. */
let simulate: typeof import('./simulation.ts').simulate;
let folder = '';
beforeAll(async () => {
  ({ simulate } = (await import(builtFile('sim/dist/simulation.js'))) as typeof import('./simulation.ts'));
  folder = mkdtempSync(join(tmpdir(), 'consilium-imaging-'));
  execFileSync(process.execPath, [join(EXAMPLE, 'make-sites.mjs'), join(folder, 'sites')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('three hospitals whose images have three forms learn from them with privacy', { timeout: 900_000 }, async () => {
  const { outcome, sites, plan } = await simulate({
    planPath: join(EXAMPLE, 'study.yaml'),
    dataPath: join(folder, 'sites'),
    heldOut: 0.3,
    transport: 'memory',
    seed: '1',
    version: 'test',
  });
  expect(plan.document.privacy.mechanism).toBe('dp-fedsgd');
  expect(sites.map(({ patients }) => patients)).toHaveLength(3);
  const scores = [...outcome.exact.values()].at(-1) ?? [];
  expect(scores.map(({ site }) => site).sort()).toEqual(['east', 'north', 'south']);
  // Two in five have a lesion: who always says no is right in 55 of 100.
  for (const { scores: found } of scores) expect(found.accuracy).toBeGreaterThan(0.8);
});
