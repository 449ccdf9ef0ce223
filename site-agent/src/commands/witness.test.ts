import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLedger } from '../ledger/index.ts';
import { cost, event, failure, key, update } from '../testing/ledger-samples.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { requireLedgers, requireWitness } from './empty-ledger.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;
/** The other volume. */
let other: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-witness-'));
  folder = new SiteFolder(join(root, 'site'));
  other = join(root, 'other');
  mkdirSync(other, { mode: 0o700 });
  makePrivateFolder(folder.statePath);
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);

/** A round of an agent that heeds the witness. */
function round(number: number): void {
  const witness = folder.witness();
  const ledger = openLedger({
    folder: folder.ledgerPath,
    population: 'heart',
    clock: systemClock,
    witness: (head) => witness?.remember(new Map([['heart', head]])),
  });
  folder.ledgerMarks().remember(new Map([['heart', ledger.head()]]));
  ledger.reserve(key(number), cost(event()));
  ledger.commit(key(number), update);
  ledger.close();
}

/** What an agent that starts would say. */
const start = (): { readonly code: string; readonly message: string } => failure(() => requireLedgers(folder));

it('notices that the whole folder was put back to an earlier night, which nothing else here can', async () => {
  const night = join(root, 'night');
  round(1);
  expect((await run('witness')).stdout).toContain('There is no witness');
  cpSync(folder.path, night, { recursive: true });
  round(2);
  const restore = (): void => {
    rmSync(folder.path, { recursive: true });
    cpSync(night, folder.path, { recursive: true });
  };
  restore();
  expect(start().code).toBe('none');

  const set = await run('witness', other);
  expect(set.stdout).toContain('knows of 1 ledgers');
  expect(set.stderr).toContain('lies on the volume of');
  rmSync(night, { recursive: true });
  cpSync(folder.path, night, { recursive: true });
  round(2);
  expect(start().code).toBe('none');
  restore();
  expect(start()).toMatchObject({
    code: 'LEDGER_ROLLED_BACK',
    message:
      'the ledger of population heart has 2 entries and had 4 by the word of its witness: an old or another copy was put in its place',
  });
  // Neither another start nor naming the same folder again forgives that.
  expect((await run('witness', other)).code).toBe(7);
  expect((await run('ledger', 'verify')).code).toBe(7);
  expect((await run('ledger', 'accept-loss', 'heart', '--reason', 'restored', '--who', 'Dr. A')).stdout).toContain('may start');
  expect(start().code).toBe('none');
  round(3);
  expect(start().code).toBe('none');
});

it('that was put back itself is noticed, until somebody has looked and names it again', async () => {
  const file = join(other, 'north.ledgers.json');
  round(1);
  await run('witness', other);
  const earlier = readFileSync(file);
  round(2);
  round(3);
  const ahead = readFileSync(file);
  writeFileSync(file, earlier);
  expect(failure(() => requireWitness(folder))).toMatchObject({
    code: 'WITNESS_LOST',
    message: expect.stringContaining(
      'knows of 2 entries in the ledger of population heart, and had 4 at the last start',
    ) as string,
  });
  // One that never heard of the population was put back as well.
  writeFileSync(file, '{"populations":{}}');
  expect(failure(() => requireWitness(folder)).message).toContain('knows of 0 entries');
  writeFileSync(file, ahead);
  expect(failure(() => requireWitness(folder)).code).toBe('none');
  writeFileSync(file, earlier);
  expect((await run('witness', other)).code).toBe(0);
  expect(failure(() => requireWitness(folder)).code).toBe('none');
});

it('that an agent does not heed yet, since it was named while it ran, is none that was put back', async () => {
  round(1);
  const ledger = openLedger({ folder: folder.ledgerPath, population: 'heart', clock: systemClock });
  folder.ledgerMarks().remember(new Map([['heart', ledger.head()]]));
  await run('witness', other);
  for (const number of [2, 3, 4]) {
    ledger.reserve(key(number), cost(event()));
    ledger.commit(key(number), update);
  }
  ledger.close();
  expect(failure(() => requireWitness(folder)).code).toBe('none');
});

it('of a volume that is not mounted lets nothing start', async () => {
  round(1);
  expect((await run('witness', join(root, 'nowhere'))).code).toBe(3);
  await run('witness', other);
  rmSync(join(other, 'north.ledgers.json'));
  expect(start().code).toBe('WITNESS_LOST');
  expect(await run('ledger', 'verify')).toMatchObject({ code: 7, stderr: expect.stringContaining('Mount the volume') as string });
  expect((await run('witness', 'none')).stdout).toContain('There is no witness');
  expect(start().code).toBe('none');
});

it('who names it or takes it away is in the audit log, and joining again does not forget it', async () => {
  await run('witness', other);
  await run('witness', 'none');
  await run('witness', other);
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl2.example.org:8443' });
  expect(folder.config().witness).toBe(other);
  const shown = JSON.parse((await run('audit', 'show', '--json')).stdout) as readonly { data: { witness?: string } }[];
  expect(JSON.stringify(shown).match(/"witness":"(set|none)"/gu)).toEqual([
    '"witness":"set"',
    '"witness":"none"',
    '"witness":"set"',
  ]);
});
