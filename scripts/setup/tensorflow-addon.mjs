import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { place } from './cache.mjs';
import { run, tail } from './command.mjs';
import { addonPath } from './probe.mjs';
import { classifyFailure, diskFull } from './setup-error.mjs';
import { LibraryUnavailable } from './tensorflow-library.mjs';
import { LIBRARIES } from './tensorflow-pins.mjs';

const COMPILE_TIMEOUT_MS = 5 * 60_000;
const FLAGS = ['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-fvisibility=hidden'];
// From lib/napi-v8/ to deps/lib/ inside the package: the add-on finds its library wherever the clone is moved to.
const RUNPATH = '-Wl,--enable-new-dtags,-rpath,$ORIGIN/../../deps/lib';

/** The C++ compiler to use; undefined when there is none. */
export async function findCompiler() {
  for (const compiler of [process.env['CXX'] ?? '', 'g++', 'clang++', 'c++']) {
    if (compiler === '') continue;
    const outcome = await run(compiler, ['--version'], { timeoutMs: 30_000 });
    if (outcome.status === 0) return compiler;
  }
  return undefined;
}

/**
 * Whether an earlier set-up has compiled the add-on for this library and this version of tfjs-node.
 * @param {string} root
 * @param {string} cache
 * @param {import('./tensorflow-library.mjs').Library} library
 */
export function isCompiled(root, cache, library) {
  return existsSync(cachedAddon(root, cache, library));
}

/**
 * Puts library and add-on into this clone's tfjs-node, compiling the add-on if the cache has none that fits. The add-on
 * speaks Node-API 8, so that one binary serves every version of Node.
 * @param {string} root
 * @param {string} cache
 * @param {import('./tensorflow-library.mjs').Library} library
 * @param {import('./reporter.mjs').Task} task
 * @returns {Promise<string>} the add-on in the cache
 */
export async function installAddon(root, cache, library, task) {
  const { folder, headers } = sources(root);
  const cached = cachedAddon(root, cache, library);
  if (!existsSync(cached)) {
    task.detail('compiling the add-on');
    await compile(folder, headers, library, cached);
  }
  task.detail('installing');
  for (const name of LIBRARIES) place(join(library.path, name), join(folder, 'deps', 'lib', name), { link: true });
  // Last, because its presence says that all is there.
  place(cached, addonPath(root), { mode: 0o755 });
  return cached;
}

/** @param {string} root */
function sources(root) {
  return {
    folder: join(root, 'node_modules', '@tensorflow', 'tfjs-node'),
    headers: join(root, 'node_modules', 'node-api-headers', 'include'),
  };
}

/**
 * The file in the cache whose name tells what the binary is made from.
 * @param {string} root
 * @param {string} cache
 * @param {import('./tensorflow-library.mjs').Library} library
 */
function cachedAddon(root, cache, library) {
  const { folder, headers } = sources(root);
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, RUNPATH, process.platform, process.arch, library.path]));
  for (const name of readdirSync(join(folder, 'binding')).sort()) hash.update(readFileSync(join(folder, 'binding', name)));
  hash.update(readFileSync(join(headers, 'node_api.h'))).update(readFileSync(join(headers, 'js_native_api.h')));
  return join(cache, 'tensorflow', `tfjs_binding-${hash.digest('hex').slice(0, 24)}.node`);
}

/**
 * @param {string} folder
 * @param {string} headers
 * @param {import('./tensorflow-library.mjs').Library} library
 * @param {string} target
 */
async function compile(folder, headers, library, target) {
  const compiler = await findCompiler();
  if (compiler === undefined) throw new LibraryUnavailable('there is no C++ compiler', '');
  const temporary = `${target}.${process.pid}.tmp`;
  mkdirSync(join(target, '..'), { recursive: true });
  const args = [
    ...FLAGS,
    `-I${headers}`,
    `-I${library.include}`,
    '-o',
    temporary,
    join(folder, 'binding', 'tfjs_backend.cc'),
    join(folder, 'binding', 'tfjs_binding.cc'),
    `-L${library.path}`,
    ...LIBRARIES.map((name) => `-l:${name}`),
    RUNPATH,
  ];
  const outcome = await run(compiler, args, { timeoutMs: COMPILE_TIMEOUT_MS });
  if (outcome.status !== 0) {
    rmSync(temporary, { force: true });
    if (classifyFailure(outcome.output) === 'disk') throw diskFull(target, { output: tail(outcome.output) });
    throw new LibraryUnavailable(`${compiler} could not compile the add-on`, tail(outcome.output));
  }
  renameSync(temporary, target);
}
