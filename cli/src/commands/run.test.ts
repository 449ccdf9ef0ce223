import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { researchService } from '@consilium/proto';
import { CONSORTIUM, createCertificates, type TestCertificates, TestConsortium, threeSitePlan } from '@consilium/testing';
import { bind, type GrpcServer, type Handlers, startGrpcServer } from '@consilium/transport';
import { writeIdentityFolder } from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../main.ts';

const [SHOWN, NEWER] = [threeSitePlan(), threeSitePlan({ rounds: 5 })];
const { study } = SHOWN.document;

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

let bench: TestConsortium;
let front: GrpcServer;
let identity: string;
/** Whether the coordinator is one of before `plan_hash`: it does not see that field. */
let old = false;
beforeEach(async () => {
  old = false;
  bench = await TestConsortium.open(certificates);
  await bench.research.submitStudy({ planJson: SHOWN.json });
  const { research } = bench;
  // Somebody submits another plan after the readiness of the first was shown.
  const handlers = {
    ...research,
    async checkStudy(request: { study: string }) {
      const readiness = await research.checkStudy(request);
      await bench.clock.advance(1);
      await bench.research.submitStudy({ planJson: NEWER.json });
      return readiness;
    },
    startRun: (request: { study: string; rounds: number; planHash: string }) =>
      research.startRun(old ? { ...request, planHash: '' } : request),
  } as unknown as Handlers<typeof researchService, unknown>;
  front = await startGrpcServer({
    identity: certificates.member('coordinator', 'coordinator'),
    port: 0,
    bindings: [bind(researchService, (peer) => peer, handlers)],
  });
  identity = mkdtempSync(join(tmpdir(), 'consilium-run-start-'));
  writeIdentityFolder(identity, {
    ...certificates.member('user', 'ada'),
    consortium: CONSORTIUM,
    address: `127.0.0.1:${front.port}`,
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.removeAllListeners('uncaughtException');
  await front.stop();
  await bench.close();
  rmSync(identity, { recursive: true, force: true });
});

/** `run start`, with what it writes for people. */
async function start(): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const take = (part: string | Uint8Array): boolean => ((text += String(part)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  const code = await main(['node', 'consilium', 'run', 'start', study, '--yes', '--identity', identity]);
  vi.restoreAllMocks();
  return { code, text };
}

it('starts nothing where the plan of the study is no longer the one whose readiness it has shown', async () => {
  const { code, text } = await start();
  expect(code).toBe(8);
  expect(text).toContain('The plan of the study is not the one that you were shown');
  expect((await bench.research.listRuns({})).runs).toEqual([]);
});

it('says so, and how to stop it, where a coordinator starts another plan all the same', async () => {
  old = true;
  const { code, text } = await start();
  const [run] = (await bench.research.listRuns({})).runs;
  expect(run?.planHash).toBe(NEWER.hash);
  expect(code).toBe(8);
  expect(text).toContain(`consilium run stop ${run?.run}`);
});
