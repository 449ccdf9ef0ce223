import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { filesBelow, makePrivateFolder, writeFileDurably } from '@consilium/host';
import { type Backup, type KeyStoreAddress, openBackup, readSecretFile, waitingKey } from '@consilium/trust';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditFiles, openAuditLog } from '../audit/index.ts';
import { createPolicyFile, setBudget } from '../gate/index.ts';
import { openLedger } from '../ledger/index.ts';
import { cost, event, failure, key, update } from '../testing/ledger-samples.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { checkSiteBackup } from './backup-check.ts';
import { backUpSite, LEFT_OUT } from './backup-parts.ts';
import { localChecks } from './doctor-local.ts';
import { requireLedgers } from './empty-ledger.ts';
import { sealSite } from './keys.ts';
import { restoreSite } from './restore-site.ts';
import { SiteFolder } from './site-folder.ts';
import { beginSite } from './site-key.ts';
import { settleByWitness, unsettledPopulations } from './unsettled.ts';

const CONFIG = { site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' };
const STORE: KeyStoreAddress = { kind: 'systemd', name: 'credential' };
const POPULATION = 'cardiology';
const REASON = 'the disk died';

let credentials: string;
const environment = process.env['CREDENTIALS_DIRECTORY'];
beforeAll(() => {
  credentials = mkdtempSync(join(tmpdir(), 'consilium-credentials-'));
  process.env['CREDENTIALS_DIRECTORY'] = credentials;
  writeFileSync(join(credentials, 'credential'), Buffer.alloc(32, 1), { mode: 0o400 });
});
afterAll(() => {
  if (environment === undefined) delete process.env['CREDENTIALS_DIRECTORY'];
  else process.env['CREDENTIALS_DIRECTORY'] = environment;
  rmSync(credentials, { recursive: true, force: true });
});

let root: string;
let folder: SiteFolder;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-site-backup-'));
  folder = new SiteFolder(join(root, 'site'));
  file = join(root, 'site.backup');
  beginSite(folder, CONFIG);
  if (!existsSync(folder.policyPath)) createPolicyFile(folder.policyPath);
  setBudget(folder.policyPath, POPULATION, { epsilon: 2, delta: 1e-5 });
  addData(POPULATION);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function addData(population: string, to = folder): void {
  const path = join(root, `${population}.csv`);
  writeFileSync(path, 'patient_id,age\n1,50\n');
  to.catalog().add({
    dataset: population,
    population,
    heldOut: 0.2,
    patientColumn: 'patient_id',
    patients: 50,
    studies: [`study-of-${population}`],
    source: { kind: 'csv', path },
  });
}

/** The start of an agent and a round that leaves, as the agent writes them down. */
function round(number: number, of = folder): void {
  const witness = of.witness();
  settleByWitness(of, { info: () => {} });
  of.ledgerMarks().tells(witness);
  const told = (head: { seq: number; hash: string }): void => witness?.remember(new Map([[POPULATION, head]]));
  const ledger = openLedger({ folder: of.ledgerPath, population: POPULATION, clock: systemClock, witness: told });
  of.ledgerMarks().remember(new Map([[POPULATION, ledger.head()]]));
  ledger.reserve(key(number), cost(event()));
  ledger.commit(key(number), update);
  ledger.close();
  of.record('ann', { event: 'plan.refused', study: 'heart', plan: 'a'.repeat(64) });
}

function opened<T>(work: (backup: Backup) => T): T {
  const backup = openBackup(file, STORE);
  const result = work(backup);
  if (!(result instanceof Promise)) backup.close();
  return result;
}

function backUp(): void {
  rmSync(file, { force: true });
  backUpSite({ folder, to: file, store: STORE, clock: systemClock });
}

async function restore(to: string): Promise<SiteFolder> {
  const backup = openBackup(file, STORE);
  try {
    await restoreSite({ backup, to, who: 'ann', reason: REASON, clock: systemClock });
  } finally {
    backup.close();
  }
  return new SiteFolder(to);
}

const run = async (of: SiteFolder, ...argv: string[]): Promise<ProgramRun> => await runProgram(of.path, ...argv);

it('gives back every file as it was, but for what says that it is an old copy, and what would speak twice', async () => {
  await waitingKey(folder.pendingKeyPath);
  round(1);
  for (const path of ['state/updates', 'state/sums', 'state/sums-seen', 'state/audit/coordinator'])
    makePrivateFolder(join(folder.path, path));
  for (const path of ['state/updates/a.sealed', 'state/sums/run-1.sealed', 'state/sums-seen/run-1.jsonl', 'state/sealing.key'])
    writeFileDurably(join(folder.path, path), 'x\n');
  writeFileDurably(join(folder.path, 'state/audit/coordinator/checkpoint'), 'y');
  backUp();
  const restored = await restore(join(root, 'restored'));
  const before = filesBelow(folder.path);
  const after = filesBelow(restored.path);
  const gone = before.filter((path) => !after.includes(path));
  expect(gone.filter((path) => !path.endsWith('.lock'))).toEqual([
    'state/sealing.key',
    'state/sums/run-1.sealed',
    'state/updates/a.sealed',
  ]);
  expect(after.filter((path) => !before.includes(path))).toEqual([expect.stringMatching(/^state\/audit\/waiting\//u)]);
  for (const path of after.filter((one) => before.includes(one) && one !== 'ledgers.json'))
    expect([path, readFileSync(join(restored.path, path)).equals(readFileSync(join(folder.path, path)))]).toEqual([path, true]);
  expect(readSecretFile(restored.pendingKeyPath)).toEqual(readSecretFile(folder.pendingKeyPath));
  opened(({ manifest }) => {
    expect(manifest).toMatchObject({ kind: 'site', member: 'north', leftOut: LEFT_OUT, audit: { entries: 1 } });
    expect(manifest.ledgers).toEqual({ [POPULATION]: { seq: 2, hash: expect.any(String) as string } });
  });
});

it('what is restored charges nothing until somebody has said what its ledgers lack, and its audit log says who restored it', async () => {
  round(1);
  backUp();
  round(2);
  const restored = await restore(join(root, 'restored'));
  // Nothing here tells that a round is missing.
  expect(failure(() => requireLedgers(restored)).code).toBe('none');
  expect([...unsettledPopulations(restored).keys()]).toEqual([POPULATION]);
  const [verdict] = localChecks(restored, systemClock).filter(({ name }) => name === 'ledgers');
  expect(await verdict?.look()).toMatchObject({ state: 'warning', code: 'RESTORE_UNCONFIRMED' });
  // Another start changes nothing of that, nor does a population that comes later.
  settleByWitness(restored, { info: () => {} });
  addData('oncology', restored);
  expect([...unsettledPopulations(restored).keys()].sort()).toEqual([POPULATION, 'oncology']);

  const accepted = await run(
    restored,
    'ledger',
    'accept-loss',
    POPULATION,
    '--reason',
    'budget lowered by 0.6',
    '--who',
    'Dr. A',
  );
  expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining('its ledger knows nothing') as string });
  expect([...unsettledPopulations(restored).keys()]).toEqual(['oncology']);
  expect(restored.ledgerMarks().all().get(POPULATION)).toMatchObject({
    head: { seq: 0 },
    losses: [{ by: 'Dr. A', reason: 'budget lowered by 0.6' }],
  });
  expect((await run(restored, 'ledger', 'accept-loss', POPULATION, '--reason', 'again')).stdout).toContain('nothing was written');
  restored.record('ann', { event: 'plan.refused', study: 'heart', plan: 'a'.repeat(64) });
  const show = await run(restored, 'audit', 'show', '--json');
  expect(JSON.parse(show.stdout)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'folder.restored', actor: 'ann', entries: 1, reason: REASON }),
      expect.objectContaining({ event: 'incident.opened', kind: 'restored', subject: 'site' }),
      expect.objectContaining({ event: 'ledger.loss-accepted', actor: 'Dr. A', population: POPULATION }),
    ]),
  );
  // A copy of that copy is one more old copy.
  folder = restored;
  backUp();
  const again = await restore(join(root, 'again'));
  expect([...unsettledPopulations(again).keys()].sort()).toEqual([POPULATION, 'oncology']);
});

