import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONSORTIUM, createCertificates, type TestCertificates, TestConsortium, threeSitePlan } from '@consilium/testing';
import { researchService } from '@consilium/proto';
import { bind, type GrpcServer, type Handlers, startGrpcServer } from '@consilium/transport';
import { writeIdentityFolder } from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../main.ts';

const ONES = Float32Array.of(1, 1, 1);

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

let bench: TestConsortium;
let front: GrpcServer;
let folder: string;
/** Attempts that one answer has room for; the others a watcher gets. */
let room = Number.POSITIVE_INFINITY;
beforeEach(async () => {
  room = Number.POSITIVE_INFINITY;
  bench = await TestConsortium.open(certificates);
  const { research } = bench;
  const handlers = {
    ...research,
    async getRun(request: { run: string }) {
      const info = await research.getRun(request);
      const newest = info.roundInfos.slice(-room);
      return Object.assign(info, { roundInfos: newest, earlierAttempts: info.roundInfos.length - newest.length });
    },
  } as unknown as Handlers<typeof researchService, unknown>;
  front = await startGrpcServer({
    identity: certificates.member('coordinator', 'coordinator'),
    port: 0,
    bindings: [bind(researchService, (peer) => peer, handlers)],
  });
  folder = mkdtempSync(join(tmpdir(), 'consilium-run-results-'));
  const address = `127.0.0.1:${front.port}`;
  writeIdentityFolder(join(folder, 'ada'), { ...certificates.member('user', 'ada'), consortium: CONSORTIUM, address });
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.removeAllListeners('uncaughtException');
  await front.stop();
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function results(run: string, ...more: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const take = (part: string | Uint8Array): boolean => ((text += String(part)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  const at = ['--out', join(folder, 'out'), '--identity', join(folder, 'ada')];
  const code = await main(['node', 'consilium', 'run', 'results', run, ...at, ...more]);
  vi.restoreAllMocks();
  return { code, text };
}

/** A run of which one round is made at the second attempt, and which somebody has stopped then. */
async function stoppedRun(): Promise<string> {
  const run = await bench.run(threeSitePlan());
  const [north, south, west] = await bench.sites('north', 'south', 'west');
  await north.take(1, ONES);
  for (const site of [south, west]) site.refuse(await site.task(1), 'PLAN_NOT_APPROVED', 'not read');
  for (const site of [north, south, west]) await site.upload(await site.task(1, 2), ONES);
  await bench.info(run);
  await bench.research.stopRun({ run });
  return run;
}

it('writes what the coordinator has of a run that was stopped, attempts that one answer has no room for included', async () => {
  const run = await stoppedRun();
  const attempts = (await bench.info(run)).roundInfos.map(({ round, attempt, state }) => ({ round, attempt, state }));
  expect(attempts[0]).toEqual({ round: 1, attempt: 1, state: 'failed' });
  expect(attempts.length).toBeGreaterThan(1);
  room = 1;
  const { code, text } = await results(run, '--json');
  expect(code).toBe(0);
  const summary = JSON.parse(text) as object;
  expect(summary).toMatchObject({
    kind: 'run',
    run,
    state: 'stopped',
    problem: { code: 'RUN_STOPPED' },
    failedAttempts: [
      {
        round: 1,
        attempt: 1,
        answered: ['north'],
        refused: [
          { site: 'south', code: 'PLAN_NOT_APPROVED', message: 'not read' },
          { site: 'west', code: 'PLAN_NOT_APPROVED' },
        ],
      },
    ],
  });
  expect(JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'))).toEqual(summary);
  expect(readFileSync(join(folder, 'out/plan.json'), 'utf8').trim()).toBe(threeSitePlan().json);
  expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('This run ended early (stopped');
  expect(readFileSync(join(folder, 'out/board.html'), 'utf8')).toContain('Who decided?');
});

it('writes over nothing, unless somebody says so', async () => {
  const run = await bench.run(threeSitePlan());
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'out/report.html'), 'mine');
  const refused = await results(run);
  expect(refused.code).toBe(3);
  expect(refused.text).toContain('write over what is there with --force');
  expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toBe('mine');
  const forced = await results(run, '--force');
  expect(forced).toMatchObject({ code: 0 });
  expect(forced.text).toContain(`${run} of ${threeSitePlan().document.study}: running, 0 of `);
  expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('This run goes on (running).');
});
