import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram, type ProgramFile } from './bundle.mjs';
import { type LockedPackages, productionClosure } from './closure.mjs';
import { PRODUCTS, type Product } from './products.mjs';

const APP = { workspace: 'app', entry: 'bin/app.js' } as Product;
const CLONE = {
  'app/package.json': '{"name":"@consilium/app","version":"7.8.9","type":"module"}',
  'app/bin/app.js': "import { main } from '../dist/main.js';\nawait main(process.argv[2]);\n",
  'app/dist/main.js': `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
const require = createRequire(import.meta.url);
/** What people read. */
export async function main(word) {
  if (word === 'version') console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
  if (word === 'lazy') console.log((await import('./lazy.js')).said());
  if (word === 'required') console.log(require('small').small, require('pino').addOn);
  if (word === 'thread') new Worker(new URL('../../lib/host/dist/start.js', import.meta.url));
}
`,
  'app/dist/lazy.js': "export const said = () => 'loaded when it was called';\n",
  'lib/host/package.json': '{"name":"@consilium/host","type":"module"}',
  'lib/host/dist/parent-watch.js': "console.log('watching');\n",
  'node_modules/small/package.json': '{"name":"small","main":"index.js"}',
  'node_modules/small/LICENSE': 'MIT',
  'node_modules/small/index.js': "exports.small = 'inside' + require('shared').shared;\n",
  'node_modules/shared/package.json': '{"name":"shared","main":"index.js"}',
  'node_modules/shared/index.js': "exports.shared = ', shared';\n",
  'node_modules/pino/package.json': '{"name":"pino","main":"index.js"}',
  'node_modules/pino/index.js': "exports.addOn = 'beside' + require('shared').shared;\n",
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>, below = folder): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), text);
  }
}

/** The program of a clone that has these files beside the usual ones. */
async function bundled(changed: Readonly<Record<string, string>> = {}): Promise<ProgramFile[]> {
  write({ ...CLONE, ...changed });
  return await bundleProgram(APP, folder, ['app', 'lib/host']);
}

describe('of a small program', () => {
  const main = CLONE['app/dist/main.js'].replace('../../lib/host/dist/start.js', './parent-watch.js');

  it('does what it did in the clone: its version, what is loaded when it is called, what is required, threads', async () => {
    const files = await bundled({ 'app/dist/main.js': main });
    const target = join(folder, 'installed/program');
    write({ 'package.json': '{"type":"module"}', ...Object.fromEntries(files.map(({ name, code }) => [name, code])) }, target);
    const beside = ['node_modules/pino/package.json', 'node_modules/pino/index.js', 'node_modules/shared/index.js'] as const;
    write(Object.fromEntries(beside.map((path) => [path, CLONE[path]])), join(folder, 'installed'));
    write({ 'node_modules/@consilium/app/package.json': CLONE['app/package.json'] }, join(folder, 'installed'));
    // The clone has nothing to give.
    for (const part of ['app', 'lib', 'node_modules']) rmSync(join(folder, part), { recursive: true });
    const say = (word: string): string => execFileSync(process.execPath, [join(target, 'app.js'), word], { encoding: 'utf8' });
    expect(['version', 'lazy', 'required', 'thread'].map(say)).toEqual([
      '7.8.9\n',
      'loaded when it was called\n',
      'inside, shared beside, shared\n',
      'watching\n',
    ]);
  });

  it('people can read it: comments, and the file that each part stands in', async () => {
    const files = await bundled({ 'app/dist/main.js': main });
    const code = files.map((file) => file.code).join('\n');
    expect(code).toContain('app/dist/main.js');
    expect(code).toContain('/** What people read. */');
    const lazy = files.find((file) => file.code.includes('loaded when it was called'));
    expect(lazy?.name).toMatch(/^lazy-/);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['starts a thread from a file that is not there', {}],
    [
      'reads a file beside itself',
      { 'app/dist/main.js': "export const main = () => new URL('./words.txt', import.meta.url);\n" },
    ],
    [
      'has a package that reads a file beside itself',
      {
        'app/dist/main.js': main,
        'node_modules/small/index.js': "exports.small = require('fs').readFileSync(__dirname + '/a');\n",
      },
    ],
  ])('is refused where it %s', async (_what, changed) => {
    await expect(bundled(changed)).rejects.toThrow(/asks for a file beside itself, which would lie elsewhere in a package/);
  });

  it('is refused where it asks for a package that is not there', async () => {
    const changed = { 'app/dist/main.js': "import { gone } from 'gone';\nexport const main = () => gone;\n" };
    await expect(bundled(changed)).rejects.toThrow(/gone/);
  });
});

describe.each(PRODUCTS)('of $name', (product) => {
  it('is the same twice, and has what threads begin with', async () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: LockedPackages };
    const { workspaces } = productionClosure(packages, product.workspace);
    const files = await bundleProgram(product, ROOT, workspaces);
    expect(await bundleProgram(product, ROOT, workspaces)).toEqual(files);
    const names = files.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([`${product.program}.js`, 'parent-watch.js']));
    // What starts a thread or a process finds its file beside its own.
    const started = files.flatMap(({ code }) => [...code.matchAll(/new URL\("\.\/([^"]+)", import\.meta\.url\)/g)]);
    expect(started.length).toBeGreaterThan(1);
    expect(names).toEqual(expect.arrayContaining(started.map(([, name]) => name)));
    // What Node loads from node_modules: add-ons, and what looks for files of its own.
    const code = files.map((file) => file.code).join('\n');
    for (const name of ['better-sqlite3', 'pkcs11js', 'pino']) expect(code).toContain(`require("${name}")`);
    for (const name of ['zod', '@grpc/grpc-js', 'commander']) expect(code).toContain(`// node_modules/${name}/`);
  });
});
