import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testCsv } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuditLog } from '../audit/index.ts';
import { createPolicyFile } from '../gate/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-audit-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
  writeFileSync(join(root, 'heart.csv'), testCsv(50));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const addData = () => run('data', 'add', 'heart', join(root, 'heart.csv'), '--study', 'heart', '--patient-column', 'id');
const setBudget = (epsilon: string) =>
  run('plan', 'budget', 'heart', '--epsilon', epsilon, '--delta', '0.001', '--reason', 'vote 12', '--who', 'ann');
const entries = () => join(folder.auditPath, 'entries.jsonl');

describe('consilium-site audit', () => {
  it('says that there is nothing before anything happened', async () => {
    const { code, stderr } = await run('audit', 'verify');
    expect([code, stderr]).toEqual([3, expect.stringContaining('there is no audit log in')]);
  });

  it('has what people decided, who they were and why, and shows what was asked for', async () => {
    expect((await addData()).code).toBe(0);
    expect((await setBudget('2')).code).toBe(0);
    expect((await setBudget('3')).code).toBe(0);
    const verified = await run('audit', 'verify', '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ entries: 3, checkpoint: 3, afterCheckpoint: 0 });
    const shown = JSON.parse((await run('audit', 'show', '--event', 'budget.', '--last', '1', '--json')).stdout);
    expect(shown).toEqual([
      expect.objectContaining({ position: 3, actor: 'ann', event: 'budget.set', epsilon: 3, delta: 0.001, reason: 'vote 12' }),
    ]);
    const table = (await run('audit', 'show')).stdout;
    expect(table).toMatch(/1 .* data\.added .* dataset heart/);
    expect(await run('audit', 'show', '--event', 'budget')).toMatchObject({ code: 2 });
  });

  it('shows what is decided while an agent runs as soon as the agent has taken it up', async () => {
    const agent = openAuditLog(folder.auditOptions());
    await setBudget('2');
    expect(JSON.parse((await run('audit', 'verify', '--json')).stdout)).toMatchObject({ entries: 0 });
    agent.record('agent', { event: 'agent.stopped' });
    expect(JSON.parse((await run('audit', 'verify', '--json')).stdout)).toMatchObject({
      entries: 2,
      checkpoint: 0,
      afterCheckpoint: 2,
    });
    agent.close();
    expect(JSON.parse((await run('audit', 'verify', '--json')).stdout)).toMatchObject({ checkpoint: 2, afterCheckpoint: 0 });
  });

  it('names an entry that somebody changed, and stops', async () => {
    await setBudget('2');
    await setBudget('3');
    writeFileSync(entries(), readFileSync(entries(), 'utf8').replace('"epsilon":2', '"epsilon":1'));
    const { code, stderr } = await run('audit', 'verify');
    expect([code, stderr]).toEqual([7, expect.stringContaining('entry 2: it does not continue entry 1')]);
    // A decision that cannot be written down is not taken.
    const before = readFileSync(folder.policyPath, 'utf8');
    expect((await setBudget('9')).code).toBe(7);
    expect(readFileSync(folder.policyPath, 'utf8')).toBe(before);
  });

  it('finds by a checkpoint that was kept elsewhere that folder and checkpoint were put back together', async () => {
    await setBudget('2');
    const old = readFileSync(entries(), 'utf8');
    const oldCheckpoint = readFileSync(join(folder.auditPath, 'checkpoint'), 'utf8');
    await setBudget('3');
    const kept = join(root, 'kept');
    writeFileSync(kept, readFileSync(join(folder.auditPath, 'checkpoint')));
    expect((await run('audit', 'verify', '--checkpoint', kept)).code).toBe(0);
    writeFileSync(entries(), old);
    writeFileSync(join(folder.auditPath, 'checkpoint'), oldCheckpoint);
    expect((await run('audit', 'verify')).code).toBe(0);
    const { code, stderr } = await run('audit', 'verify', '--checkpoint', kept);
    expect([code, stderr]).toEqual([7, expect.stringContaining('its end was cut off')]);
  });

  it('exports a folder for other tools, once', async () => {
    await addData();
    const target = join(root, 'export');
    expect((await run('audit', 'export', target)).code).toBe(0);
    expect(readFileSync(join(target, 'checkpoint'), 'utf8')).toMatch(/^consilium\/cardio\/north\n1\n/);
    expect(readFileSync(join(target, 'key.vkey'), 'utf8')).toMatch(/^consilium\/cardio\/north\+/);
    expect(readFileSync(join(target, 'entries.jsonl'), 'utf8')).toBe(readFileSync(entries(), 'utf8'));
    expect((await run('audit', 'export', target)).code).not.toBe(0);
  });

  it('accepts another log of the coordinator where what was kept is damaged, and keeps it aside', async () => {
    const kept = join(folder.auditPath, 'coordinator');
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'checkpoint'), 'not a checkpoint');
    writeFileSync(join(kept, 'key.vkey'), 'not a key');
    const accepted = await run('audit', 'accept-coordinator', '--reason', 'disk replaced');
    expect([accepted.code, accepted.stderr]).toEqual([0, '']);
    expect(existsSync(join(kept, 'checkpoint'))).toBe(false);
    expect(readdirSync(join(kept, 'evidence'))).toHaveLength(1);
    const [entry] = JSON.parse((await run('audit', 'show', '--json')).stdout) as object[];
    expect(entry).toMatchObject({ event: 'coordinator-log.accepted', reason: 'disk replaced' });
    expect(entry).not.toHaveProperty('kept');
  });
});

