import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CompiledPlan } from '@consilium/plan';
import { ROOT } from '@consilium/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { APPROVAL, Consortium } from '../support/consortium.ts';
import { checkDiskOrder, type DiskOrder } from '../support/disk-order.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { buildDiskRecorder, Recording } from '../support/recording.ts';
import { watchToEnd } from '../support/run-watch.ts';
import { changedPlan, SITES, STUDY } from '../support/fault-plans.ts';

const ROUNDS = 3;

const workshop = realpathSync(mkdtempSync(join(tmpdir(), 'consilium-disk-order-')));
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

const recorder = buildDiskRecorder(workshop);
if ('missing' in recorder) {
  process.stderr.write(
    `\nNOT TESTED: what is acknowledged is on the disk before (disk-order.test.ts), for ${recorder.missing}.\n\n`,
  );
}

/** Replays a recording, after a look whether the recorder has seen everything. */
function judge(recording: Recording, folder: string): DiskOrder {
  const events = recording.events();
  const order = checkDiskOrder(recording.disk, events);
  const replayed = recording.disk.contents();
  // Plans are written by the test.
  const isPlan = (path: string): boolean => dirname(path) === folder && path.endsWith('.yaml');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isPlan(path));
  expect([...replayed.keys()].filter((path) => !isPlan(path)).toSorted()).toEqual(files.toSorted());
  for (const path of files) expect({ path, same: replayed.get(path)?.equals(readFileSync(path)) }).toEqual({ path, same: true });
  return order;
}

async function recordRun(plan: CompiledPlan): Promise<DiskOrder> {
  const consortium = await Consortium.create();
  const folder = realpathSync(consortium.folder);
  const recording = new Recording('library' in recorder ? recorder.library : '', folder);
  try {
    recording.start();
    await consortium.startCoordinator();
    const path = await consortium.submit(plan);
    for (const site of SITES) {
      await mustRun('site', ['plan', 'approve', path, ...APPROVAL, '--folder', join(folder, site)]);
    }
    await consortium.startAgents();
    recording.stop();
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const { state, problem } = await watchToEnd(consortium, run);
    expect([state, problem?.message ?? '']).toEqual(['completed', '']);
    await consortium.stopAll();
    return judge(recording, folder);
  } finally {
    recording.remove();
    await consortium.remove();
  }
}

/** Each round ends, and a site answers in it, for an update and for scores. */
const ANSWERS = 2 * ROUNDS * SITES.length;

/** What a run of {@link ROUNDS} rounds makes everybody say, receipts apart. */
const RUN = {
  commit: ANSWERS,
  'hash leaves': ANSWERS,
  'update leaves': ANSWERS,
  answer: ANSWERS,
  task: ROUNDS * SITES.length,
  evaluation: ROUNDS * SITES.length,
  'end of an attempt': ANSWERS,
  'end of a run': SITES.length,
  'watched end': 1,
};

/**
 * A receipt follows the step that it tells of, and the last step ends the run, at which the test stops everybody. Answers leave on ticks: the last ones of all
 * sites may come together, and each site may miss the receipt of its own.
 */
function expectReceipts({ seen }: DiskOrder): void {
  expect(seen['receipt']).toBeGreaterThanOrEqual(ANSWERS - SITES.length);
  expect(seen['receipt']).toBeLessThanOrEqual(ANSWERS);
}

describe.skipIf('missing' in recorder)('what is acknowledged was on the disk before, its bytes and its name', () => {
  it(
    'by every command that makes a consortium',
    async () => {
      const folder = join(workshop, 'consortium');
      mkdirSync(folder);
      const recording = new Recording('library' in recorder ? recorder.library : '', folder);
      try {
        recording.start();
        await Consortium.build(folder);
        recording.stop();
        const { seen, broken } = judge(recording, folder);
        expect(broken).toEqual([]);
        expect(seen).toMatchObject({ study: 1, site: SITES.length });
      } finally {
        recording.remove();
      }
    },
    PROGRAMS_MS,
  );

  it('by a key file, before anything is sealed with it', () => {
    const folder = join(workshop, 'key');
    mkdirSync(folder);
    const recording = new Recording('library' in recorder ? recorder.library : '', folder);
    const program = `(await import('@consilium/trust')).loadOrCreateKeyFile(${JSON.stringify(join(folder, 'sealing.key'))})`;
    try {
      recording.start();
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: join(ROOT, 'test') });
      recording.stop();
      expect(judge(recording, folder).broken).toEqual([]);
      expect(recording.disk.durable(join(folder, 'sealing.key'))?.toString()).toMatch(/^[0-9a-f]{64}\n$/);
    } finally {
      recording.remove();
    }
  });

  it(
    'in a run of a small model, whose updates are in the database',
    async () => {
      const plan = changedPlan(({ sites, evaluation }) => ({
        study: STUDY,
        sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
        rounds: ROUNDS,
        quorum: { sites: SITES.length, attempts: 3, deadlineSeconds: 600 },
        evaluation: { ...evaluation, every: 1 },
      }));
      const order = await recordRun(plan);
      const { seen, broken } = order;
      expect(broken).toEqual([]);
      expectReceipts(order);
      expect(seen).toMatchObject(RUN);
      expect(seen['update in the database']).toBeGreaterThan(0);
      expect(seen['update in a file']).toBeUndefined();
    },
    PROGRAMS_MS,
  );

  it(
    'in a run of a large model, whose updates are files',
    async () => {
      const plan = changedPlan(({ sites, evaluation }) => ({
        study: STUDY,
        sites: Object.fromEntries(SITES.map((site) => [site, sites[site]])),
        model: {
          layers: [
            { type: 'dense', units: 400, activation: 'relu' },
            { type: 'dense', units: 700, activation: 'relu' },
            { type: 'dense', units: 1, activation: 'sigmoid' },
          ],
        },
        rounds: ROUNDS,
        quorum: { sites: SITES.length, attempts: 3, deadlineSeconds: 600 },
        evaluation: { ...evaluation, every: 1 },
      }));
      const order = await recordRun(plan);
      const { seen, broken } = order;
      expect(broken).toEqual([]);
      expectReceipts(order);
      expect(seen).toMatchObject(RUN);
      expect(seen['update in a file']).toBeGreaterThan(0);
      expect(seen['update in the database']).toBeUndefined();
      expect(seen['model in a file']).toBeGreaterThan(0);
    },
    PROGRAMS_MS,
  );
});