it('what a coordinator proves to be missing from it is accepted once, with all the rest', async () => {
  round(1);
  backUp();
  const restored = await restore(join(root, 'restored'));
  restored.ledgerMarks().wasFurther(POPULATION, { seq: 4, hash: 'c'.repeat(64) });
  expect(failure(() => requireLedgers(restored)).code).toBe('LEDGER_ROLLED_BACK');
  expect(restored.ledgerMarks().unsettled(POPULATION)).toBeDefined();
  await run(restored, 'ledger', 'accept-loss', POPULATION, '--reason', 'lowered', '--who', 'Dr. A');
  expect(failure(() => requireLedgers(restored)).code).toBe('none');
  expect(restored.ledgerMarks().lossAccepted(POPULATION, { seq: 4, hash: 'c'.repeat(64) })).toBe(true);
  expect(restored.ledgerMarks().unsettled(POPULATION)).toBeUndefined();
});

it('a witness that has learned of every charge settles it where nothing is missing, and shows where something is', async () => {
  const volume = join(root, 'volume');
  mkdirSync(volume, { mode: 0o700 });
  expect((await run(folder, 'witness', volume)).code).toBe(0);
  round(1);
  backUp();
  const said: unknown[] = [];
  const log = { info: (...words: unknown[]) => void said.push(words) };
  const restored = await restore(join(root, 'restored'));
  settleByWitness(restored, log);
  expect(restored.ledgerMarks().unsettled(POPULATION)).toBeUndefined();
  expect(said).toHaveLength(1);

  round(2);
  const behind = await restore(join(root, 'behind'));
  settleByWitness(behind, log);
  expect(behind.ledgerMarks().unsettled(POPULATION)).toBeDefined();
  expect(failure(() => requireLedgers(behind))).toMatchObject({
    code: 'LEDGER_ROLLED_BACK',
    message: expect.stringContaining('had 4 by the word of its witness') as string,
  });
});

