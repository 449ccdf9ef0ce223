import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { MovedClock } from '../support/moved-clock.ts';
import { mustRun, PROGRAMS_MS, runCommand, ServerProcess } from '../support/programs.ts';

const HOSPITALS = ['cleveland', 'hungary'] as const;
/** As long as is left of a certificate when it is to be renewed: the longest step in which nobody's ends. */
const STEP_DAYS = 30;
const STEPS = Math.ceil((5 * 365) / STEP_DAYS);
/** The one step after which the operator types a command: all have just renewed, so that only the change is a reason to do so again. */
const ROLLOVER_STEP = 24;
/** Steps for which both authorities are believed. */
const OVERLAP_STEPS = 4;
const DAY_MS = 86_400_000;

const root = mkdtempSync(join(tmpdir(), 'consilium-years-'));
const clock = MovedClock.create(root);
if ('missing' in clock)
  process.stderr.write(`\nNOT TESTED: a consortium over five years (five-years.test.ts), for ${clock.missing}.\n\n`);
const servers: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(root, { recursive: true, force: true });
});

const HOLDERS = ['coordinator/identity', 'coordinator/operator', ...HOSPITALS.map((site) => `${site}/identity`)] as const;

const pathOf = (...names: readonly string[]): string => join(root, ...names);
const pemOf = (...names: readonly string[]): string => readFileSync(pathOf(...names), 'utf8');
const certificateOf = (holder: string): X509Certificate => new X509Certificate(pemOf(holder, 'certificate.pem'));
const authoritiesOf = (holder: string): number => pemOf(holder, 'authority.pem').match(/BEGIN CERTIFICATE/g)?.length ?? 0;

/** Waits until something holds on the disk. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if (holds()) return;
    await wait(50);
  }
  throw new Error(`${what}:\n${servers.map((server) => server.lastWords()).join('\n\n')}`);
}

/** What OpenSSL says of a certificate at a moment. */
function openssl(authorityPath: string, certificatePath: string, nowMs: number): string {
  const at = String(Math.floor(nowMs / 1000));
  const strict = ['verify', '-x509_strict', '-attime', at, '-CAfile', authorityPath, certificatePath];
  const { status, stdout, stderr } = spawnSync('openssl', strict, { encoding: 'utf8' });
  return status === 0 ? stdout.trim().replace(/^.*: /, '') : stderr;
}

/** What the coordinator answers a client that speaks TLS 1.2 at most. */
async function oldTls(port: number): Promise<string> {
  const [key, cert] = [pemOf('cleveland/identity/key.pem'), pemOf('cleveland/identity/certificate.pem')];
  const socket = connect({ host: '127.0.0.1', port, key, cert, maxVersion: 'TLSv1.2', rejectUnauthorized: false });
  return (await new Promise((resolve) => {
    socket.once('secureConnect', () => resolve('connected'));
    socket.once('error', (error) => resolve(error.message));
  }).finally(() => socket.destroy())) as string;
}

