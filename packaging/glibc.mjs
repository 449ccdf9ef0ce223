import { readFileSync } from 'node:fs';

/**
 * The oldest version of the GNU C library that has every symbol which these binaries ask for: names of versions are plain text
 * in their string tables.
 * @param {string[]} paths of programs and libraries
 * @returns {string} such as `2.34`
 */
export function requiredGlibc(paths) {
  const minors = paths.flatMap((path) =>
    [...readFileSync(path, 'latin1').matchAll(/\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)/g)].map(([, minor]) => Number(minor)),
  );
  return `2.${Math.max(...minors)}`;
}
