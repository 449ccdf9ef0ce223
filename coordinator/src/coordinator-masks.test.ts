import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledPlan } from '@consilium/plan';
import { PHASES } from '@consilium/secure-sum';
import {
  createCertificates,
  type FakeSite,
  fourSitePlan,
  LARGE,
  MaskedSite,
  settled,
  TestConsortium,
  type TestCertificates,
  testRoster,
  type Wire,
} from '@consilium/testing';

const SITES = ['east', 'north', 'south', 'west'] as const;
const ROSTER = testRoster(SITES);

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

/** A vector of a site on the grid: its own, the same in every test. */
function wordsOf(site: string, large = false): Int32Array {
  const seed = SITES.indexOf(site as (typeof SITES)[number]) + 1;
  return Int32Array.from({ length: large ? LARGE : 3 }, (_, i) => (i % 2 === 0 ? seed : -seed) * (1000 + i));
}

async function open(wire: Wire = 'memory'): Promise<void> {
  bench = await TestConsortium.open(certificates, { wire, sites: SITES, roster: ROSTER });
}

/** The sites of a masked plan, connected. */
async function maskedSites(plan: CompiledPlan): Promise<readonly MaskedSite[]> {
  const fakes: readonly FakeSite[] = await bench.sites(...SITES);
  return fakes.map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan, roster: ROSTER }));
}

describe.each(['memory', 'grpc'] as const)('a round under masks, over %s', (wire) => {
  it.each([false, true])('makes bit for bit the model of the round in the open; large: %s', async (large) => {
    await open(wire);
    const plain = await bench.run(fourSitePlan({ masks: false, large }));
    const inTheOpen = await bench.sites(...SITES);
    for (const [i, site] of inTheOpen.entries()) await site.take(1, wordsOf(SITES[i] ?? '', large));
    for (const site of inTheOpen) await site.declineScores(1);
    expect(await bench.info(plain)).toMatchObject({ state: 'completed' });
    const expected = await bench.model(plain);

    const plan = fourSitePlan({ large });
    const run = await bench.run(plan);
    const before = await bench.model(run);
    const sites = await maskedSites(plan);
    for (const phase of PHASES) for (const site of sites) await site.say(phase, wordsOf(site.id, large));
    for (const { fake } of sites) await fake.declineScores(1);
    await settled();
    expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 1 });
    expect(await bench.participants(run)).toEqual({ east: 'counted', north: 'counted', south: 'counted', west: 'counted' });
    const model = await bench.model(run);
    expect(model).toEqual(expected);
    expect(model).not.toEqual(before);
    for (const site of sites) expect(site.masked).not.toEqual(wordsOf(site.id, large));
  });
});
