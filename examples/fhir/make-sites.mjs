#!/usr/bin/env node
// Makes four small hospitals, each with its patients in a form of its own, and the sources.yaml that describes them: always the same ones. Nobody
// in them ever lived.
//
//   node examples/fhir/make-sites.mjs FOLDER

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { parse, stringify } from 'yaml';
import { makeWhenStarted, seeded } from '../made-hospitals.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PERSONS = 500;

/** How each hospital keeps its patients. */
const SITES = { north: table, south: omop, east: (...of) => fhir('plain', ...of), west: (...of) => fhir('gzip', ...of) };

const dayAfter = (days) => new Date(Date.UTC(2022, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

/** The patients of a hospital, in no form yet. Days count from the first of January 2022. */
function patientsOf(seed) {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: PERSONS }, (_, i) => {
    const start = Math.floor(random() * 365);
    const age = Math.round(45 + 40 * random());
    const isMale = random() < 0.5;
    const diabetic = random() < 0.3;
    const systolic = 125 + 16 * normal();
    const hba1c = Number(Math.min(11.9, Math.max(4.1, (diabetic ? 7.4 : 5.5) + 0.8 * normal())).toFixed(1));
    const creatinine = Number(Math.exp(-0.1 + 0.3 * normal()).toFixed(2));
    const systolics = [0, 1, 2, 3].map((k) => ({ day: start - 300 + 90 * k, value: Math.round(systolic + 6 * normal()) }));
    const risk = 0.07 * (age - 65) + 0.03 * (systolic - 125) + 0.9 * diabetic + 1.4 * (creatinine - 1) + 0.4 * isMale - 0.8;
    const failure = random() < 1 / (1 + Math.exp(-risk)) ? start + 10 + Math.floor(random() * 300) : undefined;
    // Born on the first of January, so that every form comes to the same age.
    return {
      id: String(i + 1),
      start,
      birth: `${2022 - age}-01-01`,
      age,
      isMale,
      diabetic,
      systolics,
      hba1c,
      creatinine,
      failure,
    };
  });
}

/** A table that a registry has prepared already, with creatinine in micromoles. */
function table(folder, patients) {
  const path = join(folder, 'registry.csv');
  const rows = patients.map(({ id, age, isMale, systolics, hba1c, creatinine, diabetic, failure }) => {
    const mean = systolics.reduce((sum, { value }) => sum + value, 0) / systolics.length;
    return [id, age, isMale ? 'm' : 'w', mean, hba1c, (creatinine * 88.42).toFixed(1), diabetic ? 1 : 0, failure ? 1 : 0].join(
      ',',
    );
  });
  writeFileSync(path, `${['nr,age,sex,rr,hba1c,krea,diabetes,failure', ...rows].join('\n')}\n`);
  return {
    type: 'csv',
    path,
    patient: { column: 'nr', name: 'patient_id' },
    mapping: {
      age: 'age',
      sex: { column: 'sex', codes: { m: 'male', w: 'female' } },
      systolic: 'rr',
      hba1c: 'hba1c',
      creatinine: { column: 'krea', unit: { from: 'umol/L', to: 'mg/dL', of: 'creatinine' } },
      diabetes: 'diabetes',
      heart_failure: 'failure',
    },
  };
}

/** A SQLite database in the Common Data Model. Its columns are those of the OMOP example. */
function omop(folder, patients) {
  const path = join(folder, 'omop.sqlite');
  const database = new Database(path);
  database.exec(`
    create table person (person_id bigint, gender_concept_id int, year_of_birth int, month_of_birth int, day_of_birth int);
    create table observation_period (observation_period_id bigint, person_id bigint, observation_period_start_date date, observation_period_end_date date);
    create table cohort (cohort_definition_id int, subject_id bigint, cohort_start_date date, cohort_end_date date);
    create table measurement (measurement_id integer primary key, person_id bigint, measurement_concept_id int, measurement_date date, measurement_datetime timestamp, value_as_number double, value_as_concept_id int, unit_concept_id int);
    create table condition_occurrence (condition_occurrence_id integer primary key, person_id bigint, condition_concept_id int, condition_start_date date, condition_start_datetime timestamp);
    create table concept (concept_id int, vocabulary_id varchar, concept_code varchar);
    insert into concept values (3004249, 'LOINC', '8480-6'), (3004410, 'LOINC', '4548-4'), (3016723, 'LOINC', '2160-0'),
      (201820, 'SNOMED', '73211009'), (201826, 'SNOMED', '44054006'), (316139, 'SNOMED', '84114007'),
      (8876, 'UCUM', 'mm[Hg]'), (8554, 'UCUM', '%'), (8840, 'UCUM', 'mg/dL');
    create table concept_ancestor (ancestor_concept_id int, descendant_concept_id int);
    insert into concept_ancestor values (201820, 201820), (201820, 201826);
    create table cdm_source (cdm_source_name varchar, cdm_version varchar);
    insert into cdm_source values ('made by make-sites.mjs', '5.4');`);
  const into = (name, count) => {
    const statement = database.prepare(`insert into ${name} values (${Array(count).fill('?').join(', ')})`);
    return (...cells) => statement.run(...cells);
  };
  const [person, period, cohort] = [into('person', 5), into('observation_period', 4), into('cohort', 4)];
  const [measurement, condition] = [into('measurement', 8), into('condition_occurrence', 5)];
  const measured = (id, concept, day, value, unit) => measurement(null, id, concept, dayAfter(day), null, value, 0, unit);
  database.transaction(() => {
    for (const { id, start, birth, isMale, diabetic, systolics, hba1c, creatinine, failure } of patients) {
      person(id, isMale ? 8507 : 8532, Number(birth.slice(0, 4)), 1, 1);
      period(id, id, dayAfter(-2000), dayAfter(1200));
      cohort(1, id, dayAfter(start), dayAfter(start + 5));
      for (const { day, value } of systolics) measured(id, 3004249, day, value, 8876);
      measured(id, 3004410, start - 60, hba1c, 8554);
      measured(id, 3016723, start - 30, creatinine, 8840);
      if (diabetic) condition(null, id, 201826, dayAfter(start - 800), null);
      if (failure !== undefined) condition(null, id, 316139, dayAfter(failure), null);
    }
  })();
  database.close();
  const columns = parse(readFileSync(join(HERE, '..', 'omop', 'columns.yaml'), 'utf8'));
  delete columns.visits;
  return { type: 'omop', database: { kind: 'sqlite', path }, cohort: { id: 1 }, patient: 'patient_id', columns };
}

