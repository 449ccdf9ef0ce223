#!/usr/bin/env node
// Makes three small hospitals, each with images in a form of its own, and the sources.yaml that describes them: always the same ones. The images are
// drawn: nobody was ever in front of a camera.
//
//   node examples/imaging/make-sites.mjs FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { encode } from 'fast-png';
import { stringify } from 'yaml';
import { makeWhenStarted, seeded } from '../made-hospitals.mjs';

/** Patients of each hospital, and how its camera writes: pixels in a line, bits of a value, channels. */
const SITES = {
  north: { patients: 500, side: 64, depth: 8, channels: 1 },
  south: { patients: 500, side: 72, depth: 16, channels: 1 },
  east: { patients: 400, side: 48, depth: 8, channels: 3 },
};

/**
 * Tissue, and in some images a lesion: a bright spot somewhere in it. Grey values from 0 to 1, row by row.
 * @param {() => number} random
 */
function drawn(random, side, hasLesion) {
  const waves = Array.from({ length: 4 }, () => ({ x: 8 * random() - 4, y: 8 * random() - 4, phase: 6.28 * random() }));
  const [cx, cy, radius] = [0.2 + 0.6 * random(), 0.2 + 0.6 * random(), 0.07 + 0.05 * random()];
  return Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) / side, Math.floor(i / side) / side];
    const tissue = waves.reduce((sum, wave) => sum + Math.sin(wave.x * 6 * x + wave.y * 6 * y + wave.phase), 0) / 4;
    const distance = Math.hypot(x - cx, y - cy) / radius;
    const lesion = hasLesion ? 0.35 / (1 + distance ** 6) : 0;
    return Math.min(1, Math.max(0, 0.35 + 0.12 * tissue + lesion + 0.16 * (random() - 0.5)));
  });
}

/** A PNG file. Its text names a patient, as files of hospitals do: none of it is read. */
function png(values, { side, depth, channels }, patient) {
  const white = 2 ** depth - 1;
  const Values = depth === 16 ? Uint16Array : Uint8Array;
  const data = Values.from({ length: side * side * channels }, (_, i) => Math.round(white * values[Math.floor(i / channels)]));
  return encode({ width: side, height: side, depth, channels, data, text: { Patient: patient } });
}

/** Makes all of it in a folder that is new. */
export function makeSites(folder) {
  const root = resolve(folder);
  mkdirSync(root);
  const sources = {};
  for (const [at, [site, how]] of Object.entries(SITES).entries()) {
    const random = seeded(2000 + at);
    mkdirSync(join(root, site));
    const lines = ['patient_id,age,scan,lesion'];
    for (let i = 0; i < how.patients; i++) {
      const hasLesion = random() < 0.45;
      const age = Math.round(Math.min(89, Math.max(20, 52 + (hasLesion ? 5 : 0) + 30 * (random() - 0.5))));
      const name = `${site}-${i}.png`;
      writeFileSync(join(root, site, name), png(drawn(random, how.side, hasLesion), how, `${site} ${i}`));
      lines.push(`${site}${i},${age},${name},${hasLesion ? 1 : 0}`);
    }
    const path = join(root, `${site}.csv`);
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    sources[site] = { type: 'images', path, folder: join(root, site), columns: ['scan'], text: 'none', patient: 'patient_id' };
  }
  writeFileSync(join(root, 'sources.yaml'), stringify({ sources }), { mode: 0o600 });
  return root;
}

await makeWhenStarted(import.meta.url, 'three', makeSites);
