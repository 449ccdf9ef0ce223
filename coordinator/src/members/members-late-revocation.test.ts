import { sha256Hex } from '@consilium/core';
import { researchService } from '@consilium/proto';
import { createCertificates, keyOf, settled, TestConsortium, type TestCertificates, threeSitePlan } from '@consilium/testing';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { PLAN_WORK_HERE } from '../rounds/plan-work.ts';

let certificates: TestCertificates;
let bench: TestConsortium;
let openGate: () => void;
let gate: Promise<void>;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

const closedGate = (): void => {
  gate = new Promise((resolve) => {
    openGate = resolve;
  });
};

it.each([false, true])(
  'an update that is under way when its site is revoked is not counted, though it joins again: %o',
  async (again) => {
    bench = await TestConsortium.open(certificates);
    const run = await bench.run();
    const [north] = await bench.sites('north', 'south', 'west');
    const { key = null, planHash, baseHash } = await north.task(1);
    const data = new Uint8Array(Float32Array.of(1, 1, 1).buffer);
    closedGate();
    async function* parts() {
      yield { header: { key, planHash, baseHash, updateHash: sha256Hex(data), bytes: data.length, encoding: 2 } };
      await gate;
      yield { chunk: { offset: 0, data } };
    }
    const answer = north.client.putUpdate(parts()).catch((error: unknown) => error);
    await settled();
    await bench.research.revokeSite({ site: 'north' });
    if (again) await bench.coordinator.sites.admit({ site: 'north', key: 'a'.repeat(64), replace: true, expiresMs: 0 }, 0);
    openGate();
    expect(await answer).toMatchObject({ code: 'CERTIFICATE_UNKNOWN' });
    expect(await bench.participants(run)).toMatchObject({ north: 'waiting' });
  },
);

it('what a user has asked for and is still worked on when they are revoked does not happen', async () => {
  const founder = (user: string, role: 'operator' | 'researcher') =>
    ({ user, roles: [role], key: keyOf(certificates.member('user', user)) }) as const;
  gate = Promise.resolve();
  const planWork: typeof PLAN_WORK_HERE = {
    check: async (json) => await gate.then(() => PLAN_WORK_HERE.check(json)),
    initialModel: async (plan) => await gate.then(() => PLAN_WORK_HERE.initialModel(plan)),
  };
  bench = await TestConsortium.open(certificates, {
    founders: [founder('ada', 'operator'), founder('bob', 'researcher')],
    planWork,
  });
  const bob = bench.client(researchService, certificates.member('user', 'bob'));
  const { json, document } = threeSitePlan();
  await bob.submitStudy({ planJson: json });
  closedGate();
  const calls = [bob.startRun({ study: document.study }), bob.submitStudy({ planJson: threeSitePlan({ large: true }).json })];
  const refused = calls.map((call) => expect(call).rejects.toMatchObject({ code: 'CERTIFICATE_UNKNOWN' }));
  await settled();
  await bench.research.revokeUser({ user: 'bob' });
  openGate();
  await Promise.all(refused);
  expect((await bench.research.listRuns({})).runs).toEqual([]);
  expect((await bench.research.listStudies({})).studies).toHaveLength(1);
});
