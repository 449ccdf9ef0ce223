import { createHash } from 'node:crypto';
import { readPlan } from '@consilium/plan';
import { type consilium, researchService } from '@consilium/proto';
import { bind, connectInMemory, type Handlers } from '@consilium/transport';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ExactScorer } from './exact-scores.ts';
import { type RunOutcome, watchRun } from './watch-run.ts';

const plan = readPlan(fileURLToPath(new URL('../../examples/heart-disease/study.yaml', import.meta.url)));
const nobody = { score: () => [] } as unknown as ExactScorer;
const PATIENCE_MS = 60;
const MODEL = new Uint8Array(4);
const MODEL_HASH = createHash('sha256').update(MODEL).digest('hex');

/** A coordinator whose run is so, one after the other, and then says nothing any more. */
async function watched(...states: readonly consilium.v1.RunInfo.$Properties[]): Promise<RunOutcome> {
  const service = bind(researchService, (peer) => peer, {
    startRun: () => ({ run: 'run-1' }),
    async *watchRun() {
      for (const state of states) yield { run: 'run-1', rounds: 3, ...state };
      await new Promise(() => {});
    },
    async *getModel() {
      yield { data: MODEL };
    },
  } as unknown as Handlers<typeof researchService, unknown>);
  return await watchRun(connectInMemory(researchService, [service], new Uint8Array()), plan, 3, nobody, () => {}, PATIENCE_MS);
}

const paused = {
  state: 'paused',
  closedRounds: 1,
  pause: { reason: 'absent', waitsFor: ['cleveland', 'hungary'], lacks: 1 },
};

it('a simulation that would wait for ever ends, and says for whom', async () => {
  await expect(watched({ state: 'running' }, paused)).rejects.toMatchObject({
    code: 'QUORUM_NOT_MET',
    message: 'round 2 cannot do without answers of 1 of cleveland, hungary: a real run would be paused here, and wait',
  });
});

it('a simulation that goes on after a pause is as if there had been none', async () => {
  const end = { state: 'completed', closedRounds: 3, modelHash: MODEL_HASH };
  expect(await watched({ ...paused, pause: null }, { state: 'running' }, end)).toMatchObject({
    run: 'run-1',
    modelHash: MODEL_HASH,
  });
});

it('a simulation takes no model that does not have its hash', async () => {
  const end = { state: 'completed', closedRounds: 3, modelHash: 'ab'.repeat(32) };
  await expect(watched({ state: 'running' }, end)).rejects.toMatchObject({ code: 'UPDATE_CORRUPT' });
});