describe('consilium-site audit restart', () => {
  const restart = () => run('audit', 'restart', '--reason', 'disk replaced', '--who', 'ann');

  it('refuses a log that holds, and one that an agent writes', async () => {
    await setBudget('2');
    expect(await restart()).toMatchObject({ code: 2, stderr: expect.stringContaining('the audit log holds') as string });
    const agent = openAuditLog(folder.auditOptions());
    expect((await restart()).code).toBe(7);
    agent.close();
  });

  it.each<[what: string, harm: () => void, intact: number]>([
    [
      'an entry was changed',
      () => writeFileSync(entries(), readFileSync(entries(), 'utf8').replace('"epsilon":2', '"epsilon":1')),
      1,
    ],
    ['entries are gone', () => rmSync(entries()), 0],
    ['the checkpoint is gone', () => rmSync(join(folder.auditPath, 'checkpoint')), 2],
    ['the key is another', () => writeFileSync(join(folder.auditPath, 'signing.key'), Buffer.alloc(32, 1)), 2],
  ])('begins a new log whose first entry says so, and keeps the old one: %s', async (_what, harm, intact) => {
    await setBudget('2');
    await setBudget('3');
    harm();
    const old = existsSync(entries()) ? readFileSync(entries(), 'utf8') : '';
    expect((await setBudget('4')).code).not.toBe(0);
    const restarted = await restart();
    expect([restarted.code, restarted.stderr]).toEqual([0, '']);
    const aside = join(folder.auditPath, 'damaged-1');
    if (old !== '') expect(readFileSync(join(aside, 'entries.jsonl'), 'utf8')).toBe(old);
    expect((await setBudget('4')).code).toBe(0);
    expect(JSON.parse((await run('audit', 'verify', '--json')).stdout)).toMatchObject({ entries: 3 });
    const shown = JSON.parse((await run('audit', 'show', '--json')).stdout) as object[];
    expect(shown).toMatchObject([
      { event: 'log.restarted', actor: 'ann', log: 1, entries: old === '' ? 0 : 2, intact, reason: 'disk replaced' },
      { event: 'incident.opened', kind: 'log-restarted', subject: 'site' },
      { event: 'budget.set', epsilon: 4 },
    ]);
    // The damaged log was of this key; the new one has its own.
    expect(readFileSync(join(aside, 'key.vkey'))).not.toEqual(readFileSync(join(folder.auditPath, 'key.vkey')));
  });

  it('carries over incidents that nobody has closed, with their numbers and the day of their discovery', async () => {
    const log = openAuditLog(folder.auditOptions());
    log.record('agent', { event: 'coordinator-log.broken', kept: 9, why: 'fork' });
    log.record('agent', { event: 'coordinator-log.broken', kept: 9, why: 'gone' });
    log.close();
    await run('incident', 'close', '2', '--reason', 'backup');
    const [before] = JSON.parse((await run('incident', 'list', '--json')).stdout) as { at: string }[];
    rmSync(join(folder.auditPath, 'checkpoint'));
    await restart();
    await setBudget('2');
    const after = JSON.parse((await run('incident', 'list', '--json')).stdout) as object[];
    expect(after).toMatchObject([
      { incident: 2, kind: 'log-restarted', state: 'open' },
      { incident: 1, kind: 'checkpoint-mismatch', at: before?.at, state: 'open' },
    ]);
  });

  it('carries over incidents behind the damage, closed there or not, and has them in its list before the new log begins', async () => {
    await setBudget('2');
    const log = openAuditLog(folder.auditOptions());
    log.record('agent', { event: 'coordinator-log.broken', kept: 9, why: 'fork' });
    log.close();
    await run('incident', 'close', '1', '--reason', 'nothing');
    writeFileSync(entries(), readFileSync(entries(), 'utf8').replace('"epsilon":2', '"epsilon":1'));
    await restart();
    const open = [
      { incident: 2, kind: 'log-restarted', state: 'open' },
      { incident: 1, kind: 'checkpoint-mismatch', state: 'open' },
    ];
    expect(JSON.parse((await run('incident', 'list', '--json')).stdout)).toMatchObject(open.slice(1));
    expect((await run('audit', 'verify')).stderr).toContain('a new one begins with the next start or decision');
    await setBudget('2');
    expect(JSON.parse((await run('incident', 'list', '--json')).stdout)).toMatchObject(open);
  });
});
