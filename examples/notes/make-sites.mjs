#!/usr/bin/env node
// Makes three small hospitals whose patients have a discharge note each, and the sources.yaml that describes them: always the same ones. Nobody in
// them ever lived, and nobody wrote the notes.
//
//   node examples/notes/make-sites.mjs FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { stringify } from 'yaml';
import { makeWhenStarted, seeded } from '../made-hospitals.mjs';

/** Patients of each hospital. */
const SITES = { north: 500, south: 500, east: 400 };

/** How people write what a patient has and has not; how common it is, and what it does to the risk of coming back. */
const FINDINGS = [
  { words: ['fever', 'pyrexia'], share: 0.3, risk: 0.6 },
  { words: ['shortness of breath', 'dyspnoea'], share: 0.4, risk: 1.4 },
  { words: ['ankle swelling', 'peripheral oedema'], share: 0.4, risk: 1.3 },
  { words: ['chest pain'], share: 0.3, risk: 0 },
  { words: ['confusion', 'delirium'], share: 0.2, risk: 1.2 },
  { words: ['weight loss'], share: 0.25, risk: 0.8 },
];
/** Some are called as a finding is, so that a name in a note would be taken for one. */
const FAMILIES = ['Quibbleton', 'Fever', 'Marchbanks', 'Delirium', 'Ottersby', 'Vellacott', 'Tremlett'];
const GIVEN = ['Zaphira', 'Ottoline', 'Barnaby', 'Ferdinand', 'Henrietta'];

/**
 * A patient: who it is, and what happened.
 * @param {() => number} random
 */
function patient(random, site, i) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const person = {
    id: `${site}${i}`,
    family: pick(FAMILIES),
    given: pick(GIVEN),
    mrn: `MRN-${site}-${700_000 + i}`,
    age: Math.round(50 + 39 * random()),
  };
  const present = FINDINGS.map(({ share }) => random() < share);
  const named = FINDINGS.map(({ words }, at) => ({
    word: pick(words),
    has: present[at],
    said: random() < (present[at] ? 0.95 : 0.6),
  }));
  const positive = named.filter(({ has, said }) => has && said).map(({ word }) => word);
  const negative = named.filter(({ has, said }) => !has && said).map(({ word }) => word);
  const listed = (words, last) => words.join(', ').replace(/, ([^,]*)$/, ` ${last} $1`);
  const note = [
    `Name: ${person.given} ${person.family}`,
    `MRN: ${person.mrn}`,
    `Seen on the ward round before discharge. Mr ${person.family} slept well. ${person.family} walks without help.`,
    ...(positive.length === 0 ? [] : [`Presents with ${listed(positive, 'and')}.`]),
    ...(negative.length === 0 ? [] : [`Denies ${listed(negative, 'or')}.`]),
    'Medication was explained to the family and a letter goes to the practice.',
  ].join('\n');
  const risk = FINDINGS.reduce((sum, finding, at) => sum + (present[at] ? finding.risk : 0), -2.4) + 0.03 * (person.age - 70);
  return { ...person, note, readmitted: random() < 1 / (1 + Math.exp(-2 * risk)) ? 1 : 0 };
}

const cell = (value) => (/[",;\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

function csv(path, names, delimiter, people) {
  const rows = people.map((person) =>
    Object.keys(names)
      .map((key) => cell(person[key]))
      .join(delimiter),
  );
  writeFileSync(path, `${[Object.values(names).join(delimiter), ...rows].join('\n')}\n`, { mode: 0o600 });
}

/** A database with the person and note tables of OMOP, and a view that puts them together: how a hospital gives a plan notes of a database. */
function database(path, people) {
  const db = new Database(path);
  db.exec(`create table person (person_id integer, person_source_value text, family text, given text, age integer, readmitted integer);
create table note (note_id integer, person_id integer, note_text text);
create view discharge as select person.*, note.note_text from person join note using (person_id);`);
  const [person, note] = [
    db.prepare('insert into person values (?, ?, ?, ?, ?, ?)'),
    db.prepare('insert into note values (?, ?, ?)'),
  ];
  db.transaction(() => {
    for (const [i, one] of people.entries()) {
      person.run(i + 1, one.mrn, one.family, one.given, one.age, one.readmitted);
      note.run(i + 1, i + 1, one.note);
    }
  })();
  db.close();
}

/** Makes all of it in a folder that is new. */
export function makeSites(folder) {
  const root = resolve(folder);
  mkdirSync(root);
  const made = Object.entries(SITES).map(([site, patients], at) => {
    const random = seeded(3000 + at);
    return Array.from({ length: patients }, (_, i) => patient(random, site, i));
  });
  const english = {
    id: 'patient_id',
    family: 'family_name',
    given: 'given_name',
    mrn: 'mrn',
    age: 'age',
    note: 'note',
    readmitted: 'readmitted',
  };
  csv(join(root, 'north.csv'), english, ',', made[0]);
  const german = {
    id: 'PatNr',
    family: 'Nachname',
    given: 'Vorname',
    mrn: 'Fallnummer',
    age: 'Alter',
    note: 'Brief',
    readmitted: 'Wiederaufnahme',
  };
  csv(join(root, 'south.csv'), german, ';', made[1]);
  database(join(root, 'east.sqlite'), made[2]);
  const sources = {
    north: {
      type: 'csv',
      path: join(root, 'north.csv'),
      patient: 'patient_id',
      identifiers: ['family_name', 'given_name', 'mrn'],
    },
    south: {
      type: 'csv',
      path: join(root, 'south.csv'),
      delimiter: ';',
      patient: { column: 'PatNr', name: 'patient_id' },
      identifiers: ['Nachname', 'Vorname', 'Fallnummer'],
      mapping: { age: 'Alter', note: 'Brief', readmitted: 'Wiederaufnahme' },
    },
    east: {
      type: 'sqlite',
      path: join(root, 'east.sqlite'),
      table: 'discharge',
      patient: { column: 'person_id', name: 'patient_id' },
      identifiers: ['person_source_value', 'family', 'given'],
      mapping: { age: 'age', note: 'note_text', readmitted: 'readmitted' },
    },
  };
  writeFileSync(join(root, 'sources.yaml'), stringify({ sources }), { mode: 0o600 });
  return root;
}

await makeWhenStarted(import.meta.url, 'three', makeSites);
