import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { researchService } from '@consilium/proto';
import {
  CONSORTIUM,
  createCertificates,
  exactLoss,
  fourSitePlan,
  keyOf,
  MaskedSite,
  settled,
  TestConsortium,
  type TestCertificates,
  testRoster,
  threeSitePlan,
} from '@consilium/testing';
import { PHASES } from '@consilium/secure-sum';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhook } from './incidents/webhook.ts';
import { testSigner } from './testing/test-signer.ts';

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

const SOON_MS = 100;
const incidents = async (closed = false) => (await bench.research.listIncidents({ closed })).incidents;

/** A key that was never admitted tries to pass for a site. */
async function strangerAs(site: string): Promise<void> {
  const other = bench.site(site, certificates.member('site', site, { otherKey: true }));
  await expect(other.join()).rejects.toMatchObject({ code: 'ADMISSION_REFUSED' });
  await settled();
}

describe('incidents of a coordinator', () => {
  it('are one for each kind and subject, with the entries that show them, and survive a restart', async () => {
    bench = await TestConsortium.open(certificates, { signer: testSigner() });
    for (let i = 0; i < 5; i += 1) await strangerAs('north');
    await strangerAs('south');
    const seen = [
      { incident: 2, kind: 'unknown-key', subject: 'site/south', times: 1 },
      { incident: 1, kind: 'unknown-key', severity: 'high', subject: 'site/north', state: 'open', times: 5 },
    ];
    expect(await incidents()).toMatchObject(seen);
    await bench.restart();
    await strangerAs('north');
    const [, north] = await incidents();
    expect(north).toMatchObject({ incident: 1, times: 6 });
    // Each piece of evidence is the leaf of an entry in the log.
    const lines: string[] = [];
    for await (const { entries } of bench.research.readAudit({})) lines.push(...entries);
    for (const { entry } of north?.evidence ?? [])
      expect(JSON.parse(lines[(entry ?? 0) - 1] ?? '')).toMatchObject({ event: 'identity.alarm', member: 'north' });
    expect(north?.evidence).toHaveLength(6);
    await bench.clock.advance(SOON_MS);
    expect(bench.logged.some((line) => line.includes('INCIDENT 1: a key that the authority has certified'))).toBe(true);
    const { incidents: open } = await bench.coordinator.overview();
    expect(open).toEqual({ low: 0, medium: 0, high: 2 });
  });

  it('are closed by a person, and opened again when the same is seen', async () => {
    bench = await TestConsortium.open(certificates, { signer: testSigner() });
    await strangerAs('north');
    await bench.research.decideIncident({ incident: 1, close: { reason: 'new machine' } });
    expect(await incidents()).toEqual([]);
    await expect(bench.research.decideIncident({ incident: 1, acknowledge: {} })).rejects.toMatchObject({
      code: 'INCIDENT_CLOSED',
    });
    await expect(bench.research.decideIncident({ incident: 9, acknowledge: {} })).rejects.toMatchObject({
      code: 'INCIDENT_UNKNOWN',
    });
    await strangerAs('north');
    expect(await incidents(true)).toMatchObject([
      { incident: 2, state: 'open', times: 1 },
      { incident: 1, state: 'closed', closed: { by: 'ada', reason: 'new machine' } },
    ]);
  });

  it('are decided by operators and privacy officers, read by auditors, and nobody else’s', async () => {
    const user = (name: string, role: 'operator' | 'privacy-officer' | 'auditor' | 'researcher') =>
      ({ user: name, roles: [role], key: keyOf(certificates.member('user', name)) }) as const;
    const founders = [user('ada', 'operator'), user('pia', 'privacy-officer'), user('aud', 'auditor'), user('res', 'researcher')];
    bench = await TestConsortium.open(certificates, { signer: testSigner(), founders });
    await strangerAs('north');
    const as = (name: string) => bench.client(researchService, certificates.member('user', name));
    expect((await as('aud').listIncidents({})).incidents).toHaveLength(1);
    const decision = { incident: 1, acknowledge: {} };
    for (const name of ['aud', 'res'])
      await expect(as(name).decideIncident(decision)).rejects.toMatchObject({ code: 'ROLE_MISSING' });
    await expect(as('res').listIncidents({})).rejects.toMatchObject({ code: 'ROLE_MISSING' });
    expect(await as('pia').decideIncident(decision)).toMatchObject({ state: 'acknowledged', acknowledged: { by: 'pia' } });
    await expect(as('pia').decideIncident({ incident: 1, close: { reason: '' } })).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
    });
    await expect(as('pia').decideIncident({ incident: 1 })).rejects.toMatchObject({ code: 'MESSAGE_INVALID' });
  });

  it('tell of an update that is not taken', async () => {
    bench = await TestConsortium.open(certificates, { signer: testSigner() });
    const run = await bench.run(threeSitePlan());
    const [north] = await bench.sites('north', 'south', 'west');
    await expect(north.take(1, Float32Array.of(Number.NaN, 1, 1))).rejects.toMatchObject({ code: 'UPDATE_NOT_FINITE' });
    expect(await bench.participants(run)).toMatchObject({ north: 'rejected UPDATE_NOT_FINITE' });
    expect(await incidents()).toMatchObject([{ kind: 'update-malformed', subject: 'site/north', times: 1 }]);
  });

  it('are none where no audit log is kept', async () => {
    bench = await TestConsortium.open(certificates);
    await expect(incidents()).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
  });
});

