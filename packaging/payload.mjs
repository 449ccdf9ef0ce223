import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LIBRARIES } from '../scripts/setup/tensorflow-pins.mjs';
import { bashCompletion } from './bash-completion.mjs';
import { PROGRAM_FOLDER } from './bundle.mjs';
import { manPage } from './man-page.mjs';
import { PackageError } from './package-error.mjs';
import { libraryFolder } from './products.mjs';
import { logRotation, maintainerScripts, serviceUnit, settings } from './service.mjs';

/** What a packaged program never reads: maps, types, and what only tests or compilers use. */
const NEVER_READ = /\.(?:map|d\.[cm]?ts|ts|tsbuildinfo)$|(?:^|\/)(?:testing|node_modules|\.bin)\//;
/** Pages that belong beside the program. */
const PAGES = ['operations.md', 'errors.md', 'privacy.md', 'plan-reference.md', 'threat-model.md', 'audit-events.md'];
const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;
/** A proxy's URL may hold a password. The service manager reads it as root. */
const SECRET_MODE = 0o600;

/**
 * @typedef {object} Parts what a payload is made of
 * @property {string} root of the clone
 * @property {import('./closure.mjs').Closure} closure
 * @property {import('./bundle.mjs').ProgramFile[]} program
 * @property {string} runtime folder of the packaged Node
 * @property {string} [database] the add-on of better-sqlite3
 * @property {import('./command-tree.mjs').CommandNode} commands
 * @property {string} bom CycloneDX, as JSON
 * @property {string} version
 * @property {number} epoch seconds since 1970 that every file bears
 */

/**
 * Lays out what is installed, `tree/usr` (the tarball is this folder) and `tree/etc`, and the `scripts` of package managers. The
 * same clone gives the same bytes and times.
 * @param {import('./products.mjs').Product} product
 * @param {Parts} parts
 * @param {string} folder that does not exist yet
 */
export function layOut(product, parts, folder) {
  const { root, closure, program, runtime, commands, bom, epoch } = parts;
  const tree = new Tree(join(folder, 'tree/usr'), epoch);
  const library = libraryFolder(product);
  const documentation = `share/doc/${product.name}`;

  const [command = '', unit = '', completion = '', manual = ''] = sharedFiles(product);
  tree.write(command, launcher(product), PROGRAM_MODE);
  tree.copy(join(runtime, 'bin', 'node'), `${library}/bin/node`, PROGRAM_MODE);
  tree.copy(join(runtime, 'LICENSE'), `${documentation}/LICENSE.node`);
  for (const { name, code } of program) tree.write(`${library}/${PROGRAM_FOLDER}/${name}`, code);
  tree.write(`${library}/${PROGRAM_FOLDER}/package.json`, '{ "type": "module" }\n');
  for (const workspace of closure.workspaces) copyManifest(tree, root, workspace, library);
  for (const path of closure.packages) copyPackage(tree, root, path, `${library}/${path}`, parts);

  tree.write(`${library}/sbom.cdx.json`, bom);
  tree.write(unit, serviceUnit(product));
  const man = manPage(product, commands, parts.version, readFileSync(join(root, 'docs/errors.md'), 'utf8'), epoch);
  tree.write(manual, gzipSync(man));
  tree.write(completion, bashCompletion(commands));
  tree.write(
    `${documentation}/copyright`,
    ['NOTICE', 'LICENSE'].map((name) => readFileSync(join(root, name), 'utf8')).join('\n'),
  );
  tree.write(`${documentation}/changelog.gz`, gzipSync(readFileSync(join(root, 'CHANGELOG.md'))));
  for (const page of PAGES) tree.copy(join(root, 'docs', page), `${documentation}/${page}`);

  const configuration = new Tree(join(folder, 'tree/etc'), epoch);
  configuration.write(`${product.name}/environment`, settings(product), SECRET_MODE);
  configuration.write(`logrotate.d/${product.name}`, logRotation(product));
  const scripts = new Tree(join(folder, 'scripts'), epoch);
  for (const [name, text] of Object.entries(maintainerScripts(product))) scripts.write(name, text, PROGRAM_MODE);
}

/** What {@link layOut} puts into folders that other packages share, below `usr`. @param {import('./products.mjs').Product} product */
export function sharedFiles({ name, program }) {
  return [
    `bin/${program}`,
    `lib/systemd/system/${name}.service`,
    `share/bash-completion/completions/${program}`,
    `share/man/man1/${program}.1.gz`,
  ];
}

/**
 * Starts the packaged Node, wherever the folder lies. What a user's environment would have Node load stays out.
 * @param {import('./products.mjs').Product} product
 */
