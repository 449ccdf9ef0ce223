import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './tool.mjs';

const KIBIBYTE = 1024;

/**
 * @typedef {object} Release
 * @property {string} version
 * @property {number} revision of the package, where the version stays
 * @property {string} glibc oldest version of the C library that runs it
 */

/**
 * A package for Debian and its kin.
 * @param {import('./products.mjs').Product} product
 * @param {string} folder what `layOut` has made
 * @param {Release} release
 * @param {string} target
 * @param {'zstd' | 'none'} compression
 */
export async function writeDeb(product, folder, release, target, compression) {
  const tree = join(folder, 'tree');
  const control = join(tree, 'DEBIAN');
  const files = filesBelow(tree);
  mkdirSync(control);
  try {
    writeFileSync(
      join(control, 'control'),
      controlFile(
        product,
        release,
        files.reduce((sum, { bytes }) => sum + bytes, 0),
      ),
    );
    writeFileSync(join(control, 'conffiles'), `/etc/${product.name}/environment\n/etc/logrotate.d/${product.name}\n`);
    const sums = files.filter(({ path }) => path.startsWith('usr/')).map(({ path }) => `${md5(join(tree, path))}  ${path}\n`);
    writeFileSync(join(control, 'md5sums'), sums.join(''));
    cpSync(join(folder, 'scripts'), control, { recursive: true });
    const args = ['--build', '--root-owner-group', `-Z${compression}`, ...(compression === 'zstd' ? ['-z3'] : []), tree, target];
    await mustRun('dpkg-deb', args, 'Install dpkg 1.21.18 or newer (Debian 12), or leave deb out of --formats.');
  } finally {
    rmSync(control, { recursive: true });
  }
}

/**
 * @param {import('./products.mjs').Product} product
 * @param {Release} release
 * @param {number} bytes
 */
function controlFile({ name, summary, description }, { version, revision, glibc }, bytes) {
  return `Package: ${name}
Version: ${version}-${revision}
Architecture: amd64
Section: science
Priority: optional
Maintainer: Consilium <consilium@localhost>
Installed-Size: ${Math.ceil(bytes / KIBIBYTE)}
Depends: libc6 (>= ${glibc}), libstdc++6 (>= 11), passwd, util-linux
Description: ${summary}
 ${description}
`;
}

/**
 * @param {string} folder
 * @returns {{ path: string, bytes: number }[]} sorted
 */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length + 1), bytes: statSync(path).size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** For `dpkg --verify`, which knows no other; SHA256SUMS and its signature are what protects. @param {string} path */
function md5(path) {
  return createHash('md5').update(readFileSync(path)).digest('hex');
}
