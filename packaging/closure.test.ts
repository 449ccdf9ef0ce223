import { readFileSync } from 'node:fs';
import { ROOT } from '@consilium/testing';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type LockedPackages, productionClosure } from './closure.mjs';

const LOCKED: LockedPackages = {
  app: { dependencies: { ours: '1', a: '1' }, optionalDependencies: { elsewhere: '1', mac: '1', musl: '1', '@types/a': '1' } },
  'node_modules/ours': { link: true, resolved: 'lib/ours' },
  'lib/ours': { dependencies: { b: '2' } },
  'lib/ours/node_modules/b': {},
  'node_modules/a': { dependencies: { b: '1', c: '1' } },
  'node_modules/b': {},
  'node_modules/c': { dependencies: { d: '1', a: '1' } },
  'node_modules/c/node_modules/d': { dependencies: { b: '1' } },
  'node_modules/d': {},
  'node_modules/@types/a': {},
  'node_modules/mac': { optional: true, os: ['darwin'], cpu: ['x64'] },
  'node_modules/musl': { optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
};

it('is what Node finds from each folder: the nearest version, ours and those of others apart, nothing for compilers or elsewhere', () => {
  expect(productionClosure(LOCKED, 'app')).toEqual({
    workspaces: ['app', 'lib/ours'],
    packages: ['lib/ours/node_modules/b', 'node_modules/a', 'node_modules/b', 'node_modules/c', 'node_modules/c/node_modules/d'],
  });
});

it('leaves out a package with what only it needs', () => {
  expect(productionClosure(LOCKED, 'app', (name) => name === 'c').packages).toEqual([
    'lib/ours/node_modules/b',
    'node_modules/a',
    'node_modules/b',
  ]);
});

it('names what the lock file lacks', () => {
  const { 'node_modules/b': _, ...without } = LOCKED;
  expect(() => productionClosure(without, 'app')).toThrow('b, which node_modules/a needs, is not locked.');
});

it('of the real programs: nothing that only developers use', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: LockedPackages & Record<string, { dev?: boolean }>;
  };
  const site = productionClosure(packages, 'site-agent');
  expect(site.packages.filter((path) => packages[path]?.dev === true)).toEqual([]);
  expect(site.packages).toContain('node_modules/@tensorflow/tfjs-node');
  expect(site.workspaces).not.toContain('coordinator');
  expect(site.packages.filter((path) => path.includes('node-bindings-'))).toEqual([
    'node_modules/@duckdb/node-bindings-linux-x64',
  ]);
});
