import { fileURLToPath } from 'node:url';
import { readPlan } from '@consilium/plan';
import { seededRandom } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { rehearsalRoster } from './rehearsal-roster.ts';
import { type SimulationOptions, type SimulationResult, simulate } from './simulation.ts';

const PLAN = fileURLToPath(new URL('../../examples/heart-disease/study.yaml', import.meta.url));

/** Beside other work a run takes many times what it takes alone. */
const BUDGET_MS = 300_000;

async function rehearse(change: Partial<SimulationOptions>): Promise<SimulationResult> {
  return await simulate({ planPath: PLAN, rounds: 3, seed: '1', transport: 'memory', version: 'test', ...change });
}

/** Hash of the last model, and who was in each sum. Of an attempt that too few join nobody is counted under masks: it costs nothing. */
function madeBy({ outcome }: SimulationResult): unknown {
  return {
    model: outcome.modelHash,
    counted: outcome.rounds
      .filter(({ modelHash }) => modelHash !== '')
      .map(({ participants }) => (participants ?? []).filter(({ state }) => state === 'counted').map(({ site }) => site)),
  };
}

describe('a rehearsal under masks', () => {
  it('makes the model of the same rehearsal without, bit for bit', { timeout: BUDGET_MS }, async () => {
    const plain = await rehearse({});
    expect(madeBy(await rehearse({ secure: 1 }))).toEqual(madeBy(plain));
    expect(madeBy(await rehearse({ secure: 1, transport: 'grpc' }))).toEqual(madeBy(plain));
  });

  it('does so with sites that sit rounds out', { timeout: BUDGET_MS }, async () => {
    const plain = madeBy(await rehearse({ dropout: 0.2, rounds: 5 }));
    expect(JSON.stringify(plain)).not.toMatch(/(?:"cleveland","hungary","switzerland","va-long-beach"\],?){5}/);
    expect(madeBy(await rehearse({ dropout: 0.2, rounds: 5, secure: 1 }))).toEqual(plain);
  });

  it('adds less noise where the noise counts on others, at the same price', { timeout: BUDGET_MS }, async () => {
    const run = await rehearse({ secure: true });
    expect(run.plan.document.privacy).toMatchObject({ honestContributors: 2, masks: true });
    const alone = await rehearse({});
    expect(run.sites.map(({ epsilon }) => epsilon)).toEqual(alone.sites.map(({ epsilon }) => epsilon));
  });

  it('has a roster whose sums hold the noise that the plan counts on', () => {
    expect(rehearsalRoster(readPlan(PLAN), seededRandom('a'))).toBeUndefined();
  });
});