it.skipIf('missing' in clock)(
  'a consortium lives on for five years of renewals and one change of its authority, without a restart and by one command',
  async () => {
    if ('missing' in clock) return;
    const { env } = clock;
    const start = async (program: 'consilium' | 'site', args: readonly string[], ready: string): Promise<ServerProcess> => {
      const server = new ServerProcess(program, args, { env, nodeArgs: ['--disallow-code-generation-from-strings'] });
      servers.push(server);
      await server.saw(({ msg }) => msg === ready);
      return server;
    };
    const port = await freePort();
    const folder = ['--folder', pathOf('coordinator')];
    const operator = ['--identity', pathOf('coordinator/operator')];
    const init = ['--consortium', 'cardio', '--host', '127.0.0.1', '--port', String(port), ...folder];
    const made = JSON.parse(
      await mustRun('consilium', ['coordinator', 'init', ...init, '--invite', ...HOSPITALS, '--json'], env),
    ) as { invitations: { site: string; joinString: string }[] };
    await start('consilium', ['coordinator', 'start', ...folder, '--listen', '127.0.0.1'], 'serving');
    for (const { site, joinString } of made.invitations) {
      await mustRun('site', ['join', joinString, '--folder', pathOf(site)], env);
      await start('site', ['start', '--folder', pathOf(site)], 'connected');
    }
    const oldAuthority = pathOf('coordinator/authority/certificate.pem');
    const newAuthority = pathOf('coordinator/authority/2/certificate.pem');
    const serials = new Map<string, Set<string>>(HOLDERS.map((holder) => [holder, new Set()]));
    const longAgo = pathOf('long-ago.pem');

    for (let step = 1; step <= STEPS; step++) {
      await clock.advance(STEP_DAYS, servers);
      for (const holder of HOLDERS) {
        const holds = (): boolean => Date.parse(certificateOf(holder).validTo) - clock.now() > (STEP_DAYS + 1) * DAY_MS;
        await until(`${holder} is not renewed in step ${step}`, holds);
        serials.get(holder)?.add(certificateOf(holder).serialNumber);
        expect(openssl(pathOf(holder, 'authority.pem'), pathOf(holder, 'certificate.pem'), clock.now())).toBe('OK');
      }
      if (step === ROLLOVER_STEP) {
        writeFileSync(longAgo, pemOf('cleveland/identity/certificate.pem'));
        const said = await mustRun(
          'consilium',
          ['coordinator', 'rollover', ...folder, '--overlap-days', String(OVERLAP_STEPS * STEP_DAYS)],
          env,
        );
        const fingerprint = new X509Certificate(readFileSync(newAuthority)).fingerprint256.replaceAll(':', '').toLowerCase();
        expect(said).toContain(fingerprint);
      }
      if (step === ROLLOVER_STEP + 1) {
        // All members believe both and have a certificate of the new one; the coordinator still shows one of the old to those that do not know it.
        for (const holder of HOLDERS) await until(`${holder} does not know the new authority`, () => authoritiesOf(holder) === 2);
        for (const holder of HOLDERS.slice(1)) {
          const follows = (): boolean => openssl(newAuthority, pathOf(holder, 'certificate.pem'), clock.now()) === 'OK';
          await until(`${holder} has no certificate of the new authority`, follows);
        }
        expect(openssl(oldAuthority, pathOf('coordinator/identity/certificate.pem'), clock.now())).toBe('OK');
        // A hospital that joins now knows the new one by its fingerprint.
        const invited = await mustRun('consilium', ['site', 'invite', 'valais', '--json', ...operator], env);
        const [{ joinString = '' } = {}] = JSON.parse(invited) as { joinString?: string }[];
        await mustRun('site', ['join', joinString, '--folder', pathOf('valais')], env);
        expect(openssl(newAuthority, pathOf('valais/identity/certificate.pem'), clock.now())).toBe('OK');
        expect(await mustRun('site', ['plan', 'inbox', '--folder', pathOf('valais')], env)).toMatch(/^No plan waits/);
      }
      if (step === ROLLOVER_STEP + OVERLAP_STEPS + 1) {
        for (const holder of HOLDERS) {
          await until(`${holder} still believes the old authority`, () => authoritiesOf(holder) === 1);
          expect(openssl(newAuthority, pathOf(holder, 'certificate.pem'), clock.now())).toBe('OK');
        }
        // What the old authority has signed is refused, though it would hold, and so is what was revoked.
        expect(openssl(newAuthority, longAgo, clock.now())).toMatch(/error/);
        expect(openssl(oldAuthority, pathOf('cleveland/identity/certificate.pem'), clock.now())).toMatch(/error/);
      }
    }
    for (const [holder, seen] of serials) expect({ holder, atLeast: seen.size >= 30 }).toEqual({ holder, atLeast: true });
    const list = JSON.parse(await mustRun('consilium', ['site', 'list', '--json', ...operator], env)) as {
      site: string;
      connected: boolean;
    }[];
    expect(list.filter(({ connected }) => connected).map(({ site }) => site)).toEqual(HOSPITALS);
    // A site that was away for all that time is over, and learns what to do.
    const away = await runCommand('site', ['start', '--folder', pathOf('valais')], env);
    expect([away.code, away.stderr]).toEqual([5, expect.stringMatching(/certificate expired on .*\n.*clock/) as string]);
    expect(await oldTls(port)).toMatch(/protocol version/);
    // Not one alarm on the way, nothing that went wrong, and nobody was started again. That a machine which was suspended while it dialled was
    // not connected for so long is true, and so is that certificates were refused: a step takes thirty days from those who would have used them.
    const wrong = servers.flatMap(({ log }) => log).filter(({ level }) => Number(level) >= 50);
    const ofSteps = ['certificate-trouble', 'failed-identification'];
    expect(
      wrong.filter(({ msg, kind }) => !String(msg).startsWith('not connected for') && !ofSteps.includes(String(kind))),
    ).toEqual([]);
    await mustRun('consilium', ['site', 'revoke', 'hungary', ...operator], env);
    const revoked = await runCommand('site', ['plan', 'inbox', '--folder', pathOf('hungary')], env);
    expect([revoked.code, revoked.stderr]).toEqual([5, expect.stringContaining('the site hungary was revoked') as string]);
  },
  PROGRAMS_MS,
);
