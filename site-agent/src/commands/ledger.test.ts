import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import type { PrivacyEvent } from '@consilium/privacy';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ledger, type LedgerKey, openLedger } from '../ledger/index.ts';
import { cost } from '../testing/ledger-samples.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { acceptClock, verifyLedgers } from './ledger.ts';
import { SiteFolder } from './site-folder.ts';

const event: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 4, steps: 1 };
const DAY_MS = 86_400_000;
const NOW_MS = 1_795_000_000_000;
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-site-'));
  folder = join(root, 'state', 'ledger');
  mkdirSync(join(root, 'state'));
  new SiteFolder(root).writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

const key = (round: number): LedgerKey => ({
  kind: 'training',
  study: 'heart',
  run: 'run-1',
  round,
  attempt: 1,
  planHash: 'a'.repeat(64),
});
const open = (population: string, now = NOW_MS): Ledger => openLedger({ folder, population, clock: { now: () => now } });

function fill(population: string, now = NOW_MS): void {
  const ledger = open(population, now);
  for (const round of [1, 2, 3]) ledger.reserve(key(round), cost(event));
  ledger.commit(key(1), 'b'.repeat(64));
  ledger.release(key(2), 'the task was withdrawn');
  ledger.close();
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
  return 'none';
}

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(root, 'ledger', ...argv);

describe('ledger verify', () => {
  it('shows entries, head and open reservations while the agent has the ledger open', async () => {
    expect((await run('verify')).stdout).toContain('nothing was charged');
    fill('cardiology');
    const agent = open('cardiology');
    const head = agent.head();
    const before = readdirSync(folder);
    const { code, stdout } = await run('verify', 'cardiology');
    agent.close();
    expect(code).toBe(0);
    expect(stdout).toContain('cardiology: 5 entries, each continuing the one before');
    expect(stdout).toContain('release heart, run run-1, round 2, attempt 1: the task was withdrawn');
    expect(stdout).toContain(`head 5 ${head.hash}`);
    expect(stdout).toContain('reserved, nothing left yet: heart, run run-1, round 3, attempt 1');
    expect(stdout.match(/nothing left yet/g)).toHaveLength(1);
    const [report] = JSON.parse((await run('verify', '--json')).stdout) as Record<string, unknown>[];
    expect(report).toMatchObject({ population: 'cardiology', head, openReservations: [key(3)], unfinishedBytes: 0 });
    expect(report?.['entries']).toHaveLength(5);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('says whom a release under masks trusts', async () => {
    const ledger = open('cardiology');
    const roster = 'ab'.repeat(32);
    ledger.reserve(key(1), { ...cost(event), sum: { honest: 3, roster } });
    ledger.reserve(key(2), { ...cost(event), sum: { honest: 1, roster } });
    ledger.reserve(key(3), cost(event));
    ledger.close();
    const { stdout } = await run('verify', 'cardiology');
    expect(stdout).toContain('round 1, attempt 1, under masks: counts on 3 honest sites, roster abababababab\n');
    expect(stdout).toContain('round 2, attempt 1, under masks: with all the noise of this site, roster abababababab\n');
    expect(stdout).toContain('round 3, attempt 1\n');
  });

  it('fails for every edit, and still shows the ledgers that hold', async () => {
    fill('cardiology');
    fill('lung');
    const path = join(folder, 'cardiology.jsonl');
    const text = readFileSync(path, 'utf8');
    const lines = text.trimEnd().split('\n');
    const edits = [
      text.replace('"noiseMultiplier":4', '"noiseMultiplier":9'),
      [lines[0], ...lines.slice(2)].join('\n').concat('\n'),
      [lines[1], lines[0], ...lines.slice(2)].join('\n').concat('\n'),
    ];
    for (const edited of edits) {
      writeFileSync(path, edited);
      const { code, stdout, stderr } = await run('verify');
      expect(code).toBe(7);
      expect(stdout).toContain('lung: 5 entries');
      expect(stdout).not.toContain('cardiology:');
      expect(stderr).toMatch(/error: line \d of .*cardiology\.jsonl was edited or damaged/);
      expect([...verifyLedgers(folder).broken.values()].map((error) => error.code)).toEqual(['LEDGER_CORRUPT']);
    }
    writeFileSync(path, text);
    appendFileSync(path, '{"v":1,');
    expect((await run('verify', 'cardiology')).stdout).toContain('a last line of 7 bytes is unfinished and does not count');
  });

  it('knows no ledger that is not there, and makes none', async () => {
    fill('cardiology');
    const before = readdirSync(folder);
    for (const name of ['cardiolgy', '../ledger/cardiology']) {
      expect((await run('verify', name)).stderr).toContain(`no ledger of a population ${name}`);
      expect(codeOf(() => acceptClock(folder, name, 'why', { now: () => NOW_MS }))).toBe('DATASET_UNKNOWN');
    }
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('ledger accept-clock', () => {
  it('lets a ledger go on that was written under a clock of the future, and says so in it', async () => {
    fill('cardiology', Date.parse('2126-01-01'));
    const now = NOW_MS;
    const stuck = open('cardiology', now);
    expect(codeOf(() => stuck.reserve(key(4), cost(event)))).toBe('LEDGER_CLOCK');
    // While the agent works, nobody else writes.
    expect(codeOf(() => acceptClock(folder, 'cardiology', 'why', { now: () => now }))).toBe('LEDGER_LOCKED');
    stuck.close();
    const { code, stdout } = await run('accept-clock', 'cardiology', '--reason', 'the clock was a century ahead');
    expect(code).toBe(0);
    expect(stdout).toContain('Start the agent again.');
    const again = await run('accept-clock', 'cardiology', '--reason', 'twice');
    expect(again.stdout).toContain('nothing was written');
    const shown = (await run('verify', 'cardiology')).stdout;
    expect(shown).toContain('6 entries');
    expect(shown).toContain('clock   the clock was a century ahead');
    const later = open('cardiology', Date.parse('2125-01-01'));
    expect(later.reserve(key(4), cost(event))).toBe('new');
    later.close();
  });

  it('writes nothing when the clock is right, and takes no empty reason', () => {
    fill('cardiology');
    expect(acceptClock(folder, 'cardiology', 'why', { now: () => NOW_MS - 1000 })).toBe(0);
    expect(codeOf(() => acceptClock(folder, 'cardiology', '', { now: () => NOW_MS - DAY_MS }))).toBe('PARAMETER_INVALID');
    expect(verifyLedgers(folder, 'cardiology').sound[0]?.entries).toHaveLength(5);
    expect(acceptClock(folder, 'cardiology', 'why', { now: () => NOW_MS - DAY_MS })).toBe(DAY_MS);
  });
});
