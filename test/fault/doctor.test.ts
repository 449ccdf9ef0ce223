import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { createCertificates, FakeCoordinator, SmallDisk } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { droppingPort, FakeProxy, silentListener } from '../support/fake-network.ts';
import { SITES } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { mustRun, PROGRAMS_MS, runCommand } from '../support/programs.ts';

const [SITE, OTHER] = SITES;
/** What hospital IT waits for an answer. */
const PATIENCE_MS = 30_000;

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly says: string;
  readonly fix?: string;
  readonly code?: string;
  readonly because?: string;
}

let consortium: Consortium;
let folder: string;
const cleanUps: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  consortium = await Consortium.create();
  folder = consortium.siteFolder(SITE);
}, PROGRAMS_MS);
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await consortium.remove();
}, PROGRAMS_MS);

/** What the doctor finds, within the time that people have for it. */
async function doctor(): Promise<{
  readonly code: number | null;
  readonly findings: readonly Finding[];
  readonly request: string;
}> {
  const began = systemClock.monotonic();
  const { code, stdout, stderr } = await runCommand('site', ['doctor', '--json', '--folder', folder]);
  expect(systemClock.monotonic() - began).toBeLessThan(PATIENCE_MS);
  expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([]);
  const { findings, firewallRequest } = JSON.parse(stdout) as { findings: Finding[]; firewallRequest: string };
  return { code, findings, request: firewallRequest };
}

/** The one thing that has failed. */
async function failed(): Promise<Finding & { readonly exit: number | null }> {
  const { code, findings } = await doctor();
  const found = findings.filter(({ state }) => state === 'failed');
  expect(found.map(({ check, says }) => `${check}: ${says}`)).toHaveLength(1);
  expect(found[0]?.fix).toMatch(/\w/);
  return { ...(found[0] as Finding), exit: code };
}

function dialling(port: number, host = '127.0.0.1'): void {
  const path = join(folder, 'identity', 'connection.json');
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), address: `${host}:${port}` }));
}

async function coordinator(): Promise<FakeCoordinator> {
  const fake = new FakeCoordinator();
  dialling(await fake.serve(consortium.identity('coordinator')));
  cleanUps.push(async () => await fake.close());
  return fake;
}

