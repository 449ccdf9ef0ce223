// Makes what scripts install: `npm run package:library`. Needs a clone that `npm run setup` has made ready.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toSetupError } from '../scripts/setup/setup-error.mjs';
import { productionClosure } from './closure.mjs';
import { PackageError } from './package-error.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WORKSPACE = 'sim';

const HELP = `Makes @consilium/sim for scripts: a package for npm install, with types and their documentation.

  npm run package:library -- [options]

  --out <folder>   where it goes (default: dist/library)
`;

/**
 * @typedef {object} Manifest of a package, as far as it is read
 * @property {string} name
 * @property {string} version
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @param {string} folder @returns {Manifest} */
function manifestOf(folder) {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}

/**
 * What the package says of itself. Our other packages are in it; those of others are npm's to install, in the versions that are tested.
 * @param {readonly string[]} workspaces that it is made of, its own among them
 */
export function libraryManifest(workspaces) {
  const { version } = manifestOf(WORKSPACE);
  /** @type {Record<string, string>} */
  const theirs = {};
  const ours = [];
  for (const folder of workspaces) {
    const { name, dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
    if (folder !== WORKSPACE) ours.push(name);
    for (const [dependency, wanted] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      if (dependency.startsWith('@consilium/')) continue;
      if ((theirs[dependency] ?? wanted) !== wanted)
        throw new PackageError(`Two versions of ${dependency} are asked for.`, 'Let all workspaces name the same.');
      theirs[dependency] = wanted;
    }
  }
  ours.sort();
  return {
    name: '@consilium/sim',
    version,
    description: 'Federated learning for hospitals: rehearse studies and follow their runs from a script',
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=20.19' },
    exports: { '.': { types: './dist/scripting/index.d.ts', default: './dist/scripting/index.js' } },
    dependencies: {
      ...Object.fromEntries(ours.map((name) => [name, version])),
      ...Object.fromEntries(Object.entries(theirs).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    bundleDependencies: ours,
  };
}

/**
 * Whether a built file goes into the package. Maps would lead to sources that are not there.
 * @param {string} path below the folder of built files: the clone itself may lie in a folder of any name
 */
function isShipped(path) {
  return !/\.(?:map|tsbuildinfo)$|(?:^|\/)testing(?:\/|$)/.test(path);
}

/**
 * @param {string} folder of a workspace
 * @param {string} target
 */
export function copyBuilt(folder, target) {
  for (const part of ['dist', 'gen']) {
    const from = join(ROOT, folder, part);
    if (!existsSync(from)) continue;
    cpSync(from, join(target, part), { recursive: true, filter: (path) => isShipped(relative(from, path)) });
  }
}

/** @param {string} out @returns {string} the package made */
function packLibrary(out) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const { workspaces } = productionClosure(packages, WORKSPACE);
  const manifest = libraryManifest(workspaces);
  const stage = mkdtempSync(join(tmpdir(), 'consilium-library-'));
  try {
    for (const folder of workspaces) {
      const { name } = manifestOf(folder);
      const target = folder === WORKSPACE ? stage : join(stage, 'node_modules', name);
      copyBuilt(folder, target);
      if (folder !== WORKSPACE) cpSync(join(ROOT, folder, 'package.json'), join(target, 'package.json'));
    }
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const file of ['LICENSE', 'NOTICE']) cpSync(join(ROOT, file), join(stage, file));
    cpSync(join(ROOT, 'docs/scripts.md'), join(stage, 'README.md'));
    document(join(stage, 'api'));
    mkdirSync(out, { recursive: true });
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', out], {
      cwd: stage,
      encoding: 'utf8',
    });
    return join(out, packed.trim());
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Pages of every name that scripts import. @param {string} folder */
function document(folder) {
  const options = ['--tsconfig', join(ROOT, 'sim/tsconfig.json'), '--entryPoints', join(ROOT, 'sim/src/scripting/index.ts')];
  const form = ['--name', '@consilium/sim', '--readme', 'none', '--excludeInternal', '--excludeExternals', '--disableSources'];
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/typedoc/bin/typedoc'), ...options, ...form, '--treatWarningsAsErrors', '--out', folder],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
  );
}

/** @param {string[]} args @returns {number} exit code */
function main(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { out: { type: 'string', default: 'dist/library' }, help: { type: 'boolean', default: false } },
    });
    process.stdout.write(values.help ? HELP : `${packLibrary(resolve(values.out))}\n`);
    return 0;
  } catch (error) {
    const { message, advice, output } = toSetupError(error, ROOT);
    process.stderr.write(`No package: ${message}\n${advice}\n${output}\n`);
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