const SECRET = 'a secret of more than sixteen characters';

describe('the webhook of incidents', () => {
  let folder: string;
  let server: Server;
  let answers: number[];
  const received: { readonly signature: string; readonly body: string }[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-webhook-'));
    writeFileSync(join(folder, 'secret'), `${SECRET}\n`, { mode: 0o600 });
    received.length = 0;
    answers = [];
    const { certificatePem: cert, privateKeyPem: key } = certificates.member('coordinator', 'coordinator');
    server = createServer({ cert, key }, (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () => {
        received.push({ signature: String(request.headers['consilium-signature']), body });
        response.writeHead(answers.shift() ?? 204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  const receiver = (authorityPem = certificates.authorityPem) => {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/hook`;
    return webhook(CONSORTIUM, { url, secretFile: join(folder, 'secret'), authorityPem }, { now: () => bench.clock.now() }, {});
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };
  const failures = () => bench.logged.filter((line) => line.includes('could not be told')).length;

  it('receives each change, in order, signed, again until it answers, over a restart', async () => {
    answers = [500, 503];
    bench = await TestConsortium.open(certificates, { signer: testSigner(), incidents: receiver() });
    await strangerAs('north');
    await bench.clock.advance(SOON_MS);
    await until(() => failures() === 1);
    expect(received).toHaveLength(1);
    await bench.restart();
    await bench.clock.advance(SOON_MS);
    await until(() => failures() === 2);
    await bench.research.decideIncident({ incident: 1, close: { reason: 'patient 4711 knows' } });
    await bench.clock.advance(5000);
    await until(() => received.length === 4);
    const told = received.map(({ body }) => JSON.parse(body) as object);
    expect(told).toMatchObject([
      { consortium: CONSORTIUM, change: 'opened', incident: 1, kind: 'unknown-key', severity: 'high', subject: 'site/north' },
      { change: 'opened', incident: 1 },
      { change: 'opened', incident: 1 },
      { change: 'closed', incident: 1, state: 'closed' },
    ]);
    // What a person has typed stays here.
    expect(JSON.stringify(received)).not.toMatch(/4711|patient/);
    expect(new Set(told.slice(0, 3).map((one) => (one as { delivery: string }).delivery)).size).toBe(1);
    for (const { signature, body } of received) {
      const [, seconds = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      expect(mac).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'));
      expect(Math.abs(Number(seconds) - bench.clock.now() / 1000)).toBeLessThan(60);
    }
  });

  it('receives nothing where its certificate is another authority’s', async () => {
    bench = await TestConsortium.open(certificates, {
      signer: testSigner(),
      incidents: receiver(certificates.foreignAuthorityPem),
    });
    await strangerAs('north');
    await bench.clock.advance(SOON_MS);
    await until(() => failures() === 1);
    expect(received).toEqual([]);
  });

  it('is https, but for this machine, with a secret that nobody else reads', async () => {
    bench = await TestConsortium.open(certificates, { signer: testSigner() });
    const at =
      (url: string, secretFile = join(folder, 'secret')) =>
      () =>
        webhook(CONSORTIUM, { url, secretFile }, bench.clock, {});
    for (const url of ['http://hooks.example.org/', 'ftp://localhost/', 'nonsense', 'https://u:p@hooks.example.org/'])
      expect(at(url)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }) as Error);
    expect(at('http://127.0.0.1:1/')).not.toThrow();
    writeFileSync(join(folder, 'open'), SECRET, { mode: 0o644 });
    writeFileSync(join(folder, 'short'), 'short', { mode: 0o600 });
    for (const name of ['open', 'short', 'none'])
      expect(at('https://hooks.example.org/', join(folder, name))).toThrow(
        expect.objectContaining({ code: 'KEY_INVALID' }) as Error,
      );
  });
});

describe('a site under quarantine', () => {
  const ONES = Float32Array.of(1, 1, 1);

  it('is asked for nothing, its calls are refused, and runs go on as without it, until it is released', async () => {
    bench = await TestConsortium.open(certificates, { signer: testSigner(), sites: ['north', 'south', 'west'] });
    const plan = threeSitePlan({ rounds: 2 });
    const run = await bench.run(plan);
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const task = await north.task(1);
    await bench.research.quarantineSite({ site: 'north', reason: 'update too long' });
    await north.until(() => north.end !== undefined);
    expect(north.end).toMatchObject({ code: 'SITE_QUARANTINED' });
    await expect(north.upload(task, ONES)).rejects.toMatchObject({ code: 'SITE_QUARANTINED' });
    await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'SITE_QUARANTINED' });
    const { sites } = await bench.research.checkStudy({ study: plan.document.study });
    expect(sites).toContainEqual(expect.objectContaining({ site: 'north', standing: 'quarantined', connected: false }));
    expect((await bench.research.listSites({})).sites).toContainEqual(
      expect.objectContaining({ site: 'north', quarantine: 'update too long', revoked: false }),
    );
    for (const site of [south, west]) await site.take(1, ONES);
    for (const site of [south, west]) await site.score(1, exactLoss(1));
    await settled();
    expect((await bench.info(run)).closedRounds).toBe(1);
    // It stays so over a restart, and ends with its release.
    await bench.restart();
    await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'SITE_QUARANTINED' });
    await bench.research.releaseSite({ site: 'north', reason: 'explained' });
    const [again] = await bench.sites('north');
    await again.task(2);
    await expect(bench.research.releaseSite({ site: 'north', reason: 'again' })).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
    await expect(bench.research.quarantineSite({ site: 'oslo', reason: 'x' })).rejects.toMatchObject({ code: 'SITE_UNKNOWN' });
    await expect(bench.research.quarantineSite({ site: 'west', reason: '' })).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
    });
  });

  it('makes no storm of its agent, which tries again and again', async () => {
    bench = await TestConsortium.open(certificates, { signer: testSigner() });
    await bench.research.quarantineSite({ site: 'north', reason: 'x' });
    for (let i = 0; i < 20; i += 1) await expect(bench.site('north').join()).rejects.toMatchObject({ code: 'SITE_QUARANTINED' });
    expect(await incidents()).toEqual([]);
  });

  const SITES = ['east', 'north', 'south', 'west'] as const;
  it.each(PHASES)('is left out of a sum under masks, which goes on without it: before the phase %s', async (phase) => {
    const roster = testRoster(SITES);
    bench = await TestConsortium.open(certificates, { sites: SITES, roster, signer: testSigner() });
    const plan = fourSitePlan({});
    const run = await bench.run(plan);
    const sites = (await bench.sites(...SITES)).map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan, roster }));
    for (const next of PHASES) {
      if (next === phase) {
        await bench.research.quarantineSite({ site: 'north', reason: 'looked into' });
        await settled();
      }
      const out = PHASES.indexOf(next) >= PHASES.indexOf(phase);
      for (const site of sites) if (!out || site.id !== 'north') await site.say(next, Int32Array.of(1000, -1000, 1000), 1, 1);
      await settled();
    }
    // No deadline has passed: nobody has waited for it.
    const { closedRounds, roundInfos } = await bench.info(run);
    expect(closedRounds).toBe(1);
    const states = Object.fromEntries((roundInfos.at(-1)?.participants ?? []).map(({ site, state: of }) => [site, of]));
    // Whose vector has come is in the sum.
    const counted = PHASES.indexOf(phase) > PHASES.indexOf('masked');
    expect(states).toMatchObject({
      east: 'counted',
      south: 'counted',
      west: 'counted',
      north: counted ? 'counted' : phase === 'keys' ? 'waiting' : 'accepted',
    });
  });
});
