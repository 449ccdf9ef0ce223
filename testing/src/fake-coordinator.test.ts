import { initialWeights } from '@consilium/plan';
import { siteService } from '@consilium/proto';
import { type Client, type GrpcChannel, openGrpcChannel } from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONSORTIUM, createCertificates, type TestCertificates } from './certificates.ts';
import { cut, FakeCoordinator } from './fake-coordinator.ts';
import { testPlan } from './test-plan.ts';
import { TestSite } from './test-site.ts';

const plan = testPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);
const key = { run: 'run-a', round: 1, attempt: 1 };

let certificates: TestCertificates;
let fake: FakeCoordinator;
let site: TestSite;
let channel: GrpcChannel | undefined;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});
afterEach(async () => {
  await site.dispose();
  channel?.close();
  channel = undefined;
  await fake.close();
});

async function overTls(): Promise<{ readonly client: Client<typeof siteService> }> {
  const port = await fake.serve(certificates.member('coordinator', 'coordinator'));
  channel = openGrpcChannel({
    identity: certificates.member('site', 'north'),
    address: `127.0.0.1:${port}`,
    checkServer: coordinatorIdentityCheck(CONSORTIUM),
  });
  return { client: channel.client(siteService) };
}

describe.each([
  ['memory', () => Promise.resolve(fake)],
  ['grpc', overTls],
] as const)('a fake coordinator of a real agent, over %s', (_wire, reach) => {
  it('offers a task, receives the answer and counts the update', async () => {
    await site.start(await reach(), plan);
    await fake.next('hello');
    await fake.offer(plan, base, key);
    expect((await fake.next('taskAnswer')).taskAnswer?.refusal ?? undefined).toBeUndefined();
    await fake.until(() => fake.counted(key) !== undefined);
    expect(fake.arrivals.map(({ bytes }) => bytes.length)).toEqual([base.byteLength]);
    expect(fake.arrivals[0]?.bytes.equals(fake.counted(key)?.bytes ?? Buffer.alloc(0))).toBe(true);
    await fake.end(key);
    await site.stop();
    expect(site.charges()).toMatchObject([{ key, update: fake.arrivals[0]?.header.updateHash }]);
  });

  it('cuts an upload: the agent comes back with the same bytes and the rest of them', async () => {
    fake.faults.whole = () => {
      delete fake.faults.whole;
      throw cut();
    };
    const { agent } = await site.start(await reach(), plan);
    expect(agent).toBeDefined();
    await fake.offer(plan, base, key);
    await fake.until(() => fake.counted(key) !== undefined);
    const [first, second] = fake.arrivals;
    expect(second?.header.updateHash).toBe(first?.header.updateHash);
    expect([first?.bytes.length, second?.bytes.length]).toEqual([base.byteLength, 0]);
  });

  it('refuses an agent, which says so in its log', async () => {
    fake.refusal = { code: 'REHEARSAL_ONLY', message: 'not here' };
    await site.start(await reach(), plan);
    await fake.until(() => site.logged.some(({ code }) => code === 'REHEARSAL_ONLY'));
    expect(fake.received.map(({ message }) => message)).toEqual(['hello']);
  });
});
