import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { loadOrCreateKeyFile } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile, setBudget } from '../gate/index.ts';
import { openLedger } from '../ledger/index.ts';
import { cost } from '../testing/ledger-samples.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let folder: SiteFolder;
beforeEach(() => {
  folder = new SiteFolder(mkdtempSync(join(tmpdir(), 'consilium-site-')));
  makePrivateFolder(folder.statePath);
  createPolicyFile(folder.policyPath);
  setBudget(folder.policyPath, 'cardiology', { epsilon: 2, delta: 1e-5 });
  const csv = join(folder.path, 'hearts.csv');
  writeFileSync(csv, 'patient_id,age\n1,50\n');
  folder.catalog().add({
    dataset: 'cardiology',
    population: 'cardiology',
    heldOut: 0.2,
    patientColumn: 'patient_id',
    patients: 50,
    studies: ['heart'],
    source: { kind: 'csv', path: csv },
  });
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);

/** What an agent's first start and one round leave. */
function charged(): void {
  loadOrCreateKeyFile(join(folder.statePath, 'sealing.key'));
  const ledger = openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock });
  const key = { kind: 'training', study: 'heart', run: 'run-1', round: 1, attempt: 1, planHash: 'a'.repeat(64) } as const;
  ledger.reserve(key, cost({ kind: 'poisson-gaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 1 }));
  ledger.close();
}

function removeLedgers(): void {
  for (const name of readdirSync(folder.ledgerPath)) rmSync(join(folder.ledgerPath, name));
}

describe('a ledger without entries', () => {
  it('of a site where no agent has run says what it may be, and is no error', async () => {
    expect(await run('budget')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing was charged, or the ledger is lost') as string,
    });
    expect(await run('ledger', 'verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('or it is lost') as string });
  });

  it('that an agent had opened is lost, and every command says so', async () => {
    charged();
    expect((await run('budget')).stderr).toBe('');
    expect((await run('ledger', 'verify')).code).toBe(0);
    removeLedgers();
    const budget = await run('budget');
    expect(budget.stderr).toContain('probably lost: an agent has run here since cardiology was registered\n');
    for (const argv of [['verify'], ['verify', '--json']]) {
      const verify = await run('ledger', ...argv);
      expect(verify.code).toBe(7);
      expect(verify.stderr).toContain('error: the ledger of population cardiology has no entry and is probably lost');
      expect(verify.stdout).not.toContain('nothing was charged');
    }
  });

  it('beside stored updates is lost, unless another ledger may have paid for them', async () => {
    charged();
    removeLedgers();
    openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock }).close();
    expect((await run('ledger', 'verify')).code).toBe(0);
    makePrivateFolder(join(folder.statePath, 'updates'));
    writeFileSync(join(folder.statePath, 'updates', 'x.sealed'), 'bytes');
    expect(await run('ledger', 'verify')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('updates are stored') as string,
    });
    writeFileSync(join(folder.ledgerPath, 'lung.jsonl'), 'an entry\n');
    expect((await run('budget')).stderr).not.toContain('probably lost');
  });
});