it.each([
  ['was taken away', async (): Promise<void> => void (await run(folder, 'witness', 'none'))],
  [
    'was moved',
    async (volume: string): Promise<void> => {
      mkdirSync(`${volume}-2`, { mode: 0o700 });
      await run(folder, 'witness', `${volume}-2`);
    },
  ],
])('a witness that %s since the backup settles nothing: it did not learn of what came then', async (_how, end) => {
  const volume = join(root, 'volume');
  mkdirSync(volume, { mode: 0o700 });
  await run(folder, 'witness', volume);
  round(1);
  backUp();
  await end(volume);
  round(2);
  const restored = await restore(join(root, 'restored'));
  // It agrees with the restored folder, which still names it.
  expect(failure(() => requireLedgers(restored)).code).toBe('none');
  settleByWitness(restored, { info: () => {} });
  expect(restored.ledgerMarks().unsettled(POPULATION)).toBeDefined();
  // Named again, it learns of charges again.
  await run(folder, 'witness', volume);
  expect(folder.ledgerMarks().toldAll(folder.witness() ?? folder.ledgerMarks())).toBe(false);
  round(3);
  expect(folder.ledgerMarks().toldAll(folder.witness() ?? folder.ledgerMarks())).toBe(true);
});

it('a witness of which no agent knew yet when the backup was made settles nothing', async () => {
  const volume = join(root, 'volume');
  mkdirSync(volume, { mode: 0o700 });
  // The agent that runs has started before, and does not tell it.
  const ledger = openLedger({ folder: folder.ledgerPath, population: POPULATION, clock: systemClock });
  folder.ledgerMarks().tells(undefined);
  folder.ledgerMarks().remember(new Map([[POPULATION, ledger.head()]]));
  await run(folder, 'witness', volume);
  backUp();
  ledger.reserve(key(1), cost(event()));
  ledger.commit(key(1), update);
  ledger.close();
  const restored = await restore(join(root, 'restored'));
  settleByWitness(restored, { info: () => {} });
  expect(restored.ledgerMarks().unsettled(POPULATION)).toBeDefined();
});

it('a witness that was named only after the restore settles nothing at later starts either, nor in a copy of that folder', async () => {
  round(1);
  backUp();
  round(2);
  const volume = join(root, 'volume');
  mkdirSync(volume, { mode: 0o700 });
  folder = await restore(join(root, 'restored'));
  await run(folder, 'witness', volume);
  const start = (of: SiteFolder): void => {
    settleByWitness(of, { info: () => {} });
    of.ledgerMarks().tells(of.witness());
  };
  for (let starts = 0; starts < 3; starts += 1) start(folder);
  expect(folder.ledgerMarks().unsettled(POPULATION)).toBeDefined();
  backUp();
  const copy = await restore(join(root, 'copy'));
  for (let starts = 0; starts < 3; starts += 1) start(copy);
  expect(copy.ledgerMarks().unsettled(POPULATION)).toBeDefined();
});

