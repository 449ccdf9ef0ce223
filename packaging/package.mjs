// Makes what is installed: `npm run package`. Needs a clone that `npm run setup` has made ready, and the npm registry once.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCache } from '../scripts/setup/cache.mjs';
import { withLock } from '../scripts/setup/lock.mjs';
import { LIBRARIES } from '../scripts/setup/tensorflow-pins.mjs';
import { Reporter } from '../scripts/setup/reporter.mjs';
import { toSetupError } from '../scripts/setup/setup-error.mjs';
import { billOfMaterials } from './bom.mjs';
import { bundleProgram } from './bundle.mjs';
import { productionClosure } from './closure.mjs';
import { commandTree } from './command-tree.mjs';
import { compileDatabase } from './database.mjs';
import { writeDeb } from './deb.mjs';
import { requiredGlibc } from './glibc.mjs';
import { HELP, readOptions } from './options.mjs';
import { layOut } from './payload.mjs';
import { libraryFolder } from './products.mjs';
import { readReleaseKey, signChecksums, writeChecksums } from './release.mjs';
import { writeRpm } from './rpm.mjs';
import { fetchRuntime } from './runtime.mjs';
import { writeTarball } from './tarball.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MEGABYTE = 1_000_000;

/**
 * @param {import('./products.mjs').Product} product
 * @param {import('./options.mjs').Options} options
 * @param {Reporter} reporter
 * @returns {Promise<string[]>} the files made
 */
async function packageProduct(product, options, reporter) {
  const { out, formats, revision, compression } = options;
  const cache = openCache();
  const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const closure = productionClosure(
    locked,
    product.workspace,
    (name) => !product.tensorflow && /^@(?:tensorflow|duckdb)\//.test(name),
  );
  const needsDatabase = closure.packages.includes('node_modules/better-sqlite3');

  /** @param {string} holder */
  const onWait = (holder) => reporter.say(`Another process (${holder}) is making packages; waiting for it.`);
  const { runtime, database } = await withLock(join(cache, 'locks'), 'packages', onWait, async () => {
    const fetched = await reporter.step('Node.js', () => fetchRuntime(cache));
    if (!needsDatabase) return { runtime: fetched, database: undefined };
    return { runtime: fetched, database: await reporter.step('better-sqlite3', () => compileDatabase(ROOT, cache, fetched)) };
  });

  const folder = mkdtempSync(join(tmpdir(), 'consilium-package-'));
  try {
    const epoch = Number(process.env['SOURCE_DATE_EPOCH']);
    const commands = await commandTree(ROOT, product.workspace);
    await reporter.step(`${product.name}: files`, async () => {
      const bom = await billOfMaterials(ROOT, product, closure, version, epoch);
      const program = await bundleProgram(product, ROOT, closure.workspaces);
      const made = { closure, program, runtime, ...(database && { database }), commands, bom };
      layOut(product, { root: ROOT, ...made, version, epoch }, folder);
    });
    const release = { version, revision, glibc: requiredGlibc(binaries(product, folder, database)) };
    const full = `${product.name}-${version}-linux-x64`;
    const writers = {
      tar: { file: `${full}.tar.gz`, write: (/** @type {string} */ to) => writeTarball(join(folder, 'tree'), full, to) },
      deb: {
        file: `${product.name}_${version}-${revision}_amd64.deb`,
        write: (/** @type {string} */ to) => writeDeb(product, folder, release, to, compression),
      },
      rpm: {
        file: `${product.name}-${version}-${revision}.x86_64.rpm`,
        write: (/** @type {string} */ to) => writeRpm(product, folder, release, to),
      },
    };
    const made = [];
    for (const format of formats) {
      const { file, write } = writers[format];
      const target = join(out, file);
      await reporter.step(file, () => write(target));
      made.push(target);
    }
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What reads Parquet and databases. */
const DUCKDB = ['duckdb.node', 'libduckdb.so'];

/**
 * @param {import('./products.mjs').Product} product
 * @param {string} folder
 * @param {string | undefined} database
 */
function binaries(product, folder, database) {
  const library = join(folder, 'tree/usr', libraryFolder(product));
  const tensorflow = join(library, 'node_modules/@tensorflow/tfjs-node');
  return [
    join(library, 'bin/node'),
    ...(database === undefined ? [] : [database]),
    join(library, 'node_modules/pkcs11js/build/Release/pkcs11.node'),
    ...(product.tensorflow ? [join(tensorflow, 'lib/napi-v8/tfjs_binding.node')] : []),
    ...(product.tensorflow ? DUCKDB.map((name) => join(library, 'node_modules/@duckdb/node-bindings-linux-x64', name)) : []),
    ...(product.tensorflow ? LIBRARIES.map((name) => join(tensorflow, 'deps/lib', name)) : []),
  ];
}

/** @param {string[]} args @returns {Promise<number>} exit code */
async function main(args) {
  const reporter = new Reporter();
  try {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return 0;
    }
    const key = options.sign === undefined ? undefined : readReleaseKey(options.sign);
    // Folders of packages are for everybody to read, whatever this user's files are.
    process.umask(0o022);
    process.env['SOURCE_DATE_EPOCH'] ??= execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).trim();
    mkdirSync(options.out, { recursive: true });
    const made = [];
    for (const product of options.products) made.push(...(await packageProduct(product, options, reporter)));
    writeChecksums(made, options.out);
    if (key !== undefined) reporter.say(`Signed; people verify with this public key:\n${signChecksums(key, options.out)}`);
    for (const path of made) process.stdout.write(`${Math.round(statSync(path).size / MEGABYTE)} MB  ${basename(path)}\n`);
    return 0;
  } catch (error) {
    const { message, advice, output } = toSetupError(error, ROOT);
    reporter.say(`\nNo package: ${message}\n${advice}${output === '' ? '' : `\n\n${output.replace(/^/gm, '  | ')}`}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
