import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { initCoordinator } from '@consilium/coordinator';
import { builtProgram, type Program } from '@consilium/testing';
import { createAuthority, generateKeyPair, issueCertificate, writeIdentityFolder } from '@consilium/trust';
import { type Benchmark, type Measurement, median } from './benchmark.ts';

const ROUNDS = 15;
const CONSORTIUM = 'bench';
const SITE = 'north';

/** Processor time of a command from its start to its end, user and system, in milliseconds: on a busy machine the clock on the wall says little. */
function processorMs(args: readonly string[]): number {
  // What Node says of its children has no processor time; of bash, the second line is that of its children.
  const script = '"$@" > /dev/null 2>&1 || exit 1; times';
  const said = execFileSync('bash', ['-c', script, 'bash', process.execPath, ...args], { encoding: 'utf8' });
  const times = [...(said.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce((sum, [, minutes, seconds]) => sum + 1000 * (60 * Number(minutes) + Number(seconds)), 0);
}

/** Of a command and of Node that does nothing, one after the other; the ratio of their medians. */
function ratio(args: readonly string[]): Measurement {
  const nothing: number[] = [];
  const command: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    nothing.push(processorMs(['-e', '0']));
    command.push(processorMs(args));
  }
  const [node, ms] = [median(nothing), median(command)];
  return { value: ms / node, n: ROUNDS, details: { ms: Math.round(ms), node: Math.round(node) } };
}

function of(program: Program, words: readonly string[]): Measurement {
  return ratio([builtProgram(program), ...words]);
}

/** In a folder that is there for the time of the measurement. */
async function within(work: (folder: string) => Promise<Measurement>): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function coordinatorStatus(folder: string): Promise<Measurement> {
  await initCoordinator(folder, { consortium: CONSORTIUM, hosts: ['localhost'], port: 8443 }, systemClock);
  return of('consilium', ['coordinator', 'status', '--folder', folder]);
}

/** Of a command about the folder of a site that has joined. */
async function aboutSite(folder: string, words: readonly string[]): Promise<Measurement> {
  const request = ['--request', join(folder, 'request.pem'), '--coordinator', 'localhost:8443'];
  const who = ['--site', SITE, '--consortium', CONSORTIUM, '--folder', folder];
  execFileSync(process.execPath, [builtProgram('site'), 'init', ...who, ...request], { stdio: 'ignore' });
  const [authorityKey, keyPair] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const authority = createAuthority({ consortium: CONSORTIUM, clock: systemClock, keyPair: authorityKey });
  const { publicKeyPem, privateKeyPem } = keyPair;
  writeIdentityFolder(join(folder, 'identity'), {
    certificatePem: issueCertificate(authority, {
      publicKeyPem,
      identity: { consortium: CONSORTIUM, kind: 'site', id: SITE },
      validityDays: 1,
      clock: systemClock,
    }),
    privateKeyPem,
    authorityPem: authority.certificatePem,
    consortium: CONSORTIUM,
    address: 'localhost:8443',
  });
  return of('site', [...words, '--folder', folder]);
}

/** Commands that hospitals type most, each about a site that has joined and has no data yet. */
const ABOUT_SITE = ['status', 'data list', 'plan list', 'audit show'];

/** How long commands take to start. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'start/version', unit: 'x node -e 0', run: async () => of('consilium', ['--version']) },
  { name: 'start/help', unit: 'x node -e 0', run: async () => of('site', ['data', '--help']) },
  { name: 'start/group-help', unit: 'x node -e 0', run: async () => of('consilium', ['study', '--help']) },
  ...ABOUT_SITE.map((words) => ({
    name: `start/site-${words.replace(' ', '-')}`,
    unit: 'x node -e 0',
    run: async () => await within(async (folder) => await aboutSite(folder, words.split(' '))),
  })),
  { name: 'start/coordinator-status', unit: 'x node -e 0', run: async () => await within(coordinatorStatus) },
];