/** A Bulk export of FHIR R4: a file for each type of resource, or many small ones in gzip. */
function fhir(packing, folder, patients) {
  const path = join(folder, 'export');
  mkdirSync(path);
  const files = new Map();
  let key = 0;
  const add = (resourceType, fields) => {
    const line = `${JSON.stringify({ resourceType, id: String(++key), ...fields })}\n`;
    const file = packing === 'plain' ? `${resourceType}.ndjson` : `${resourceType}.${key % 25}.ndjson.gz`;
    files.set(file, (files.get(file) ?? '') + line);
  };
  const concept = (system, code) => ({ coding: [{ system, code }] });
  const quantity = (value, code) => ({ value, unit: code, system: 'http://unitsofmeasure.org', code });
  for (const { id, start, birth, isMale, diabetic, systolics, hba1c, creatinine, failure } of patients) {
    const subject = { reference: packing === 'plain' ? `Patient/p${id}` : `https://fhir.hospital.example/r4/Patient/p${id}` };
    const measured = (code, day, fields) =>
      add('Observation', {
        status: 'final',
        code: concept('http://loinc.org', code),
        subject,
        effectiveDateTime: dayAfter(day),
        ...fields,
      });
    const diagnosed = (code, day) =>
      add('Condition', { code, subject, verificationStatus: { coding: [{ code: 'confirmed' }] }, onsetDateTime: dayAfter(day) });
    add('Patient', { id: `p${id}`, gender: isMale ? 'male' : 'female', birthDate: birth, name: [{ family: `Nobody${id}` }] });
    add('Encounter', {
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject,
      period: { start: dayAfter(start), end: dayAfter(start + 5) },
    });
    for (const { day, value } of systolics) {
      const pressure = { code: concept('http://loinc.org', '8480-6'), valueQuantity: quantity(value, 'mm[Hg]') };
      if (packing === 'plain') measured('85354-9', day, { component: [pressure] });
      else measured('8480-6', day, pressure);
    }
    measured('4548-4', start - 60, { valueQuantity: quantity(hba1c, '%') });
    // West measures in micromoles.
    const amount =
      packing === 'plain' ? quantity(creatinine, 'mg/dL') : quantity(Number((creatinine * 88.42).toFixed(1)), 'umol/L');
    measured('2160-0', start - 30, { valueQuantity: amount });
    if (diabetic)
      diagnosed(
        packing === 'plain'
          ? concept('http://snomed.info/sct', '44054006')
          : concept('http://hl7.org/fhir/sid/icd-10-cm', 'E11.9'),
        start - 800,
      );
    if (failure !== undefined) diagnosed(concept('http://snomed.info/sct', '84114007'), failure);
  }
  for (const [file, text] of files) writeFileSync(join(path, file), packing === 'plain' ? text : gzipSync(text));
  return {
    type: 'fhir',
    path,
    cohort: { from: 'encounter', codes: { vocabulary: 'ActCode', codes: ['IMP'] } },
    patient: 'patient_id',
    columns: parse(readFileSync(join(HERE, 'fhir-columns.yaml'), 'utf8')),
  };
}

/** Makes all of it in a folder that is new. The same seed for two hospitals gives both the same patients. */
export function makeSites(folder, seedOf = (i) => 2000 + i) {
  const root = resolve(folder);
  mkdirSync(root);
  const sources = {};
  for (const [i, [site, write]] of Object.entries(SITES).entries()) {
    mkdirSync(join(root, site));
    sources[site] = write(join(root, site), patientsOf(seedOf(i)));
  }
  writeFileSync(join(root, 'sources.yaml'), stringify({ sources }, { aliasDuplicateObjects: false }), { mode: 0o600 });
  return root;
}

await makeWhenStarted(import.meta.url, 'four', makeSites);
