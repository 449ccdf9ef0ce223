import type { consilium } from '@consilium/proto';
import {
  createCertificates,
  type FakeSite,
  settled,
  type TestCertificates,
  TestConsortium,
  threeSitePlan,
} from '@consilium/testing';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

const PLAN = threeSitePlan();
const { study } = PLAN.document;

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates, { sites: ['north'], authority: certificates.authority });
  await bench.research.submitStudy({ planJson: PLAN.json });
});
afterEach(async () => await bench.close());

/** The next task that a site is offered, of whichever run. */
async function offered(site: FakeSite): Promise<consilium.v1.Task.$Properties> {
  const { task } = await site.next('task');
  return task as consilium.v1.Task.$Properties;
}

/** By site, how it stands, whether it is connected, and what it has said. */
async function readiness(): Promise<Record<string, unknown>> {
  const { sites } = await bench.research.checkStudy({ study });
  return Object.fromEntries(
    (sites ?? []).map(({ site, standing, connected, word, problem }) => [
      site,
      [standing, connected, problem?.code ? `${word} ${problem.code}` : word],
    ]),
  );
}

it('knows who is not admitted, has not joined, was revoked, is not connected', async () => {
  expect(await bench.research.checkStudy({ study })).toMatchObject({
    study,
    planHash: PLAN.hash,
    quorum: PLAN.document.quorum.sites,
  });
  expect(await readiness()).toEqual({
    north: ['admitted', false, 'none'],
    south: ['unknown', false, 'none'],
    west: ['unknown', false, 'none'],
  });
  await bench.research.inviteSite({ site: 'south', validMs: 1000 });
  await bench.register('west');
  const [north] = await bench.sites('north');
  await bench.research.revokeSite({ site: 'west' });
  expect(await readiness()).toEqual({
    north: ['admitted', true, 'none'],
    south: ['invited', false, 'none'],
    west: ['revoked', false, 'none'],
  });
  await bench.clock.advance(1001);
  north.hangUp();
  await settled();
  expect(await readiness()).toMatchObject({ north: ['admitted', false, 'none'], south: ['unknown', false, 'none'] });
  await expect(bench.research.checkStudy({ study: 'none' })).rejects.toMatchObject({ code: 'STUDY_UNKNOWN' });
});

it('knows of an approval what the site has said last to a task of this plan, in whichever run, over restarts, and asks nobody', async () => {
  await bench.register('south');
  await bench.register('west');
  const [north, south] = await bench.sites('north', 'south');
  const { run } = await bench.research.startRun({ study });
  south.refuse(await offered(south), 'PLAN_NOT_APPROVED', 'not approved here');
  north.accept(await offered(north));
  await settled();
  const first = {
    north: ['admitted', true, 'accepted'],
    south: ['admitted', true, 'refused PLAN_NOT_APPROVED'],
    west: ['admitted', false, 'none'],
  };
  expect(await readiness()).toEqual(first);
  await bench.research.stopRun({ run });
  await bench.clock.advance(1000);
  const { run: second } = await bench.research.startRun({ study });
  // A run that nobody has answered yet changes nothing.
  expect(await readiness()).toEqual(first);
  south.accept(await offered(south));
  north.refuse(await offered(north), 'BUDGET_EXCEEDED', 'used up');
  await settled();
  const now = {
    north: [expect.anything(), expect.anything(), 'refused BUDGET_EXCEEDED'],
    south: [expect.anything(), expect.anything(), 'accepted'],
  };
  expect(await readiness()).toMatchObject(now);
  await bench.research.stopRun({ run: second });
  await bench.restart();
  expect(await readiness()).toMatchObject(now);
  // Another plan of the study was never shown to anybody.
  await bench.research.submitStudy({ planJson: threeSitePlan({ rounds: PLAN.document.rounds + 1 }).json });
  expect(await readiness()).toMatchObject({
    north: [expect.anything(), expect.anything(), 'none'],
    south: [expect.anything(), expect.anything(), 'none'],
  });
});