describe('the doctor', () => {
  it(
    'finds a site in good health beside an agent that works, and leaves its session alone',
    async () => {
      await consortium.startCoordinator();
      const agent = consortium.startAgent(SITE);
      await agent.saw(({ msg }) => msg === 'connected');
      expect(agent.log.find(({ msg }) => msg === 'starting')).toMatchObject({ route: 'directly (the address is this machine)' });
      const { code, findings, request } = await doctor();
      expect(findings.filter(({ state }) => state === 'failed' || state === 'skipped')).toEqual([]);
      expect(code).toBe(0);
      const says = Object.fromEntries(findings.map(({ check, says: what }) => [check, what]));
      expect(says['running agent']).toMatch(/^one works on this folder/);
      expect(says['greeting']).toMatch(/welcomes this site$/);
      expect(says['clock']).toBe("it agrees with the coordinator's");
      expect(findings.some(({ check, state }) => check.startsWith('plan ') && state !== 'failed')).toBe(true);
      expect(request).toContain(`to ${consortium.address}`);
      expect(agent.log.filter(({ code: problem }) => problem === 'SESSION_REPLACED')).toEqual([]);
      const list = JSON.parse(
        await mustRun('consilium', ['site', 'list', '--json', '--identity', consortium.operatorFolder]),
      ) as {
        site: string;
        connected?: boolean;
      }[];
      expect(list.find(({ site }) => site === SITE)?.connected).toBe(true);
    },
    PROGRAMS_MS,
  );

  it(
    'names a closed port',
    async () => {
      dialling(await freePort());
      expect(await failed()).toMatchObject({
        check: 'TCP connection',
        code: 'UNREACHABLE',
        exit: 6,
        says: expect.stringContaining('nothing listens') as string,
      });
    },
    PROGRAMS_MS,
  );

  it(
    'names packets that are dropped',
    async () => {
      const dropping = await droppingPort();
      cleanUps.push(async () => await dropping.close());
      dialling(dropping.port);
      const found = await failed();
      expect(found).toMatchObject({
        check: 'TCP connection',
        code: 'UNREACHABLE',
        says: expect.stringContaining('no connection within 10 s') as string,
      });
      expect(found.fix).toContain('firewall');
    },
    PROGRAMS_MS,
  );

  it(
    'names a device that takes connections and says nothing',
    async () => {
      const silent = await silentListener();
      cleanUps.push(async () => await silent.close());
      dialling(silent.port);
      expect(await failed()).toMatchObject({
        check: 'TLS',
        code: 'NOT_TLS',
        says: expect.stringContaining('does not answer TLS') as string,
      });
    },
    PROGRAMS_MS,
  );

  it(
    'names a proxy with a wrong password, which a command sets and nobody sees',
    async () => {
      const proxy = await FakeProxy.start({ target: consortium.port, demands: 'agent:sesame' });
      cleanUps.push(async () => await proxy.close());
      dialling(8443, 'coordinator.invalid');
      const password = join(consortium.folder, 'proxy-password');
      writeFileSync(password, 'wrong-word\n', { mode: 0o600 });
      const set = ['proxy', `http://127.0.0.1:${proxy.port}`, '--user', 'agent', '--password-file', password, '--folder', folder];
      await mustRun('site', set);
      const found = await failed();
      expect(found).toMatchObject({
        check: 'proxy',
        code: 'PROXY_REFUSED',
        says: expect.stringContaining('refuses our user or password') as string,
      });
      expect(readFileSync(join(folder, 'site.json'), 'utf8')).not.toContain('wrong-word');
      // The right one leads on: to the certificate, which names another host.
      writeFileSync(password, 'sesame\n', { mode: 0o600 });
      await consortium.startCoordinator();
      expect(await failed()).toMatchObject({
        check: 'TLS',
        code: 'CERTIFICATE_INVALID',
        says: expect.stringContaining('names another host') as string,
      });
      expect(proxy.asked.at(-1)).toBe('coordinator.invalid:8443');
    },
    PROGRAMS_MS,
  );

  it(
    'names interception',
    async () => {
      const device = new FakeCoordinator();
      // A device that decrypts shows certificates of an authority of its own.
      dialling(await device.serve((await createCertificates()).member('coordinator', 'coordinator')));
      cleanUps.push(async () => await device.close());
      expect(await failed()).toMatchObject({
        check: 'TLS',
        code: 'CERTIFICATE_INVALID',
        says: expect.stringContaining('may be intercepting TLS') as string,
      });
    },
    PROGRAMS_MS,
  );

  it.each([
    [-600_000, 'ahead of'],
    [600_000, 'behind'],
  ])(
    'names a clock that is ten minutes off (%i)',
    async (offMs, words) => {
      const fake = await coordinator();
      fake.timeMs = () => Date.now() + offMs;
      expect(await failed()).toMatchObject({
        check: 'clock',
        code: 'CLOCK_SKEWED',
        exit: 6,
        says: expect.stringContaining(`10 min ${words}`) as string,
      });
    },
    PROGRAMS_MS,
  );

  it(
    'names a full disk',
    async ({ skip }) => {
      await coordinator();
      const disk = new SmallDisk(folder);
      cleanUps.push(() => disk.remove());
      skip(disk.kind !== 'mounted', 'this machine lets us mount nothing');
      disk.fill();
      expect(await failed()).toMatchObject({
        check: 'disk',
        code: 'DISK_FULL',
        exit: 7,
        says: expect.stringContaining('0 MiB are free') as string,
      });
    },
    PROGRAMS_MS,
  );

  it(
    'names a data set whose file is gone, and the plan that needs it',
    async () => {
      await coordinator();
      const path = join(folder, 'state', 'datasets.json');
      const gone = join(consortium.folder, 'gone.csv');
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"path":\s*"[^"]*"/, `"path": ${JSON.stringify(gone)}`));
      const { code, findings } = await doctor();
      const found = findings.filter(({ state }) => state === 'failed');
      expect(found.map(({ check }) => check.split(' ')[0])).toEqual(['data']);
      const explained = findings.filter(({ because }) => because === found[0]?.check);
      expect(explained.map(({ check, state }) => `${check.split(' ')[0]} ${state}`)).toEqual(['plan skipped']);
      expect(found[0]).toMatchObject({
        code: 'FILE_UNREADABLE',
        says: expect.stringContaining(gone) as string,
        fix: expect.stringContaining('data add') as string,
      });
      expect(code).toBe(3);
    },
    PROGRAMS_MS,
  );

  it(
    'names the line of a broken policy, and the agent does not start with it',
    async () => {
      await coordinator();
      writeFileSync(join(folder, 'policy.yaml'), `${readFileSync(join(folder, 'policy.yaml'), 'utf8')}\nmaxRonds: 3\n`);
      const { findings } = await doctor();
      expect(findings.find(({ check }) => check === 'policy')).toMatchObject({
        state: 'failed',
        says: expect.stringMatching(/policy\.yaml:\d+:1 maxRonds/) as string,
      });
      const start = await runCommand('site', ['start', '--folder', folder]);
      expect(start.code).toBe(3);
      expect(start.stderr).toMatch(/policy\.yaml:\d+:1 maxRonds/);
    },
    PROGRAMS_MS,
  );

  it(
    "names another site's certificate, and the agent does not start with it",
    async () => {
      const fake = await coordinator();
      rmSync(join(folder, 'identity'), { recursive: true });
      cpSync(join(consortium.siteFolder(OTHER), 'identity'), join(folder, 'identity'), { recursive: true });
      const { findings } = await doctor();
      expect(findings.find(({ check }) => check === 'certificate of this site')).toMatchObject({
        state: 'failed',
        code: 'CERTIFICATE_INVALID',
        says: expect.stringContaining(`is that of site ${OTHER}`) as string,
      });
      const start = await runCommand('site', ['start', '--folder', folder]);
      expect(start).toMatchObject({ code: 5, stderr: expect.stringContaining(`is that of site ${OTHER}`) as string });
      expect(fake.received).toEqual([]);
    },
    PROGRAMS_MS,
  );

  it(
    'names a certificate of another authority, and the agent does not start with it',
    async () => {
      const fake = await coordinator();
      const foreign = (await createCertificates()).member('site', SITE);
      writeFileSync(join(folder, 'identity', 'certificate.pem'), foreign.certificatePem);
      writeFileSync(join(folder, 'identity', 'key.pem'), foreign.privateKeyPem);
      const words = 'is not the authority that issued';
      const { code, findings } = await doctor();
      expect(findings.find(({ state }) => state === 'failed')).toMatchObject({
        code: 'CERTIFICATE_INVALID',
        says: expect.stringContaining(words) as string,
        fix: expect.stringMatching(/\w/) as string,
      });
      // One fault, told once: it also explains the other checks of the certificate and the whole way.
      expect(findings.filter(({ state }) => state === 'failed')).toHaveLength(1);
      expect(findings.filter(({ because }) => because === 'key and certificate').length).toBeGreaterThan(5);
      expect(code).toBe(5);
      const start = await runCommand('site', ['start', '--folder', folder]);
      expect(start).toMatchObject({ code: 5, stderr: expect.stringContaining(words) as string });
      expect(fake.received).toEqual([]);
    },
    PROGRAMS_MS,
  );

  it(
    'says of a folder that holds no site what to do, and nothing else',
    async () => {
      renameSync(join(folder, 'site.json'), join(folder, 'elsewhere.json'));
      expect(await failed()).toMatchObject({ check: 'site folder', code: 'CONFIG_INVALID', exit: 3 });
    },
    PROGRAMS_MS,
  );
});