describe('a witness that may have forgotten something since the backup settles nothing', () => {
  let volume: string;
  let old: Buffer;
  const witnessFile = (): string => join(volume, 'north.ledgers.json');
  beforeEach(async () => {
    volume = join(root, 'volume');
    mkdirSync(volume, { mode: 0o700 });
    await run(folder, 'witness', volume);
    round(1);
    backUp();
    old = readFileSync(witnessFile());
    round(2);
  });

  it.each<[string, (restored: SiteFolder) => Promise<unknown>]>([
    [
      'was lost and is made again by what was restored',
      async (restored): Promise<void> => {
        rmSync(witnessFile());
        await run(restored, 'witness', 'none');
      },
    ],
    ['was put back itself', async (): Promise<void> => await Promise.resolve(writeFileSync(witnessFile(), old))],
    [
      'was moved, and is named again by what was restored',
      async (): Promise<void> => {
        writeFileSync(witnessFile(), old);
        mkdirSync(`${volume}-2`, { mode: 0o700 });
        await run(folder, 'witness', `${volume}-2`);
      },
    ],
  ])('one that %s', async (_how, happens) => {
    const restored = await restore(join(root, 'restored'));
    await happens(restored);
    expect((await run(restored, 'witness', volume)).code).toBe(0);
    const second = await restore(join(root, 'second'));
    for (const one of [restored, second]) {
      settleByWitness(one, { info: () => {} });
      expect(one.ledgerMarks().unsettled(POPULATION)).toBeDefined();
    }
  });

  it('one whose word was overruled in a first restore, when it is restored a second time', async () => {
    const restored = await restore(join(root, 'restored'));
    const argv = ['ledger', 'accept-loss', POPULATION, '--reason', 'budget lowered here', '--who', 'Dr. A'];
    expect((await run(restored, ...argv)).stdout).toContain('may start');
    const second = await restore(join(root, 'second'));
    settleByWitness(second, { info: () => {} });
    expect(second.ledgerMarks().unsettled(POPULATION)).toBeDefined();
  });
});

it('a site is backed up while an agent has its folder, with what commands have left for it', async () => {
  round(1);
  const log = openAuditLog(folder.auditOptions());
  const ledger = openLedger({ folder: folder.ledgerPath, population: POPULATION, clock: systemClock });
  const made = await run(folder, 'backup', file, '--key-store', 'systemd:credential', '--json');
  expect(made.code).toBe(0);
  expect(JSON.parse(made.stdout)).toMatchObject({ member: 'north', ledgers: { [POPULATION]: { seq: 2 } } });
  log.takeWaiting();
  log.close();
  ledger.close();
  opened((backup) => {
    checkSiteBackup(backup);
    expect(backup.below('state/audit/waiting')).toHaveLength(1);
  });
  const restored = await restore(join(root, 'restored'));
  restored.record('ann', { event: 'plan.refused', study: 'heart', plan: 'a'.repeat(64) });
  const events = JSON.parse((await run(restored, 'audit', 'show', '--json')).stdout) as readonly { event: string }[];
  expect(events.map(({ event: name }) => name)).toEqual([
    'plan.refused',
    'backup.made',
    'folder.restored',
    'plan.refused',
    'incident.opened',
  ]);
});

it('a line that is being written is part of no log, and does not keep the copy from opening', async () => {
  round(1);
  appendFileSync(join(folder.ledgerPath, `${POPULATION}.jsonl`), '{"v":1,"popul');
  appendFileSync(auditFiles(folder.auditPath).entries, '{"v":1,"ac');
  backUp();
  opened((backup) => {
    checkSiteBackup(backup);
    expect(backup.manifest.audit.entries).toBe(1);
  });
  const restored = await restore(join(root, 'restored'));
  round(2, restored);
  expect((await run(restored, 'ledger', 'verify')).stdout).toContain('cardiology: 4 entries');
  expect((await run(restored, 'audit', 'verify')).code).toBe(0);
});

