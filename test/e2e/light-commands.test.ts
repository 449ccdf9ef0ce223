import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Program, ROOT } from '@consilium/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consortium } from '../support/consortium.ts';
import { SITES } from '../support/fault-plans.ts';
import { PROGRAMS_MS, runCommand } from '../support/programs.ts';

const PRELOAD = pathToFileURL(join(ROOT, 'test/support/loaded-modules-preload.mjs')).href;

/** Packages that take long to load, and that commands which only look have no use for. */
const HEAVY = [
  '@grpc/grpc-js',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  '@duckdb/node-api',
  'better-sqlite3',
  'fast-png',
  'jose',
  'kysely',
  'openid-client',
  'pg',
  'pg-cursor',
  'prom-client',
  'protobufjs',
] as const;
/** What help and the version have no use for either. */
const FOR_WORK = ['node-forge', 'pino', 'yaml', 'zod'] as const;

let consortium: Consortium;
let folder: string;
beforeAll(async () => {
  consortium = await Consortium.create();
  folder = mkdtempSync(join(tmpdir(), 'consilium-loaded-'));
}, PROGRAMS_MS);
afterAll(async () => {
  await consortium.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The packages that a command loads on its way to its end. */
async function packagesOf(program: Program, words: readonly string[]): Promise<ReadonlySet<string>> {
  const file = join(mkdtempSync(join(folder, 'command-')), 'modules.txt');
  const { code, stderr } = await runCommand(program, words, { NODE_OPTIONS: `--import=${PRELOAD}`, LOADED_MODULES: file });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const names = readFileSync(file, 'utf8').matchAll(/\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/(?!.*\/node_modules\/)/g);
  return new Set([...names].map(([, name = '']) => name));
}

const site = (): string[] => ['--folder', consortium.siteFolder(SITES[0] ?? '')];
const coordinator = (): string[] => ['--folder', consortium.coordinatorFolder];

describe('a command that only looks', () => {
  it.each<[Program, string, () => string[]]>([
    ['site', 'status', site],
    ['site', 'keys status', site],
    ['site', 'audit show', site],
    ['site', 'audit verify', site],
    ['site', 'incident list', site],
    ['site', 'budget', site],
    ['consilium', 'coordinator status', coordinator],
    ['consilium', 'coordinator keys status', coordinator],
  ])('%s %s loads no package for work that it does not do', async (program, words, where) => {
    const loaded = await packagesOf(program, [...words.split(' '), ...where()]);
    expect(loaded).toContain('commander');
    expect(HEAVY.filter((name) => loaded.has(name))).toEqual([]);
  });

  it.each<[Program, string]>([
    ['site', '--version'],
    ['site', '--help'],
    ['site', 'data --help'],
    ['consilium', '--version'],
    ['consilium', '--help'],
    ['consilium', 'coordinator --help'],
    ['site', 'plan --help'],
    ['consilium', 'study --help'],
    ['consilium', 'run --help'],
    ['consilium', 'site --help'],
  ])('%s %s loads no package for work at all', async (program, words) => {
    const loaded = await packagesOf(program, words.split(' '));
    expect(loaded).toContain('commander');
    expect([...HEAVY, ...FOR_WORK].filter((name) => loaded.has(name))).toEqual([]);
  });
});

it('sees the packages of a command that works', async () => {
  const loaded = await packagesOf('consilium', ['audit', 'show', ...coordinator()]);
  // Of both kinds of modules, one that an import and one that a require loads.
  expect(loaded).toContain('kysely');
  expect(loaded).toContain('bindings');
});
