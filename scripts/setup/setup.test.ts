import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachePath, place } from './cache.mjs';
import { run } from './command.mjs';
import { installationGap } from './npm-packages.mjs';
import { classifyFailure, toSetupError } from './setup-error.mjs';
import { explainFallback, patchEval } from './tensorflow.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-setup-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('whether the packages are installed', () => {
  const a = { version: '1.0.0', integrity: 'sha512-a' };
  const foreign = { version: '1.0.0', optional: true, os: ['aix'] };

  function lay(wanted: object, present?: object): string | undefined {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    mkdirSync(join(root, 'node_modules', 'a'), { recursive: true });
    if (present) writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
    return installationGap(root);
  }

  it.each([
    ['nothing is installed yet', { 'node_modules/a': a }, undefined],
    ['no gap', { '': {}, lib: {}, 'node_modules/a': a, 'node_modules/b': foreign }, { 'node_modules/a': a }],
    ['node_modules/c is missing', { 'node_modules/a': a, 'node_modules/c': a }, { 'node_modules/a': a }],
    ['node_modules/c is missing', { 'node_modules/a': a, 'node_modules/c': a }, { 'node_modules/a': a, 'node_modules/c': a }],
    ['node_modules/a is another version', { 'node_modules/a': a }, { 'node_modules/a': { ...a, version: '1.0.1' } }],
    ['node_modules/a is another version', { 'node_modules/a': a }, { 'node_modules/a': { ...a, integrity: 'sha512-b' } }],
    ['node_modules/b is not in the lock file', { 'node_modules/a': a }, { 'node_modules/a': a, 'node_modules/b': a }],
  ])('%s', (expected, wanted, present) => {
    expect(lay(wanted, present) ?? 'no gap').toBe(expected);
  });

  it('treats the torn record of an interrupted installation as none', () => {
    lay({ 'node_modules/a': a }, { 'node_modules/a': a });
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{ "packa');
    expect(installationGap(root)).toBe('nothing is installed yet');
  });

  it('says what to do without a lock file', () => {
    expect(() => installationGap(root)).toThrow('package-lock.json is missing');
  });
});

describe('the patch that takes eval out of tfjs-node', () => {
  const source = (global: string) =>
    `var jspb = require('google-protobuf');\n${global}\n\ngoog.exportSymbol('x', null, global);\n`;
  const before = source("var global = Function('return this')();");
  const after = source('var global = globalThis;');

  function lay(content: string): string {
    const folder = join(root, 'node_modules', '@tensorflow', 'tfjs-node', 'dist', 'proto');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'api_pb.js'), content);
    return join(folder, 'api_pb.js');
  }

  it('is applied once', () => {
    const path = lay(before);
    patchEval(root);
    expect(readFileSync(path, 'utf8')).toBe(after);
    patchEval(root);
    expect(readFileSync(path, 'utf8')).toBe(after);
  });

  it.each([['var global = window;'], ["var global = globalThis;\nvar other = Function('return 1')();"]])(
    'refuses a file that it does not know: %s',
    (line) => {
      lay(source(line));
      expect(() => patchEval(root)).toThrow('not the file that this project knows');
    },
  );
});

describe('the cache', () => {
  it('follows the XDG rules', () => {
    expect(cachePath({ XDG_CACHE_HOME: '/var/cache/me' }, 'linux')).toBe('/var/cache/me/consilium');
    expect(cachePath({ XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(/\/\.cache\/consilium$/);
    expect(cachePath({}, 'darwin')).toMatch(/\/Library\/Caches\/consilium$/);
  });

  it('puts files in place by link or copy, also over older ones', () => {
    const source = join(root, 'source');
    writeFileSync(source, 'new');
    for (const link of [true, false]) {
      // A fresh file: writing into the old one would write through the link.
      rmSync(join(root, 'target'), { force: true });
      writeFileSync(join(root, 'target'), 'old');
      place(source, join(root, 'target'), { link });
      place(source, join(root, 'target'), { link });
      expect(readFileSync(join(root, 'target'), 'utf8')).toBe('new');
    }
  });
});

describe('running programs', () => {
  it('tells a missing program, a failure and a time limit apart', async () => {
    expect(await run('/nonexistent/program', [])).toMatchObject({ missing: true, status: null });
    const failure = await run(process.execPath, ['--eval', "console.error('why'); process.exit(3)"]);
    expect(failure).toMatchObject({ missing: false, status: 3, timedOut: false, output: 'why\n' });
    const slow = await run(process.execPath, ['--eval', 'setTimeout(() => {}, 60000)'], { timeoutMs: 300 });
    expect(slow).toMatchObject({ status: null, timedOut: true });
  });
});

describe('errors', () => {
  it.each([
    ['npm error code ENOTFOUND', 'network'],
    ['Temporary failure in name resolution', 'network'],
    ['npm error ENOSPC: no space left on device, write', 'disk'],
    ['OSError: [Errno 28] No space left on device', 'disk'],
    ['TypeError: x is not a function', 'other'],
  ])('%s is %s', (output, kind) => {
    expect(classifyFailure(output)).toBe(kind);
  });

  it('say what to do', () => {
    const full = toSetupError(Object.assign(new Error('write'), { code: 'ENOSPC' }), '/here');
    expect(full.message).toBe('The disk is full: could not write to /here.');
    expect(full.advice).toContain('Free some space');
    expect(toSetupError(Object.assign(new Error('open'), { code: 'EACCES' }), '/here').advice).toContain('XDG_CACHE_HOME');
  });

  it('explain the fallback and how to leave it', () => {
    const words = explainFallback(['there is no C++ compiler']);
    expect(words).toContain('pure-JavaScript backend');
    expect(words).toContain('there is no C++ compiler');
    expect(words).toContain('npm run setup -- --retry');
  });
});
