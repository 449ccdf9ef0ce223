import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuditLog } from '../audit/index.ts';
import { createPolicyFile } from '../gate/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-incident-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const listed = async (...options: string[]) =>
  JSON.parse((await run('incident', 'list', '--json', ...options)).stdout) as object[];
const ASSESSMENT = ['--nature', 'hashes', '--recipient', 'the operator', '--acquired', 'no', '--mitigation', 'explained'];

/** The agent sees so many times that the coordinator's log is another one. */
function seen(times: number): void {
  const log = openAuditLog(folder.auditOptions());
  for (let i = 0; i < times; i += 1) log.record('agent', { event: 'coordinator-log.broken', kept: 9, why: 'fork' });
  log.close();
}

describe('consilium-site incident', () => {
  it('has one incident of what was seen a hundred times, with bounded evidence, until a person closes it', async () => {
    expect(await listed()).toEqual([]);
    seen(50);
    seen(50);
    const [incident, ...others] = (await listed()) as { evidence: { entry: number; hash: string }[] }[];
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ incident: 1, kind: 'checkpoint-mismatch', severity: 'high', state: 'open', times: 100 });
    expect(incident?.evidence.map(({ entry }) => entry)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 94, 95, 96, 97, 98, 99, 100, 101]);
    expect((await run('audit', 'verify')).code).toBe(0);
    expect((await run('incident', 'close', '1', '--reason', 'operator explained it', '--who', 'ann')).code).toBe(0);
    expect(await listed()).toEqual([]);
    seen(1);
    expect(await listed('--all')).toMatchObject([
      { incident: 2, state: 'open', times: 1 },
      { incident: 1, state: 'closed', closed: { by: 'ann', reason: 'operator explained it' } },
    ]);
  });

  it('takes what a person found of the four factors, and shows the clock of the breach rule', async () => {
    seen(1);
    expect((await run('incident', 'assess', '1', ...ASSESSMENT)).stderr).toContain('--conclusion');
    const breach = ['--conclusion', 'breach', '--individuals', '501', '--discovered', '2026-01-15', '--who', 'ann'];
    expect((await run('incident', 'assess', '1', ...ASSESSMENT, ...breach)).code).toBe(0);
    expect(await listed()).toMatchObject([
      {
        state: 'acknowledged',
        assessment: { by: 'ann', nature: 'hashes', conclusion: 'breach', individuals: 501 },
        clock: { state: 'running', discovered: '2026-01-15', noticeBy: '2026-03-16', secretaryBy: '2026-03-16', many: true },
      },
    ]);
    const { stdout } = await run('incident', 'show', '1');
    expect(stdout).toContain('by 2026-03-16 at the latest');
    expect(stdout).toContain('not legal advice');
    expect(stdout).toMatch(/evidence: entry 1 of the audit log, [0-9a-f]{64}/);
    expect((await run('incident', 'assess', '1', ...ASSESSMENT, '--conclusion', 'low-probability')).code).toBe(0);
    expect(await listed()).toMatchObject([{ clock: { state: 'stopped' } }]);
  });

  it('holds at once what is decided while an agent runs, and the agent takes it up before it goes on', async () => {
    const agent = openAuditLog(folder.auditOptions());
    agent.record('agent', { event: 'coordinator-log.broken', kept: 9, why: 'gone' });
    expect((await run('incident', 'acknowledge', '1', '--who', 'ann')).code).toBe(0);
    expect(await listed()).toMatchObject([{ state: 'acknowledged', acknowledged: { by: 'ann' } }]);
    expect((await run('incident', 'close', '1', '--reason', 'backup')).code).toBe(0);
    expect(await run('incident', 'close', '1', '--reason', 'backup')).toMatchObject({ code: 5 });
    expect(agent.incidents).toMatchObject([{ state: 'open' }]);
    agent.record('agent', { event: 'coordinator-log.broken', kept: 9, why: 'gone' });
    expect(agent.incidents).toMatchObject([{ state: 'closed' }, { incident: 2, state: 'open', times: 1 }]);
    agent.close();
    expect(await run('incident', 'show', '7')).toMatchObject({ code: 3 });
  });

  it('tells doctor, which looks at the audit log and changes nothing', async () => {
    seen(1);
    const findings = async () =>
      (JSON.parse((await run('doctor', '--json')).stdout) as { findings: { check: string; state: string; says: string }[] })
        .findings;
    // Without a certificate it looks no further than the folder needs.
    const of = async (check: string) => (await findings()).find((finding) => finding.check === check);
    expect(await of('incidents')).toMatchObject({
      state: 'warning',
      says: expect.stringContaining('checkpoint-mismatch') as string,
    });
    expect(await of('audit log')).toMatchObject({ state: 'ok' });
    const path = join(folder.auditPath, 'entries.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"kept":9', '"kept":8'));
    const damaged = readFileSync(path, 'utf8');
    expect(await of('audit log')).toMatchObject({ state: 'failed', says: expect.stringContaining('entry 2') as string });
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });
});
