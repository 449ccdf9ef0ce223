import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type SeededRandom, seededRandom, uniform53 } from '@consilium/core';
import { createCertificates } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { SITES } from '../support/fault-plans.ts';
import { freePort } from '../support/free-port.ts';
import { mustRun, PROGRAMS_MS, runCommand, type ServerProcess } from '../support/programs.ts';
import { DRIVERS, firstReceived, Rsyslog, withoutRsyslog } from '../support/rsyslog.ts';

const why = withoutRsyslog();
const [SITE] = SITES;
/** How long rsyslog has to write what it has read, on a machine that does a lot besides. */
const SETTLE_SECONDS = 3;

let consortium: Consortium;
let rsyslog: Rsyslog;
beforeEach(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterEach(async () => {
  await rsyslog.stop();
  await consortium.remove();
});

/** An rsyslog with a certificate for this machine, and files for who ships to it. */
async function collector(driver: (typeof DRIVERS)[number], askCertificate: boolean) {
  const certificates = await createCertificates();
  const identity = certificates.member('coordinator', 'coordinator', { hosts: ['localhost', '127.0.0.1'] });
  const port = await freePort();
  rsyslog = new Rsyslog({ folder: join(consortium.folder, 'rsyslog'), port, driver, identity, askCertificate });
  const file = (name: string, text: string): string => {
    const path = join(consortium.folder, name);
    writeFileSync(path, text);
    return path;
  };
  const own = certificates.member('site', 'north');
  return {
    address: `127.0.0.1:${port}`,
    authority: file('logs-authority.pem', certificates.authorityPem),
    certificate: file('logs-certificate.pem', own.certificatePem),
    key: file('logs-key.pem', own.privateKeyPem),
  };
}

/** The log of the coordinator, by its own command. */
async function exported(name: string): Promise<readonly string[]> {
  const folder = join(consortium.folder, name);
  await mustRun('consilium', ['audit', 'export', folder, '--folder', consortium.coordinatorFolder]);
  return readFileSync(join(folder, 'entries.jsonl'), 'utf8').trimEnd().split('\n');
}

describe.skipIf(why !== undefined)(`the audit log at a real rsyslog${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  it.each(DRIVERS.map((driver, i) => ({ driver, seed: 20 + i })))(
    'has each entry of a coordinator at least once and in order, with kills at random ($driver, seed $seed)',
    async ({ driver, seed }) => {
      const { address, authority, certificate, key } = await collector(driver, true);
      const random = seededRandom(`shipped log ${seed}`);
      const options = ['--ship-to', address, '--ship-ca', authority, '--ship-certificate', certificate, '--ship-key', key];
      const start = async (): Promise<ServerProcess> =>
        await consortium.startCoordinator([], [...options, '--ship-settle', String(SETTLE_SECONDS)]);
      await rsyslog.start();
      let coordinator = await start();
      let invited = 0;
      for (let step = 0; step < 12; step += 1) {
        for (let many = pick(random, 40); many > 0; many -= 1) {
          invited += 1;
          await consortium.operate((research) => research.inviteSite({ site: `site-${invited}`, validMs: 3_600_000 }));
        }
        await wait(pick(random, 2500));
        const what = pick(random, 4);
        if (what === 0) {
          await coordinator.kill();
          coordinator = await start();
        } else if (what === 1) {
          await rsyslog.kill();
          await wait(pick(random, 1500));
          await rsyslog.start();
        } else if (what === 2) {
          // One that hangs takes bytes into its buffers, and then loses them.
          rsyslog.signal('SIGSTOP');
          await consortium.operate((research) => research.inviteSite({ site: `lost-${step}`, validMs: 3_600_000 }));
          await wait(SETTLE_SECONDS * 1000 + pick(random, 3000));
          await rsyslog.kill();
          await rsyslog.start();
        } else {
          await rsyslog.stop();
          await coordinator.kill();
          await rsyslog.start();
          coordinator = await start();
        }
      }
      await coordinator.stop();
      await mustRun('consilium', ['audit', 'ship', '--folder', consortium.coordinatorFolder, ...options]);
      await rsyslog.stop();
      const received = rsyslog.received();
      const log = await exported('audit');
      expect(log.length).toBeGreaterThan(invited);
      expect(firstReceived(received)).toEqual(log);
      expect(await mustRun('consilium', ['coordinator', 'status', '--folder', consortium.coordinatorFolder])).toMatch(
        new RegExp(`^Audit log: ${log.length} entries are shipped to ${address}, the last at 20`, 'mu'),
      );
    },
    PROGRAMS_MS,
  );

  it(
    'has that of a hospital, whose agent ships it, says where that stands, and tries the collector before it is named',
    async () => {
      const { address, authority } = await collector('ossl', false);
      const folder = consortium.siteFolder(SITE);
      const site = async (...args: readonly string[]) => await runCommand('site', [...args, '--folder', folder]);
      const name = ['audit', 'collector', address, '--ca', authority, '--settle', String(SETTLE_SECONDS)];
      expect((await site('audit', 'collector')).stdout).toBe('The audit log is shipped nowhere.\n');
      expect((await site('audit', 'ship')).code).toBe(3);
      // Nobody listens there yet.
      expect(await site(...name)).toMatchObject({ code: 6, stderr: expect.stringContaining(address) as string });
      await rsyslog.start();
      expect((await site(...name)).code).toBe(0);
      expect((await site('doctor')).stdout).toContain(`ok      collector of the audit log: ${address} answers`);

      const metrics = join(consortium.folder, 'agent.prom');
      const agent = consortium.startAgent(SITE, [], ['--metrics-file', metrics]);
      const status = async (): Promise<Record<string, unknown>> =>
        JSON.parse((await site('status', '--json')).stdout) as Record<string, unknown>;
      await expect
        .poll(status, { timeout: 120_000, interval: 1000 })
        .toMatchObject({ agent: {}, shipping: { to: address, behind: 0 } });
      await rsyslog.kill();
      await site('plan', 'refuse', consortium.planPath, '--reason', 'a test');
      // The coordinator is not there: each try is a session that does not come about, and the decision waits for the next entry.
      await agent.stop();
      expect(await status()).toMatchObject({ agent: null, shipping: { to: address } });
      expect((await site('doctor')).stdout).toContain('FAILED  collector of the audit log');
      const another = consortium.startAgent(SITE, [], ['--metrics-file', metrics]);
      await another.saw(({ code }) => code === 'COLLECTOR_FAILED');
      await another.stop();
      expect(existsSync(metrics)).toBe(true);
      expect(readFileSync(metrics, 'utf8')).toMatch(/^consilium_agent_audit_entries_behind \d+$/mu);
      expect(readFileSync(metrics, 'utf8')).toMatch(/^consilium_agent_audit_shipped_seconds \d+/mu);

      await rsyslog.start();
      expect((await site('audit', 'ship')).stdout).toMatch(/^Audit log: \d+ entries are shipped to .* 0 are behind\.\n$/u);
      await rsyslog.stop();
      const log = readFileSync(join(folder, 'state', 'audit', 'entries.jsonl'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(log.some((line) => line.includes('"plan.refused"'))).toBe(true);
      expect(firstReceived(rsyslog.received())).toEqual(log);
    },
    PROGRAMS_MS,
  );
});

/** A whole number below `bound`. */
function pick(random: SeededRandom, bound: number): number {
  return Math.floor(uniform53(random) * bound);
}