function launcher(product) {
  const library = `$(dirname "$(readlink -f "$0")")/../${libraryFolder(product)}`;
  const entry = `${PROGRAM_FOLDER}/${basename(product.entry)}`;
  return `#!/bin/sh\nunset NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS\nlibrary="${library}"\nexec "$library/bin/node" "$library/${entry}" "$@"\n`;
}

/**
 * Of a package of ours, which version it is; its code is in the program.
 * @param {Tree} tree
 * @param {string} root
 * @param {string} workspace
 * @param {string} library
 */
function copyManifest(tree, root, workspace, library) {
  /** @type {{ name: string }} */
  const { name } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
  tree.copy(join(root, workspace, 'package.json'), `${library}/node_modules/${name}/package.json`);
}

/**
 * @param {Tree} tree
 * @param {string} root
 * @param {string} path of the package, as the lock file writes it
 * @param {string} target
 * @param {Pick<Parts, 'database'>} parts
 */
function copyPackage(tree, root, path, target, { database }) {
  const from = join(root, path);
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (name === 'better-sqlite3') {
    for (const file of ['package.json', 'LICENSE']) tree.copy(join(from, file), `${target}/${file}`);
    tree.copyAll(join(from, 'lib'), `${target}/lib`);
    tree.copy(database ?? '', `${target}/build/Release/better_sqlite3.node`);
  } else if (name === 'pkcs11js') {
    // Its binary interface is the same in every version of Node.
    for (const file of ['package.json', 'LICENSE', 'index.js', 'build/Release/pkcs11.node']) {
      if (!existsSync(join(from, file))) {
        throw new PackageError(`${file} of pkcs11js is missing.`, 'Run: npm rebuild pkcs11js --ignore-scripts=false');
      }
      tree.copy(join(from, file), `${target}/${file}`);
    }
  } else if (name === '@tensorflow/tfjs-node') {
    tree.copy(join(from, 'package.json'), `${target}/package.json`);
    tree.copyAll(join(from, 'dist'), `${target}/dist`);
    for (const file of ['lib/napi-v8/tfjs_binding.node', ...LIBRARIES.map((library) => `deps/lib/${library}`)]) {
      if (!existsSync(join(from, file))) {
        throw new PackageError(`TensorFlow's ${file} is missing.`, 'Run npm run setup -- --retry and read its last paragraph.');
      }
      tree.copy(join(from, file), `${target}/${file}`);
    }
  } else if (name.startsWith('@tensorflow/')) {
    // Ten builds of the same code, of which Node reads one.
    /** @type {{ main: string }} */
    const { main } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    for (const file of ['package.json', main]) tree.copy(join(from, file), `${target}/${file}`);
  } else if (name === 'tesseract.js-core') {
    // One for each kind of processor: what Node loads, whichever engine is asked for. Copies for browsers stay behind.
    for (const file of readdirSync(from))
      if (/^(?:package\.json|LICENSE|tesseract-core(?:-simd|-relaxedsimd)?\.(?:js|wasm))$/.test(file))
        tree.copy(join(from, file), `${target}/${file}`);
  } else if (name === '@tesseract.js-data/eng') {
    for (const file of ['package.json', 'index.js']) tree.copy(join(from, file), `${target}/${file}`);
    tree.copyAll(join(from, '4.0.0_best_int'), `${target}/4.0.0_best_int`);
  } else {
    tree.copyAll(from, target);
  }
}

/** A folder in which every file bears one time and one of two modes, whatever the clone's are. */
class Tree {
  #folder;
  #epoch;

  /**
   * @param {string} folder
   * @param {number} epoch
   */
  constructor(folder, epoch) {
    this.#folder = folder;
    this.#epoch = epoch;
  }

  /**
   * @param {string} path
   * @param {string | Uint8Array} content
   * @param {number} [mode]
   */
  write(path, content, mode = FILE_MODE) {
    this.#put(path, mode, (target) => writeFileSync(target, content));
  }

  /**
   * @param {string} from
   * @param {string} path
   * @param {number} [mode]
   */
  copy(from, path, mode = FILE_MODE) {
    this.#put(path, mode, (target) => copyFileSync(from, target, constants.COPYFILE_FICLONE));
  }

  /**
   * Copies a folder without what is never read.
   * @param {string} from
   * @param {string} path
   */
  copyAll(from, path) {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name).slice(from.length + 1);
      if (!NEVER_READ.test(file)) this.copy(join(from, file), `${path}/${file}`);
    }
  }

  /**
   * @param {string} path
   * @param {number} mode
   * @param {(target: string) => void} make
   */
  #put(path, mode, make) {
    const target = join(this.#folder, path);
    mkdirSync(dirname(target), { recursive: true, mode: PROGRAM_MODE });
    make(target);
    chmodSync(target, mode);
    utimesSync(target, this.#epoch, this.#epoch);
  }
}
