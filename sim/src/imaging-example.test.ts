import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Summary } from './summary.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/imaging', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-imaging-'));
  execFileSync(process.execPath, [join(EXAMPLE, 'make-sites.mjs'), join(folder, 'sites')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// By the program as people start it: threads that decode images load built files.
it('three hospitals whose images have three forms learn from them with privacy', { timeout: 900_000 }, () => {
  const data = ['--data', join(folder, 'sites'), '--held-out', '0.3', '--transport', 'memory', '--seed', '1'];
  const typed = ['sim', join(EXAMPLE, 'study.yaml'), ...data, '--no-own-models', '--out', join(folder, 'out')];
  execFileSync(process.execPath, [builtProgram('consilium'), ...typed], { stdio: 'pipe' });
  const { privacy, sites } = JSON.parse(readFileSync(join(folder, 'out', 'summary.json'), 'utf8')) as Summary;
  expect(privacy.unit).toBe('patient');
  expect(sites.map(({ id }) => id).sort()).toEqual(['east', 'north', 'south']);
  // Two in five have a lesion: who always says no is right in 55 of 100.
  for (const { metrics } of sites) expect(metrics?.accuracy).toBeGreaterThan(0.8);
});