it('a sealed folder goes under its own key store, opens with it, and is refused without', async () => {
  await waitingKey(folder.pendingKeyPath);
  round(1);
  await sealSite(folder, STORE);
  const made = await run(folder, 'backup', file);
  expect(made.code).toBe(0);
  const restored = await restore(join(root, 'restored'));
  expect(readSecretFile(restored.pendingKeyPath)).toEqual(readSecretFile(folder.pendingKeyPath));
  expect(readFileSync(restored.pendingKeyPath).subarray(0, 4).toString('latin1')).toBe('CSL1');
});

it('is not made of a damaged ledger, in its own folder, without a key, or under a passphrase that would be lost with it', async () => {
  round(1);
  expect(await run(folder, 'backup', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('--key-store') as string });
  const store = ['--key-store', 'systemd:credential'];
  expect((await run(folder, 'backup', join(folder.path, 'x'), ...store)).code).toBe(2);
  const inside = join(folder.path, 'passphrase');
  writeFileSync(inside, 'correct horse battery staple, and more', { mode: 0o600 });
  expect((await run(folder, 'backup', file, '--key-store', `passphrase:${inside}`)).code).toBe(3);
  rmSync(inside);
  const path = join(folder.ledgerPath, `${POPULATION}.jsonl`);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"round":1', '"round":2'));
  const damaged = await run(folder, 'backup', file, ...store);
  expect(damaged).toMatchObject({ code: 7, stderr: expect.stringContaining('line 1 of') as string });
  expect(readdirSync(root).filter((name) => name.startsWith('site.backup'))).toEqual([]);
});

it('is not taken for good where what is in it does not hold', () => {
  round(1);
  const log = auditFiles(folder.auditPath);
  const entries = readFileSync(log.entries, 'utf8');
  writeFileSync(log.entries, entries.replace('"actor":"ann"', '"actor":"bob"'));
  backUp();
  expect(failure(() => opened(checkSiteBackup)).code).toBe('AUDIT_CORRUPT');
  writeFileSync(log.entries, '');
  backUp();
  expect(failure(() => opened(checkSiteBackup)).code).toBe('AUDIT_CORRUPT');
  writeFileSync(log.entries, entries);
  rmSync(log.checkpoint);
  backUp();
  expect(failure(() => opened(checkSiteBackup)).code).toBe('AUDIT_CORRUPT');
});

it('is of one moment: whatever a running agent and people do in between, the copy is one that a crash could have left', async () => {
  round(1);
  const seen: string[] = [];
  const copied = (what: string): void => {
    seen.push(what);
    // A decision and a charge behind everything that was copied before them.
    round(seen.length + 1);
  };
  backUpSite({ folder, to: file, store: STORE, clock: systemClock, copied });
  expect(seen).toEqual(['settled', 'audit', 'ledgers']);
  opened((backup) => {
    checkSiteBackup(backup);
    // The first of the three rounds after the audit log, the first two after the ledgers, which are never behind it.
    expect(backup.manifest).toMatchObject({ audit: { entries: 2 }, ledgers: { [POPULATION]: { seq: 6 } } });
  });
  const restored = await restore(join(root, 'restored'));
  expect(failure(() => requireLedgers(restored)).code).toBe('none');
  round(9, restored);
});

it('begins again where a data set and its split secret came in between', () => {
  round(1);
  const seen: string[] = [];
  const copied = (what: string): void => {
    seen.push(what);
    if (seen.length === 2) addData('oncology');
  };
  backUpSite({ folder, to: file, store: STORE, clock: systemClock, copied });
  expect(seen).toEqual(['settled', 'audit', 'ledgers', 'settled', 'audit', 'ledgers']);
  opened((backup) => expect(backup.below('state/splits')).toHaveLength(2));
  rmSync(file);
  let added = 0;
  const always = (what: string): void => void (what === 'audit' && addData(`more-${(added += 1)}`));
  expect(failure(() => backUpSite({ folder, to: file, store: STORE, clock: systemClock, copied: always })).code).toBe(
    'STORE_FAILED',
  );
  expect(readdirSync(root).filter((name) => name.startsWith('site.backup'))).toEqual([]);
});
