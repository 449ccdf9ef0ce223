import { PackageError } from './package-error.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [link] a workspace, whose folder is `resolved`
 * @property {string} [resolved]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */
/** @typedef {Record<string, LockedPackage>} LockedPackages what `packages` of a lock file is, by path */
/**
 * @typedef {object} Closure
 * @property {string[]} workspaces folders of our own packages, sorted
 * @property {string[]} packages folders of packages of others, sorted
 */

/** Only for compilers, and only at the time of installation: neither is left at a hospital. */
const NOT_AT_RUN_TIME = /^(?:@types\/|@webgpu\/types$|opencollective-postinstall$|prebuild-install$|undici-types$)/;

/** What the JavaScript of dcmjs-codecs needs, of which only the WebAssembly is loaded: 30 MB that would lie at hospitals unused. */
const NEVER_LOADED = /^(?:dcmjs|loglevel|loglevel-plugin-prefix)$/;

/** What packages are made for; npm installs an optional package that says otherwise nowhere. */
const PLATFORM = { os: 'linux', cpu: 'x64', libc: 'glibc' };

/** @param {LockedPackage | undefined} entry */
function isForElsewhere(entry) {
  if (entry?.optional !== true) return false;
  return Object.entries(PLATFORM).some(([what, here]) => {
    const listed = entry[/** @type {keyof typeof PLATFORM} */ (what)];
    return listed !== undefined && !listed.includes(here);
  });
}

/**
 * What a workspace needs when it runs: its dependencies and theirs, each in the version that Node would find from there.
 * Reads the lock file, so that it says the same on every machine.
 * @param {LockedPackages} locked
 * @param {string} workspace folder
 * @param {(name: string) => boolean} [without] names of packages that are left out, with all that only they need
 * @returns {Closure}
 */
export function productionClosure(locked, workspace, without = () => false) {
  /** @type {Set<string>} */
  const workspaces = new Set();
  /** @type {Set<string>} */
  const packages = new Set();
  /** @param {string} folder */
  const visit = (folder) => {
    const entry = locked[folder];
    if (entry === undefined) throw new PackageError(`The lock file has no ${folder}.`, 'Run: npm install');
    const target = entry.link === true ? (entry.resolved ?? '') : folder;
    const found = target.includes('node_modules/') ? packages : workspaces;
    if (found.has(target) || isForElsewhere(entry)) return;
    found.add(target);
    const { dependencies = {}, optionalDependencies = {} } = locked[target] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (NOT_AT_RUN_TIME.test(name) || NEVER_LOADED.test(name) || without(name)) continue;
      const where = resolvePackage(locked, target, name);
      // An optional package may be in no lock file.
      if (where !== undefined) visit(where);
      else if (name in dependencies) throw new PackageError(`${name}, which ${target} needs, is not locked.`, 'Run: npm install');
    }
  };
  visit(workspace);
  return { workspaces: [...workspaces].sort(), packages: [...packages].sort() };
}

/**
 * Where Node finds a package from inside a folder: in its own `node_modules`, or in the nearest one above.
 * @param {LockedPackages} locked
 * @param {string} from
 * @param {string} name
 */
function resolvePackage(locked, from, name) {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (candidate in locked) return candidate;
    if (at === '') return undefined;
  }
}
