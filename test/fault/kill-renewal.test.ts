import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom, uniform53 } from '@consilium/core';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { MovedClock } from '../support/moved-clock.ts';
import { mustRun, PROGRAMS_MS, ServerProcess } from '../support/programs.ts';

/** Renewals of everybody's certificate. More of them: `KILL_RENEWALS=20 npx vitest run test/fault/kill-renewal.test.ts`. */
const RENEWALS = Number(process.env['KILL_RENEWALS'] ?? 5);
const SEED = process.env['KILL_SEED'] ?? 'fault/kill-renewal';

const HOSPITALS = ['cleveland', 'hungary'] as const;
/** A certificate of 90 days is renewed after 60. */
const STEP_DAYS = 61;
/** Everybody follows the new authority in the renewal after this one, or is killed on the way. */
const ROLLOVER_AFTER = 2;
/** A renewal makes a key, asks, writes, and connects again: a second or two, longer on a busy machine. */
const SPREAD_MS = 3_000;
const KILLS = 3;
const DAY_MS = 86_400_000;

const root = mkdtempSync(join(tmpdir(), 'consilium-kill-renewal-'));
const clock = MovedClock.create(root);
if ('missing' in clock)
  process.stderr.write(`\nNOT TESTED: kills during renewals (kill-renewal.test.ts), for ${clock.missing}.\n\n`);
/** Everybody who lives, by name. */
const servers = new Map<string, ServerProcess>();
/** Everybody who ever lived. */
const lives: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.stop()));
  rmSync(root, { recursive: true, force: true });
});

const pathOf = (...names: readonly string[]): string => join(root, ...names);
const HOLDERS = ['coordinator/identity', 'coordinator/operator', ...HOSPITALS.map((site) => `${site}/identity`)] as const;

const certificateOf = (holder: string): X509Certificate => new X509Certificate(readFileSync(pathOf(holder, 'certificate.pem')));

/** Waits until something holds on the disk. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if (holds()) return;
    await wait(50);
  }
  throw new Error(`${what} (seed ${SEED}):\n${[...servers.values()].map((server) => server.lastWords()).join('\n\n')}`);
}

/** Whether OpenSSL takes a certificate, strictly, by an authority. */
function verified(authorityPath: string, holder: string, nowMs: number): boolean {
  const at = String(Math.floor(nowMs / 1000));
  const chain = ['-CAfile', authorityPath, pathOf(holder, 'certificate.pem')];
  return spawnSync('openssl', ['verify', '-x509_strict', '-attime', at, ...chain]).status === 0;
}

it.skipIf('missing' in clock)(
  'certificates and the authority change while coordinator and agents are killed at random moments, and nobody is shut out',
  async () => {
    if ('missing' in clock) return;
    const { env } = clock;
    const random = seededRandom(SEED);
    const port = await freePort();
    const folder = ['--folder', pathOf('coordinator')];
    const start = (name: string): ServerProcess => {
      const [program, args] =
        name === 'coordinator'
          ? (['consilium', ['coordinator', 'start', ...folder, '--listen', '127.0.0.1']] as const)
          : (['site', ['start', '--folder', pathOf(name)]] as const);
      const server = new ServerProcess(program, args, { env, nodeArgs: ['--disallow-code-generation-from-strings'] });
      servers.set(name, server);
      lives.push(server);
      return server;
    };
    const allConnected = async (): Promise<void> => {
      for (const site of HOSPITALS) await servers.get(site)?.saw(({ msg }) => msg === 'connected');
    };

    const init = ['--consortium', 'cardio', '--host', '127.0.0.1', '--port', String(port), ...folder];
    const made = JSON.parse(
      await mustRun('consilium', ['coordinator', 'init', ...init, '--invite', ...HOSPITALS, '--json'], env),
    ) as { invitations: { site: string; joinString: string }[] };
    await start('coordinator').saw(({ msg }) => msg === 'serving');
    for (const { site, joinString } of made.invitations) {
      await mustRun('site', ['join', joinString, '--folder', pathOf(site)], env);
      start(site);
    }
    await allConnected();

    const names = ['coordinator', ...HOSPITALS];
    for (let renewal = 1; renewal <= RENEWALS; renewal++) {
      const before = new Map(HOLDERS.map((holder) => [holder, certificateOf(holder).serialNumber]));
      await clock.advance(STEP_DAYS, [...servers.values()]);
      if (renewal === ROLLOVER_AFTER)
        await mustRun('consilium', ['coordinator', 'rollover', ...folder, '--overlap-days', '366'], env);
      const moments = Array.from({ length: KILLS }, () => SPREAD_MS * uniform53(random)).sort((a, b) => a - b);
      let nowMs = 0;
      for (const atMs of moments) {
        await wait(atMs - nowMs);
        nowMs = atMs;
        const name = names[Math.floor(uniform53(random) * names.length)] as string;
        await servers.get(name)?.kill();
        start(name);
      }
      for (const holder of HOLDERS) {
        const renewed = (): boolean =>
          certificateOf(holder).serialNumber !== before.get(holder) &&
          Date.parse(certificateOf(holder).validTo) - clock.now() > (STEP_DAYS - 1) * DAY_MS;
        await until(`${holder} is not renewed in step ${renewal}`, renewed);
        await until(`${holder} is not whole in step ${renewal}`, () =>
          verified(pathOf(holder, 'authority.pem'), holder, clock.now()),
        );
      }
      await allConnected();
    }

    // All have come over to the new authority.
    const newAuthority = pathOf('coordinator/authority/2/certificate.pem');
    for (const holder of HOLDERS.slice(1))
      await until(`${holder} does not follow the new authority`, () => verified(newAuthority, holder, clock.now()));
    const list = JSON.parse(
      await mustRun('consilium', ['site', 'list', '--json', '--identity', pathOf('coordinator/operator')], env),
    ) as { site: string; connected: boolean; revoked?: boolean; keys: string[] }[];
    expect(list.map(({ site, connected, revoked }) => [site, connected, revoked === true])).toEqual(
      HOSPITALS.map((site) => [site, true, false]),
    );
    // No key was taken for a stolen one, and no more than one waits to be used.
    for (const { keys } of list) expect(keys.length).toBeLessThanOrEqual(2);
    const logged = lives.flatMap(({ log }) => log);
    expect(logged.filter(({ msg }) => String(msg).startsWith('ALARM'))).toEqual([]);
    expect(lives.length).toBe(names.length + RENEWALS * KILLS);
  },
  PROGRAMS_MS,
);
