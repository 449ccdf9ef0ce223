import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCertificates, type TestCertificates } from './certificates.ts';
import { TestConsortium } from './test-consortium.ts';
import { threeSitePlan, values } from './test-plan.ts';

let certificates: TestCertificates;
let consortium: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await consortium.close());

describe.each(['memory', 'grpc'] as const)('a fake site at a real coordinator, over %s', (wire) => {
  it('plays a run to its end, as an honest site does', async () => {
    consortium = await TestConsortium.open(certificates, { wire });
    const run = await consortium.run(threeSitePlan({ rounds: 1, quorum: 3 }));
    const start = await consortium.model(run);
    const sites = await consortium.sites('north', 'south', 'west');
    for (const [i, site] of sites.entries()) await site.take(1, values([i, i, i]));
    for (const site of sites) await site.declineScores(1);
    const [north] = sites;
    expect((await north.next('runEnded')).runEnded).toMatchObject({ run, problem: null });
    expect(north.all('receipt')).toHaveLength(1);
    expect(await consortium.model(run)).toEqual(start.map((weight) => Math.fround(weight + 1)));
    expect(await consortium.participants(run)).toEqual({ north: 'counted', south: 'counted', west: 'counted' });
    north.close();
    await north.until(() => north.end !== undefined);
  });

  it('says why it stays away, and bends what it sends', async () => {
    consortium = await TestConsortium.open(certificates, { wire });
    const run = await consortium.run();
    const [north, south] = await consortium.sites('north', 'south');
    north.refuse(await north.task(1), 'PLAN_NOT_APPROVED', 'nobody has read it');
    const task = await south.task(1);
    south.accept(task);
    await expect(south.upload(task, values([1]), { planHash: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'UPDATE_STALE' });
    const sent = new Uint8Array(120);
    await expect(south.upload(task, values([1]), {}, { sent })).rejects.toMatchObject({ code: 'UPDATE_WRONG_SHAPE' });
    expect(await consortium.participants(run)).toMatchObject({
      north: 'refused PLAN_NOT_APPROVED',
      south: 'rejected UPDATE_WRONG_SHAPE',
    });
  });

  it('tells how its session ended, whatever it waited for', async () => {
    consortium = await TestConsortium.open(certificates, { wire });
    await expect(consortium.site('east').join()).rejects.toMatchObject({ code: 'CERTIFICATE_UNKNOWN' });
    const [north] = await consortium.sites('north');
    const waiting = [north.next('task'), north.task(1), north.score(1, '{}')].map(async (wait) => await wait.catch((e) => e));
    await consortium.coordinator.sites.revoke('north');
    for (const ended of await Promise.all(waiting)) expect(ended).toMatchObject({ code: 'CERTIFICATE_UNKNOWN' });
    const [south] = await consortium.sites('south');
    south.bye();
    await expect(south.next('task')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(south.end).toBe('ended');
  });
});
