import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { STUDY } from '../support/fault-plans.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { watchToEnd } from '../support/run-watch.ts';

const CHECKER = join(import.meta.dirname, 'audit-log');
const SITE = 'cleveland';

/** Builds the checker, where there are Go and its modules; they are no part of this project and are fetched by their hashes. */
function buildChecker(): string | undefined {
  const binary = join(mkdtempSync(join(tmpdir(), 'consilium-interop-')), 'audit-log');
  const built = spawnSync('go', ['build', '-o', binary, '.'], { cwd: CHECKER, encoding: 'utf8', timeout: 600_000 });
  if (built.status === 0) return binary;
  process.stderr.write(`No Go program checks the audit log here: ${built.error?.message ?? built.stderr}\n`);
  return undefined;
}

const checker = buildChecker();

describe.skipIf(checker === undefined)('the audit log of a site that took part in a run', () => {
  let consortium: Consortium;
  let folder: string;
  /** Of the coordinator, which was running. */
  let asked: string;
  let shown: readonly { readonly event: string; readonly actor: string; readonly round?: number }[];
  beforeAll(async () => {
    consortium = await Consortium.create();
    await consortium.startCoordinator();
    await consortium.startAgents();
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: 3 }));
    expect(await watchToEnd(consortium, run)).toMatchObject({ state: 'completed' });
    const operator = ['--identity', consortium.operatorFolder];
    asked = join(consortium.folder, 'asked');
    await mustRun('consilium', ['audit', 'export', asked, ...operator]);
    shown = JSON.parse(await mustRun('consilium', ['audit', 'show', '--run', run, '--json', ...operator])) as typeof shown;
    await consortium.stopAll();
    folder = join(consortium.folder, 'exported');
    await mustRun('site', ['audit', 'export', folder, '--folder', consortium.siteFolder(SITE)]);
  }, PROGRAMS_MS);
  afterAll(async () => await consortium.remove());

  const check = (of: string): { readonly status: number | null; readonly text: string } => {
    const { status, stdout, stderr } = spawnSync(checker ?? '', [of], { encoding: 'utf8' });
    return { status, text: `${stdout}${stderr}` };
  };

  it('is checked by libraries of others: signature, root, inclusion of each entry, consistency of each beginning', () => {
    const entries = readFileSync(join(folder, 'entries.jsonl'), 'utf8').trimEnd().split('\n');
    const events = entries.map((line) => (JSON.parse(line) as { event: string }).event);
    // Of each round an update, and scores of the model that it made.
    expect(events.filter((event) => event === 'update.leaving')).toHaveLength(6);
    expect(events.at(-1)).toBe('agent.stopped');
    const { status, text } = check(folder);
    const size = entries.length;
    expect([status, text]).toEqual([
      0,
      expect.stringContaining(`${size} entries, signature, root, ${size} inclusions and ${size - 1} consistencies hold`),
    ]);
  });

  it('so is that of the coordinator, which was asked while it ran and lies in its store when it does not', async () => {
    const stored = join(consortium.folder, 'stored');
    const from = ['--folder', consortium.coordinatorFolder];
    await mustRun('consilium', ['audit', 'export', stored, ...from]);
    // The hospital has kept a checkpoint of the coordinator, and opens what the coordinator has kept of its own.
    const kept = join(consortium.siteFolder(SITE), 'state', 'audit', 'coordinator', 'checkpoint');
    const compare = ['--checkpoint', join(asked, 'checkpoint'), kept, '--site-export', folder, '--json'];
    const compared = JSON.parse(await mustRun('consilium', ['audit', 'verify', ...compare, ...from])) as Record<string, unknown>;
    expect(compared).toMatchObject({ compared: { site: SITE, opened: 1, forgotten: 0 } });
    for (const of of [asked, stored])
      expect(check(of)).toMatchObject({ status: 0, text: expect.stringContaining('consistencies hold') });
    const lines = readFileSync(join(stored, 'entries.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.slice(0, readFileSync(join(asked, 'entries.jsonl'), 'utf8').trimEnd().split('\n').length).join('\n')).toBe(
      readFileSync(join(asked, 'entries.jsonl'), 'utf8').trimEnd(),
    );
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'coordinator.stopped' });
    // Both sides name the same updates.
    const ofSite = readFileSync(join(folder, 'entries.jsonl'), 'utf8').trimEnd().split('\n');
    const left = ofSite
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => event === 'update.counted');
    const counted = shown.filter(({ event, actor }) => event === 'update.counted' && actor === SITE) as readonly Record<
      string,
      unknown
    >[];
    const which = (entries: readonly Record<string, unknown>[]): unknown[] =>
      entries.map(({ kind, run, round, attempt, update }) => [kind, run, round, attempt, update]);
    expect(which(counted)).toEqual(which(left));
    expect(counted).toHaveLength(6);
  });

  it.each([
    ['entries.jsonl', '"round":2', '"round":7'],
    ['checkpoint', '\n', '\n1'],
    ['key.vkey', 'cleveland', 'hungary'],
  ])('is refused by them with a changed %s', (name, before, after) => {
    const changed = mkdtempSync(join(tmpdir(), 'consilium-interop-'));
    cpSync(folder, changed, { recursive: true });
    const path = join(changed, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(before, after));
    expect(check(changed).status).toBe(1);
    rmSync(changed, { recursive: true });
  });
});
