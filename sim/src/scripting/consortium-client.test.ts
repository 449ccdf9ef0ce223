import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { researchService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, type TestCertificates, TestConsortium, threeSitePlan } from '@consilium/testing';
import { bind, type GrpcServer, type Handlers, startGrpcServer } from '@consilium/transport';
import { writeIdentityFolder } from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, type ConsortiumClient, type RemoteRound, type RemoteRun } from './consortium-client.ts';

const ONES = Float32Array.of(1, 1, 1);

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

let bench: TestConsortium;
let front: GrpcServer;
let folder: string;
let client: ConsortiumClient;
/** What a coordinator says the plan of a new run is, where it lies. */
let lie: string | undefined;
beforeEach(async () => {
  lie = undefined;
  bench = await TestConsortium.open(certificates);
  const { research } = bench;
  const handlers = {
    ...research,
    async startRun(request: Parameters<typeof research.startRun>[0]) {
      const info = await research.startRun(request);
      return lie === undefined ? info : Object.assign(info, { planHash: lie });
    },
  } as unknown as Handlers<typeof researchService, unknown>;
  front = await startGrpcServer({
    identity: certificates.member('coordinator', 'coordinator'),
    port: 0,
    bindings: [bind(researchService, (peer) => peer, handlers)],
  });
  folder = mkdtempSync(join(tmpdir(), 'consilium-client-'));
  const address = `127.0.0.1:${front.port}`;
  writeIdentityFolder(join(folder, 'ada'), { ...certificates.member('user', 'ada'), consortium: CONSORTIUM, address });
  client = connect(join(folder, 'ada'));
});
afterEach(async () => {
  client.close();
  await front.stop();
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Watches from now on; what ends it is looked at later. */
function watching(run: RemoteRun): Promise<readonly RemoteRound[]> {
  const rounds = all(run);
  rounds.catch(() => {});
  return rounds;
}

async function all(run: RemoteRun): Promise<readonly RemoteRound[]> {
  const rounds: RemoteRound[] = [];
  for await (const round of run) rounds.push(round);
  return rounds;
}

it('submits a plan, starts it, follows its rounds and writes what came of it', async () => {
  const plan = threeSitePlan();
  const { study, planHash } = await client.submit(JSON.parse(plan.json) as Record<string, unknown>);
  expect({ study, planHash }).toEqual({ study: plan.document.study, planHash: plan.hash });
  const run = await client.start(study, { planHash, rounds: 2 });
  expect(await run.state()).toBe('running');
  const watched = watching(run);
  const sites = await bench.sites('north', 'south', 'west');
  for (const round of [1, 2]) {
    for (const site of sites) await site.take(round, ONES);
    for (const site of sites) await site.declineScores(round, { code: 'TOO_FEW_PATIENTS', message: 'few' });
  }
  const rounds = await watched;
  expect(rounds.map(({ round, attempt, state }) => [round, attempt, state])).toEqual([
    [1, 1, 'closed'],
    [2, 1, 'closed'],
  ]);
  expect(rounds.map((round) => [...round.sites].sort())).toEqual([
    ['north', 'south', 'west'],
    ['north', 'south', 'west'],
  ]);
  expect(await run.state()).toBe('completed');
  // Somebody who asks later gets the same.
  expect(await all(client.run(run.id))).toEqual(rounds);

  const out = join(folder, 'out');
  expect(await run.write(out)).toMatchObject({ run: run.id, state: 'completed', planHash });
  expect((JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { readonly run: string }).run).toBe(run.id);
  expect(existsSync(join(out, 'report.html'))).toBe(true);
  await expect(run.write(out)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  await run.write(out, { force: true });
});

it('sends no plan that every hospital would refuse', async () => {
  const { data, ...rest } = JSON.parse(threeSitePlan().json) as { data: { features: Record<string, unknown> } };
  const features = { ...data.features, ssn: { kind: 'number', unit: '1', range: [0, 1] } };
  await expect(client.submit({ ...rest, data: { ...data, features } })).rejects.toMatchObject({ code: 'DEID_REFUSED' });
  await expect(client.submit({ ...rest, data: {} })).rejects.toMatchObject({ code: 'PLAN_INVALID' });
  expect((await bench.research.listStudies({})).studies).toEqual([]);
});

it('ends the rounds of a run that somebody stops with the reason', async () => {
  const run = await client.start((await client.submit(JSON.parse(threeSitePlan().json) as Record<string, unknown>)).study);
  const watched = watching(run);
  await run.stop();
  await expect(watched).rejects.toMatchObject({ name: 'ConsiliumError' });
  expect(await run.state()).toBe('stopped');
});

it('stops at once what a coordinator starts with another plan', async () => {
  const { study, planHash } = await client.submit(JSON.parse(threeSitePlan().json) as Record<string, unknown>);
  lie = '0'.repeat(64);
  await expect(client.start(study, { planHash })).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
  expect((await bench.research.listRuns({})).runs.map(({ state }) => state)).toEqual(['stopped']);
});
