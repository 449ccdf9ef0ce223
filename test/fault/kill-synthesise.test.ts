import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { ROOT } from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';

const EXAMPLE = join(ROOT, 'examples/heart-disease');
const PRELOAD = join(ROOT, 'test/support/kill-at-disk-preload.mjs');
const POLICY = `version: 1
allowedStudies: [heart-disease]
budgets: { heart: { epsilon: 4, delta: 0.0005, who: Ada, reason: a test, at: "2026-01-01T00:00:00Z" } }
synthetic: { allow: true }
`;

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-kill-synthesise-'));
  copyFileSync(join(EXAMPLE, 'cleveland.csv'), join(root, 'heart.csv'));
  const folder = join(root, 'site');
  await mustRun('site', [
    'init',
    '--folder',
    folder,
    '--site',
    'cleveland',
    '--consortium',
    'cardio',
    '--coordinator',
    'fl.example.org:8443',
    '--request',
    join(root, 'site.csr'),
  ]);
  writeFileSync(join(folder, 'policy.yaml'), POLICY);
  await mustRun('site', [
    'data',
    'add',
    'heart',
    join(root, 'heart.csv'),
    '--study',
    'heart-disease',
    '--patient-column',
    'patient_id',
    '--folder',
    folder,
  ]);
}, PROGRAMS_MS);
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Entry {
  readonly op: string;
  readonly key?: { readonly run: string };
  readonly update?: string;
}

function ledger(folder: string): readonly Entry[] {
  const path = join(folder, 'state/ledger/heart.jsonl');
  if (!existsSync(path)) return [];
  const whole = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Entry);
}

/** A copy of the site as it was, and what the command writes beside it. */
function fresh(name: string): { readonly folder: string; readonly place: string } {
  const place = join(root, name);
  cpSync(join(root, 'site'), join(place, 'site'), { recursive: true });
  return { folder: join(place, 'site'), place };
}

async function synthesise(folder: string, out: string, env: Record<string, string> = {}) {
  const args = [
    'data',
    'synthesise',
    join(EXAMPLE, 'study.yaml'),
    'heart',
    '--epsilon',
    '1',
    '--rows',
    '40',
    '--out',
    out,
    '--folder',
    folder,
  ];
  return await runCommand('site', args, {
    ...env,
    ...('CONSILIUM_CALLS_FILE' in env || 'CONSILIUM_KILL_AT' in env ? { NODE_OPTIONS: `--import=${PRELOAD}` } : {}),
  });
}

describe('data synthesise, killed before any call of the disk', () => {
  it(
    'never leaves rows that are not charged, nor two releases under one charge, and can be run again',
    async () => {
      const whole = fresh('whole');
      const counted = join(root, 'calls');
      expect(await synthesise(whole.folder, join(whole.place, 'out.csv'), { CONSILIUM_CALLS_FILE: counted })).toMatchObject({
        code: 0,
      });
      const calls = Number(readFileSync(counted, 'utf8'));
      expect(calls).toBeGreaterThan(10);
      const seen = new Set<string>();
      for (let at = 1; at <= calls; at++) {
        const { folder, place } = fresh(`killed-${at}`);
        const out = join(place, 'out.csv');
        const { code } = await synthesise(folder, out, { CONSILIUM_KILL_AT: String(at) });
        expect(code, `call ${at}`).toBeNull();
        const entries = ledger(folder);
        const reserved = entries.filter(({ op }) => op === 'reserve');
        const committed = entries.flatMap(({ op, update }) => (op === 'commit' && update !== undefined ? [update] : []));
        expect(reserved.length, `call ${at}`).toBeLessThanOrEqual(1);
        expect(committed.length, `call ${at}`).toBeLessThanOrEqual(reserved.length);
        // Whatever holds bytes of rows was committed before, and what has the name that was asked for is whole.
        const written = readdirSync(place).filter((name) => name !== 'site' && statSync(join(place, name)).size > 0);
        if (written.length > 0) expect(committed, `call ${at}`).toHaveLength(1);
        if (existsSync(out)) expect(committed).toEqual([sha256Hex(readFileSync(out))]);
        seen.add(`${reserved.length}${committed.length}${written.length > 0 ? 1 : 0}${existsSync(out) ? 1 : 0}`);
        if (at % 8 === 0 || at === calls) {
          expect(await synthesise(folder, join(place, 'again.csv'))).toMatchObject({ code: 0 });
          const runs = ledger(folder).flatMap(({ op, key }) => (op === 'reserve' && key !== undefined ? [key.run] : []));
          expect(new Set(runs).size).toBe(reserved.length + 1);
        }
        rmSync(place, { recursive: true, force: true });
      }
      // Uncharged, reserved, committed without a byte, with bytes under another name, and whole: each was met.
      expect([...seen].sort()).toEqual(['0000', '1000', '1100', '1110', '1111']);
    },
    PROGRAMS_MS,
  );
});
