import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile, setBudget } from '../gate/index.ts';
import { openLedger } from '../ledger/index.ts';
import { cost } from '../testing/ledger-samples.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { requireLedgers } from './empty-ledger.ts';
import { SiteFolder } from './site-folder.ts';

let folder: SiteFolder;
beforeEach(() => {
  folder = new SiteFolder(mkdtempSync(join(tmpdir(), 'consilium-site-')));
  makePrivateFolder(folder.statePath);
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
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

/** What the start of an agent and one round leave. */
function charged(round = 1): void {
  const ledger = openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock });
  folder.ledgerMarks().remember(new Map([['cardiology', ledger.head()]]));
  const key = { kind: 'training', study: 'heart', run: 'run-1', round, attempt: 1, planHash: 'a'.repeat(64) } as const;
  ledger.reserve(key, cost({ kind: 'poisson-gaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 1 }));
  ledger.close();
}

/** What an agent that starts would say. */
function start(): string {
  try {
    requireLedgers(folder);
    return 'starts';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
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
    expect(JSON.parse((await run('budget', '--json')).stdout)).toMatchObject([{ lost: false }]);
    expect((await run('ledger', 'verify')).code).toBe(0);
    removeLedgers();
    const budget = await run('budget');
    expect(budget.stderr).toContain('is lost: this site had opened it; how far it had come since is not known');
    expect(budget.stdout).toContain('  not known: its ledger is lost');
    expect(budget.stdout).not.toContain('100.0 % left');
    expect(JSON.parse((await run('budget', '--json')).stdout)).toMatchObject([{ population: 'cardiology', lost: true }]);
    for (const argv of [['verify'], ['verify', '--json']]) {
      const verify = await run('ledger', ...argv);
      expect(verify.code).toBe(7);
      expect(verify.stderr).toContain('error: the ledger of population cardiology has no entry and is lost');
      expect(verify.stdout).not.toContain('nothing was charged');
    }
  });

  it('beside stored updates is lost, unless another ledger may have paid for them', async () => {
    charged();
    removeLedgers();
    openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock }).close();
    expect((await run('ledger', 'verify')).code).toBe(0);
    expect(start()).toBe('starts');
    makePrivateFolder(join(folder.statePath, 'updates'));
    writeFileSync(join(folder.statePath, 'updates', 'x.sealed'), 'bytes');
    expect(await run('ledger', 'verify')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('updates are stored') as string,
    });
    writeFileSync(join(folder.ledgerPath, 'lung.jsonl'), 'an entry\n');
    expect((await run('budget')).stderr).not.toContain('charged to somebody');
  });
});

describe('a ledger that this site had', () => {
  it('is missed at the start, also with everything else in the state folder, and by name', async () => {
    expect(start()).toBe('starts');
    charged();
    expect(start()).toBe('starts');
    rmSync(folder.statePath, { recursive: true });
    expect(start()).toContain(
      'LEDGER_CORRUPT: the ledger of population cardiology has no entry and is lost: this site had opened it',
    );
    expect(await run('ledger', 'verify', 'cardiology')).toMatchObject({ code: 7 });
    // A data set that is registered again makes a secret, and no ledger.
    folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
    const csv = join(folder.path, 'hearts.csv');
    expect((await run('data', 'add', 'cardiology', csv, '--study', 'heart', '--patient-column', 'patient_id')).code).toBe(0);
    expect(start()).toContain('LEDGER_CORRUPT');
  });

  it('may not come back older or rewritten, though no coordinator knows', () => {
    charged();
    const copy = join(folder.path, 'copy');
    cpSync(folder.ledgerPath, copy, { recursive: true });
    charged(2);
    charged(3);
    expect(start()).toBe('starts');
    removeLedgers();
    cpSync(copy, folder.ledgerPath, { recursive: true });
    expect(start()).toContain('LEDGER_ROLLED_BACK: the ledger of population cardiology has 1 entries and had 2');
    removeLedgers();
    for (const round of [4, 5]) {
      const ledger = openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock });
      const key = { kind: 'training', study: 'heart', run: 'run-2', round, attempt: 1, planHash: 'a'.repeat(64) } as const;
      ledger.reserve(key, cost({ kind: 'poisson-gaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 1 }));
      ledger.close();
    }
    expect(start()).toContain('LEDGER_ROLLED_BACK: the ledger of population cardiology differs at entry 2');
    removeLedgers();
    openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock }).close();
    expect(start()).toContain('LEDGER_CORRUPT: the ledger of population cardiology has no entry and is lost');
  });

  it('is missed no more once somebody accepts the loss, who stays on record; nothing is accepted that is not lost', async () => {
    charged();
    charged(2);
    const accept = async (): Promise<ProgramRun> =>
      await run('ledger', 'accept-loss', 'cardiology', '--reason', 'the disk died', '--who', 'Dr. A');
    expect((await accept()).stdout).toContain('nothing was written');
    expect(folder.ledgerMarks().all().get('cardiology')).toMatchObject({ losses: [] });
    removeLedgers();
    expect((await accept()).stdout).toContain('The agent may start');
    // Anyone who looks reads what was decided, and not that a receipt might tell.
    const gone =
      /nothing was charged since its loss was accepted by Dr\. A on \d{4}-\d\d-\d\d \(it had 1 entries when the agent last started\): the disk died/;
    for (const words of [['verify'], ['verify', 'cardiology']]) {
      const { code, stdout } = await run('ledger', ...words);
      expect([code, stdout]).toEqual([0, expect.stringMatching(gone)]);
    }
    expect((await run('budget')).stderr).toMatch(gone);
    expect(start()).toBe('starts');
    charged(3);
    expect((await run('ledger', 'verify')).stdout).toMatch(/1 entries, .*\n {2}its loss was accepted by Dr\. A/);
    expect(JSON.parse((await run('ledger', 'verify', '--json')).stdout)).toMatchObject([
      { population: 'cardiology', entries: [{ seq: 1 }], losses: [{ by: 'Dr. A', reason: 'the disk died' }] },
    ]);
    expect(start()).toBe('starts');
    expect(folder.ledgerMarks().all().get('cardiology')).toMatchObject({
      head: { seq: 0 },
      losses: [{ by: 'Dr. A', reason: 'the disk died', entries: 1 }],
    });
    // What is lost again is missed again.
    removeLedgers();
    expect(start()).toContain('LEDGER_CORRUPT');
  });
});
