import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { staleSource } from './programs.ts';

const ROOMS = ['proto', 'lib/core', 'coordinator', 'site-agent', 'sim', 'cli', 'testing'];
let root: string;

function write(path: string, seconds: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
  utimesSync(join(root, path), seconds, seconds);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-build-'));
  for (const room of ROOMS) {
    write(`${room}/src/a/x.ts`, 100);
    write(`${room}/dist/.tsbuildinfo`, 200);
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('a build that is younger than all sources is not stale, whatever became of tests since', () => {
  for (const path of ['cli/src/y.test.ts', 'sim/src/testing/y.ts', 'proto/src/notes.md']) write(path, 300);
  expect(staleSource(root).source).toBeUndefined();
});

it.each(['coordinator/src/a/x.ts', 'lib/core/src/new.ts', 'testing/src/a/x.ts'])(
  '%s, written after the build, is stale',
  (path) => {
    write(path, 201);
    expect(staleSource(root).source).toBe(path);
  },
);

it('a room that was never built is stale', () => {
  rmSync(join(root, 'sim/dist'), { recursive: true });
  expect(staleSource(root).source).toBe('sim/src/a/x.ts');
});
