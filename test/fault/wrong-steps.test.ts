import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Program } from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSORTIUM, Consortium } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { PROGRAMS_MS, runCommand } from '../support/programs.ts';

const SITE = 'hungary';

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
  writeFileSync(join(consortium.folder, 'junk'), 'not what anybody asked for');
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.stopAll();
  await consortium.remove();
});

/** Exit code and lines of the complaint: what happened, and what to do. */
async function complaint(
  program: Program,
  ...args: readonly string[]
): Promise<readonly [number | null, string, string, ...string[]]> {
  const { code, stderr } = await runCommand(program, args);
  const [what = '', todo = '', ...rest] = stderr.trimEnd().split('\n');
  return [code, what, todo, ...rest];
}

const start = (): readonly string[] => [
  'coordinator',
  'start',
  '--folder',
  consortium.coordinatorFolder,
  '--listen',
  '127.0.0.1',
];
const asOperator = (...args: readonly string[]): readonly string[] => [...args, '--identity', consortium.operatorFolder];
const junk = (name = 'junk'): string => join(consortium.folder, name);

describe('a wrong step is answered with two lines that help this person', () => {
  it(
    'without a coordinator that runs',
    async () => {
      const server = createServer().listen(consortium.port, '127.0.0.1');
      await once(server, 'listening');
      const taken = await complaint('consilium', ...start());
      server.close();
      expect(taken).toEqual([
        6,
        expect.stringMatching(new RegExp(`^error: cannot listen on 127\\.0\\.0\\.1:${consortium.port}: .*EADDRINUSE`)) as string,
        expect.stringContaining('Stop the program that uses this address') as string,
      ]);
      expect(await complaint('consilium', ...asOperator('site', 'list'))).toEqual([
        6,
        `error: the other side cannot be reached: nothing listens at ${consortium.address} (ECONNREFUSED)`,
        expect.stringContaining('check that the coordinator runs') as string,
      ]);
      const init = ['coordinator', 'init', '--consortium', CONSORTIUM, '--folder', consortium.coordinatorFolder];
      expect(await complaint('consilium', ...init)).toEqual([
        3,
        expect.stringContaining('already holds a coordinator') as string,
        expect.stringContaining('consilium coordinator start') as string,
      ]);
    },
    PROGRAMS_MS,
  );

  it(
    'with one',
    async () => {
      await consortium.startCoordinator();
      expect(await complaint('consilium', ...start())).toEqual([
        7,
        expect.stringContaining('another coordinator uses') as string,
        'One coordinator per folder: stop the other one first, or name another folder.',
      ]);
      expect(await complaint('consilium', ...asOperator('site', 'revoke', 'nope'))).toEqual([
        3,
        'error: there is no site nope at this coordinator',
        expect.stringContaining('consilium site list') as string,
      ]);
      const enrol = ['site', 'enrol', 'rome', '--request', junk(), '--out', join(consortium.folder, 'rome.pem')];
      expect(await complaint('consilium', ...asOperator(...enrol))).toEqual([
        5,
        `error: ${junk()} is no certificate request`,
        expect.stringContaining('consilium-site init --request') as string,
      ]);
      // Nobody is at a terminal here: a run whose hospitals are away is not started without a word that it shall be.
      const run = ['run', 'start', STUDY, '--identity', consortium.researcherFolder];
      const away = SITES.map((site) => `${site} has never connected`);
      const { code, stdout, stderr } = await runCommand('consilium', [...run, '--json']);
      expect([code, stderr.split('\n').slice(0, SITES.length)]).toEqual([8, away]);
      expect(stderr).toMatch(/error: 3 of 3 sites of .* are not ready\nThe run was not started\..*--yes/);
      expect(JSON.parse(stdout)).toMatchObject({
        run: null,
        ready: false,
        sites: SITES.map((site) => ({ site, standing: 'admitted', connected: false, obstacles: ['not-connected'] })),
      });
      const runs = async (): Promise<number> =>
        await consortium.research(async (research) => (await research.listRuns({})).runs?.length ?? 0);
      expect(await runs()).toBe(0);
      const started = await runCommand('consilium', [...run, '--json', '--yes']);
      expect([started.code, JSON.parse(started.stdout)]).toMatchObject([0, { study: STUDY, ready: false }]);
      expect(await runs()).toBe(1);
      // A researcher's key is for research.
      expect(await complaint('consilium', 'site', 'revoke', SITE, '--identity', consortium.researcherFolder)).toEqual([
        5,
        'error: this call is for the roles operator; researcher has researcher',
        expect.stringContaining('consilium user roles') as string,
      ]);
      expect(await complaint('consilium', 'run', 'list', '--identity', junk('none'))).toEqual([
        3,
        expect.stringContaining('there is no identity in') as string,
        expect.stringContaining('consilium join') as string,
      ]);
    },
    PROGRAMS_MS,
  );

  it(
    'at a hospital',
    async () => {
      const take = ['certificate', junk(), '--authority', junk(), '--folder', consortium.siteFolder(SITE)];
      expect(await complaint('site', ...take)).toEqual([
        5,
        `error: ${junk()} is not a certificate`,
        expect.stringContaining('Name the file that the operator sent') as string,
      ]);
      for (const [address, why] of [
        ['nohost', 'the port is missing'],
        ['h:99999999', 'it is not host:port'],
        ['h:0', 'a port is a number from 1 to 65535'],
        ['h:70000', 'a port is a number from 1 to 65535'],
        [':8443', 'the host is missing'],
        ['h:x', 'it is not host:port'],
        ['2001:db8::7:8443', 'an IPv6 address stands in brackets before its port'],
      ] as const) {
        const where = [
          '--coordinator',
          address,
          '--request',
          join(consortium.folder, 'x.csr'),
          '--folder',
          join(consortium.folder, 'x'),
        ];
        expect(await complaint('site', 'init', '--site', 'x', '--consortium', CONSORTIUM, ...where)).toEqual([
          2,
          expect.stringContaining(`"${address}" is not an address: ${why}`) as string,
          'Run the command with --help to see its options and an example.',
        ]);
      }
    },
    PROGRAMS_MS,
  );
});
