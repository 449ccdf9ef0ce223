import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '@consilium/testing';
import { createRequest } from '@consilium/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSORTIUM, Consortium } from '../support/consortium.ts';
import { PROGRAMS_MS, runCommand } from '../support/programs.ts';

const SITE = 'hungary';
const OTHER = 'cleveland';

let consortium: Consortium;
beforeAll(async () => {
  consortium = await Consortium.create();
}, PROGRAMS_MS);
afterAll(async () => await consortium.remove());

/** A file of a consortium's folder, what somebody put there, and what the program that reads it must say. */
interface Damage {
  readonly file: string;
  readonly content: string | ((folder: string) => string);
  readonly program: Program;
  readonly args: readonly string[];
  readonly exit: number;
  /** All after the path of the file. */
  readonly says: string;
}

const START = ['coordinator', 'start', '--folder', 'coordinator', '--listen', '127.0.0.1'];
const AGENT = ['start', '--folder', SITE];
const LIST = ['site', 'list', '--identity', 'coordinator/operator'];
const otherKey = (folder: string): string => readFileSync(join(folder, OTHER, 'identity/key.pem'), 'utf8');
const otherCertificate = (folder: string): string => readFileSync(join(folder, OTHER, 'identity/certificate.pem'), 'utf8');

const DAMAGE: readonly Damage[] = [
  {
    file: `${SITE}/identity/certificate.pem`,
    content: 'junk',
    program: 'site',
    args: AGENT,
    exit: 5,
    says: 'is not a certificate',
  },
  {
    file: `${SITE}/identity/authority.pem`,
    content: 'junk',
    program: 'site',
    args: AGENT,
    exit: 5,
    says: 'is not a certificate',
  },
  {
    file: `${SITE}/identity/authority.pem`,
    content: otherCertificate,
    program: 'site',
    args: AGENT,
    exit: 5,
    says: 'is not the authority that issued',
  },
  { file: `${SITE}/identity/key.pem`, content: otherKey, program: 'site', args: AGENT, exit: 5, says: 'is not the key of' },
  { file: `${SITE}/identity/key.pem`, content: 'junk', program: 'site', args: AGENT, exit: 5, says: 'is not a private key' },
  { file: `${SITE}/identity/connection.json`, content: '{', program: 'site', args: AGENT, exit: 3, says: 'is not JSON' },
  { file: `${SITE}/site.json`, content: '{', program: 'site', args: AGENT, exit: 3, says: '1:1: it is not JSON' },
  {
    file: `${SITE}/state/datasets.json`,
    content: '{',
    program: 'site',
    args: AGENT,
    exit: 3,
    says: 'is not a data set catalogue',
  },
  {
    file: `${SITE}/policy.yaml`,
    content: 'version: 1\nsecret: 7\n',
    program: 'site',
    args: AGENT,
    exit: 3,
    says: ':2:1 secret: there is no such field',
  },
  { file: 'coordinator/coordinator.json', content: '{', program: 'consilium', args: START, exit: 3, says: '1:1: it is not JSON' },
  {
    file: 'coordinator/identity/certificate.pem',
    content: 'junk',
    program: 'consilium',
    args: START,
    exit: 5,
    says: 'is not a certificate',
  },
  {
    file: 'coordinator/operator/certificate.pem',
    content: 'junk',
    program: 'consilium',
    args: LIST,
    exit: 5,
    says: 'is not a certificate',
  },
];

/** With a file damaged, and whole again afterwards. */
async function damaged<T>({ file, content }: Pick<Damage, 'file' | 'content'>, work: () => Promise<T>): Promise<T> {
  const path = join(consortium.folder, file);
  renameSync(path, `${path}.whole`);
  writeFileSync(path, typeof content === 'string' ? content : content(consortium.folder), { mode: 0o600 });
  try {
    return await work();
  } finally {
    renameSync(`${path}.whole`, path);
  }
}

const absolute = (args: readonly string[]): readonly string[] =>
  args.map((arg, i) => (['--folder', '--identity'].includes(args[i - 1] ?? '') ? join(consortium.folder, arg) : arg));

describe('a file that somebody damaged', () => {
  it.each(DAMAGE)(
    '$file ($says) is named, with what to do, and is no defect of ours',
    async (damage) => {
      const { code, stderr } = await damaged(damage, () => runCommand(damage.program, absolute(damage.args)));
      const errors = stderr.slice(stderr.indexOf('error: ')).trimEnd().split('\n');
      expect(errors[0]).toMatch(/^error: /);
      expect(errors[0]).toContain(join(consortium.folder, damage.file));
      expect(errors[0]).toContain(damage.says);
      expect(errors).toHaveLength(2);
      expect(errors[1]).toMatch(/estore the file from a copy|Correct the named line/);
      expect(code).toBe(damage.exit);
    },
    PROGRAMS_MS,
  );

  it(
    'or that is not there yet is named by an agent that starts',
    async () => {
      const start = (): ReturnType<typeof runCommand> => runCommand('site', absolute(AGENT));
      const away = async (file: string): Promise<string> => {
        const path = join(consortium.folder, SITE, file);
        renameSync(path, `${path}.away`);
        const { code, stderr } = await start();
        renameSync(`${path}.away`, path);
        expect(code).toBe(3);
        return stderr;
      };
      expect(await away('identity')).toContain(
        `has no certificate yet\nJoin with the string that the operator sent (consilium-site join), or take its certificate in (consilium-site certificate)`,
      );
      expect(await away('policy.yaml')).toContain('policy.yaml: there is no such file\n');
    },
    PROGRAMS_MS,
  );

  it(
    'is named to the operator when it is the authority’s',
    async () => {
      await consortium.startCoordinator();
      const request = join(consortium.folder, 'rome.csr');
      writeFileSync(request, createRequest({ identity: { consortium: CONSORTIUM, kind: 'site', id: 'rome' } }).csrPem);
      const enrol = ['site', 'enrol', 'rome', '--request', request, '--out', join(consortium.folder, 'rome.pem')];
      const run = (): ReturnType<typeof runCommand> =>
        runCommand('consilium', [...enrol, '--identity', consortium.operatorFolder]);
      const { code, stderr } = await damaged({ file: 'coordinator/authority/certificate.pem', content: 'junk' }, run);
      expect(stderr).toContain(
        'error: the certificate of the authority cannot be read: the operator restores authority/certificate.pem from a copy\n',
      );
      expect(code).toBe(5);
      expect(await run()).toMatchObject({ code: 0 });
    },
    PROGRAMS_MS,
  );
});
