#!/usr/bin/env node
// Makes three small hospitals with follow-up after discharge: always the same ones. Nobody in them ever lived.
//
//   node examples/survival/make-sites.mjs FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeWhenStarted, seeded } from '../made-hospitals.mjs';

/** Patients, days for which a hospital follows them at most, and the share of them that it loses each day. */
const SITES = {
  north: { patients: 1800, followed: 500, lost: 0.0005 },
  south: { patients: 1500, followed: 400, lost: 0.001 },
  west: { patients: 1200, followed: 365, lost: 0.003 },
};

/** Hazard of a day for a patient in the middle of everything, right after discharge and later on. */
const HAZARDS = [
  { until: 30, hazard: 0.0025 },
  { until: 180, hazard: 0.0012 },
  { until: Number.POSITIVE_INFINITY, hazard: 0.0006 },
];

/** A time with a hazard for each day that is so many times the one above. */
function timeOf(random, times) {
  let left = -Math.log(1 - random()) / times;
  let from = 0;
  for (const { until, hazard } of HAZARDS) {
    const whole = (until - from) * hazard;
    if (left <= whole) return from + left / hazard;
    left -= whole;
    from = until;
  }
  return from;
}

/** @param {() => number} random */
function patient(random, site, { followed, lost }, i) {
  const age = Math.round(40 + 48 * random());
  const admissions = Math.min(6, Math.floor(-1.2 * Math.log(1 - random())));
  const creatinine = Number((0.6 + 0.3 * -Math.log(1 - random())).toFixed(2));
  const heart = random() < 0.35;
  const risk = 0.05 * (age - 64) + 0.6 * (admissions - 1) + 1.2 * (creatinine - 0.9) + 1.2 * (Number(heart) - 0.35);
  const comesBack = Math.ceil(timeOf(random, Math.exp(risk)));
  const end = Math.ceil(Math.min(followed * (0.5 + 0.5 * random()), -Math.log(1 - random()) / lost));
  const days = Math.min(comesBack, end);
  return [`${site}${i}`, age, admissions, creatinine, heart ? 'yes' : 'no', days, comesBack <= end ? 1 : 0].join(',');
}

/** Makes all of it in a folder that is new. */
export function makeSites(folder) {
  const root = resolve(folder);
  mkdirSync(root);
  for (const [at, [site, facts]] of Object.entries(SITES).entries()) {
    const random = seeded(5000 + at);
    const rows = Array.from({ length: facts.patients }, (_, i) => patient(random, site, facts, i));
    const head = 'patient_id,age,admissions,creatinine,heart_failure,days,readmitted';
    writeFileSync(join(root, `${site}.csv`), `${[head, ...rows].join('\n')}\n`, { mode: 0o600 });
  }
  return root;
}

await makeWhenStarted(import.meta.url, 'three', makeSites);
