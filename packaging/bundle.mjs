import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { PackageError } from './package-error.mjs';

/** @typedef {{ name: string, code: string }} ProgramFile a file of the folder that the program runs from */

/** Folder of a product's program, below its library folder, beside `node_modules`. */
export const PROGRAM_FOLDER = 'program';

/** Files that threads and child processes begin with, by the name under which `new URL('./name.js', import.meta.url)` asks for them. */
const STARTED_BY_OTHERS = [
  'lib/host/dist/parent-watch.js',
  'coordinator/dist/rounds/plan-thread-entry.js',
  'sim/dist/cost/cost-process.js',
  'sim/dist/tune/trial-process.js',
  'site-agent/dist/connectors/codecs/codec-thread-entry.js',
];

/** Add-ons, and packages that look for files of their own: Node loads them from `node_modules`, as in a clone. */
const LOADED_BY_NODE =
  /^(?:@tensorflow\/|@duckdb\/|dcmjs-codecs$|better-sqlite3$|node-forge$|pkcs11js$|pino$|pg$|pg-cursor$|tesseract\.js$)/;

/** Files of others that name `__dirname` in functions that nothing here calls: services by which servers of gRPC are watched, themes of colours. */
const NEVER_ASKED = /^node_modules\/(?:@grpc\/grpc-js\/build\/src\/(?:channelz|orca)|@colors\/colors\/lib\/colors)\.js$/;

/** Before the names of modules that the bundler adds of itself. */
const BUNDLER = '\0';
const OWN_MANIFEST = /new URL\('(?:\.\.\/)+package\.json', import\.meta\.url\)/g;
const REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/gm;
const REQUIRED = /createRequire\(import\.meta\.url\)(?=\()/g;
const FOUND = /^ +const \{ resolve \} = createRequire\(import\.meta\.url\);$/gm;
const OWN_ENTRY = /new URL\('\.\/([a-z-]+)\.js', import\.meta\.url\)/g;

/**
 * The program of a product in few files instead of some two thousand, which is what commands spend most of their start on: the same
 * code, in the same words, under the name of the file that it stands in. What is loaded when it is called still is. The same clone gives
 * the same bytes. Packages of others stay in `node_modules` as they are all the same: what Node loads from there asks for some without saying so.
 * @param {import('./products.mjs').Product} product
 * @param {string} root of the clone
 * @param {readonly string[]} workspaces folders of our own packages that the product needs
 * @returns {Promise<ProgramFile[]>} sorted by name
 * @throws {PackageError} where code asks for a file that would not lie where it asks
 */
export async function bundleProgram(product, root, workspaces) {
  const entries = [
    join(product.workspace, product.entry),
    ...STARTED_BY_OTHERS.filter((path) => workspaces.some((workspace) => path.startsWith(`${workspace}/`))),
  ];
  const names = entries.map((path) => path.replace(/^.*\/|\.js$/g, ''));
  /** @param {string} code @param {string} id */
  const transform = (code, id) => (id.startsWith(BUNDLER) ? undefined : inPlace(code, relative(root, id), root, names));
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((path, i) => [names[i], join(root, path)])),
    platform: 'node',
    external: LOADED_BY_NODE,
    plugins: [{ name: 'own-places', transform }],
    experimental: { attachDebugInfo: 'simple' },
    onLog: (level, log) => {
      if (level === 'warn') throw new PackageError(`The bundler warns: ${log.message}`, 'Look into it before you make packages.');
    },
  });
  try {
    const { output } = await build.generate({
      format: 'esm',
      minify: false,
      sourcemap: false,
      comments: true,
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
    });
    const chunks = output.flatMap((chunk) => (chunk.type === 'chunk' ? [chunk] : []));
    return chunks.map(({ fileName, code }) => ({ name: fileName, code })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    await build.close();
  }
}

/**
 * Code as it is right in the folder of the program, where all files lie side by side.
 * @param {string} code
 * @param {string} path of its module in the clone
 * @param {string} root
 * @param {readonly string[]} entries names of files that others start
 */
function inPlace(code, path, root, entries) {
  if (/(?:^|\/)node_modules\//.test(path)) {
    const named = code.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
    if (/\b__dirname\b|\bimport\.meta\.url\b/.test(named) && !NEVER_ASKED.test(path)) throw elsewhere(path);
    return undefined;
  }
  if (!code.includes('import.meta')) return undefined;
  const rest = code
    .replace(OWN_MANIFEST, '')
    .replace(REQUIRE, '')
    .replace(REQUIRED, '')
    .replace(FOUND, '')
    .replace(OWN_ENTRY, (text, name) => (entries.includes(name) ? '' : text));
  if (rest.includes('import.meta')) throw elsewhere(path);
  return (
    code
      .replace(OWN_MANIFEST, () => `new URL('../${manifestOf(path, root)}', import.meta.url)`)
      // A require that the bundler sees: it takes in what is asked for, or leaves it to Node.
      .replace(REQUIRE, '')
      .replace(REQUIRED, 'require')
  );
}

/**
 * Where the manifest of the package of ours lies that a file belongs to.
 * @param {string} path
 * @param {string} root
 */
function manifestOf(path, root) {
  let folder = dirname(path);
  while (!existsSync(join(root, folder, 'package.json'))) folder = dirname(folder);
  /** @type {{ name: string }} */
  const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return `node_modules/${name}/package.json`;
}

/** @param {string} path */
function elsewhere(path) {
  return new PackageError(
    `${path} asks for a file beside itself, which would lie elsewhere in a package.`,
    'Add what it starts to STARTED_BY_OTHERS of packaging/bundle.mjs, or its package to LOADED_BY_NODE there.',
  );
}
