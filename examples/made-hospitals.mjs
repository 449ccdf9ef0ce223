// What the examples have in common that make their own hospitals.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Numbers in [0, 1) that are the same every time (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Makes the hospitals where the module is what was started, and not imported.
 *
 * @param url of the module
 * @param count of the hospitals, as a word
 * @param makeSites makes them in a folder, and says where that is
 */
export async function makeWhenStarted(url, count, makeSites) {
  const path = fileURLToPath(url);
  if (process.argv[1] !== path) return;
  const shown = (file) => relative(join(dirname(path), '../..'), file);
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write(`usage: node ${shown(path)} FOLDER\n`);
    process.exit(2);
  }
  const made = await makeSites(folder);
  const study = shown(join(dirname(path), 'study.yaml'));
  process.stdout.write(`${made} holds ${count} hospitals. Rehearse the study:\n  consilium sim ${study} --data ${folder}\n`);
}
