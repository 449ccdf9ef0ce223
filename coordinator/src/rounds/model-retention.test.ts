import { createCertificates, playRound, TestConsortium, type TestCertificates, threeSitePlan } from '@consilium/testing';
import { beforeAll, expect, it } from 'vitest';
import { type ModelRetention, modelsToKeep } from './model-retention.ts';
import type { AttemptRecord } from './attempt-record.ts';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

const record: AttemptRecord = {
  round: 3,
  attempt: 1,
  openedMs: 0,
  deadlineMs: 1,
  baseHash: 'm2',
  participants: {},
  outcome: 'closed',
  durationMs: 1,
};
const scores = { north: { t: 'suppressed', problem: { code: 'METRICS_WITHHELD', message: 'no' } } } as const;

it.each<[ModelRetention, readonly AttemptRecord[], readonly string[]]>([
  ['newest', [{ ...record, modelHash: 'm3', scores }], []],
  ['evaluated', [{ ...record, modelHash: 'm3', scores }], ['m3']],
  ['evaluated', [{ ...record, modelHash: 'm3', scores: {} }], []],
  ['all', [{ ...record, modelHash: 'm3', scores: {} }], ['m3']],
  ['all', [{ ...record, outcome: 'failed' }], []],
])('%s of %j', (retention, records, kept) => {
  expect(modelsToKeep(retention, records)).toEqual(kept.map((modelHash) => ({ round: 3, modelHash })));
});

it.each<[ModelRetention | undefined, readonly boolean[]]>([
  // Evaluated are rounds 2 and 4; the newest model is always there.
  [undefined, [false, false, false, true]],
  ['newest', [false, false, false, true]],
  ['evaluated', [false, true, false, true]],
  ['all', [true, true, true, true]],
])('a coordinator keeps %s, over a restart too', async (keepModels, expected) => {
  const consortium = await TestConsortium.open(certificates, keepModels === undefined ? {} : { keepModels });
  try {
    const run = await consortium.run(threeSitePlan({ rounds: 4, every: 2 }));
    const sites = await consortium.sites('north', 'south', 'west');
    const models: string[] = [];
    for (let round = 1; round <= 4; round++) {
      if (round % 2 === 0) await playRound(sites, round);
      else for (const site of sites) await site.take(round, Float32Array.of(round, round, round));
      models.push((await consortium.info(run)).modelHash ?? '');
    }
    const held = async (): Promise<boolean[]> => await Promise.all(models.map((hash) => consortium.holds(hash)));
    expect(await held()).toEqual(expected);
    await consortium.restart();
    expect(await held()).toEqual(expected);
  } finally {
    await consortium.close();
  }
});
