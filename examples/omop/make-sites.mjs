#!/usr/bin/env node
// Makes four small hospitals, each with the OMOP Common Data Model in a form of its own, and the sources.yaml that describes them: always the
// same ones. Nobody in them ever lived.
//
//   node examples/omop/make-sites.mjs FOLDER

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { parse, stringify } from 'yaml';
import { makeWhenStarted, seeded } from '../made-hospitals.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Persons, and the form in which each hospital keeps the model. East measures creatinine in micromoles. */
const SITES = {
  north: { persons: 500, kind: 'sqlite' },
  south: { persons: 500, kind: 'duckdb' },
  east: { persons: 400, kind: 'csv', creatinine: { unit: 8749, factor: 88.42 } },
  west: { persons: 400, kind: 'parquet' },
};

/** Concepts of OMOP's vocabularies: id, vocabulary, code. */
const CONCEPTS = {
  systolic: [3004249, 'LOINC', '8480-6'],
  hba1c: [3004410, 'LOINC', '4548-4'],
  creatinine: [3016723, 'LOINC', '2160-0'],
  diabetes: [201820, 'SNOMED', '73211009'],
  type2: [201826, 'SNOMED', '44054006'],
  failure: [316139, 'SNOMED', '84114007'],
  outpatient: [9202, 'Visit', 'OP'],
  mmHg: [8876, 'UCUM', 'mm[Hg]'],
  percent: [8554, 'UCUM', '%'],
  mgdL: [8840, 'UCUM', 'mg/dL'],
  umolL: [8749, 'UCUM', 'umol/L'],
};
const idOf = (name) => CONCEPTS[name][0];

const COLUMNS = {
  person: { person_id: 'bigint', gender_concept_id: 'int', year_of_birth: 'int', month_of_birth: 'int', day_of_birth: 'int' },
  observation_period: {
    observation_period_id: 'bigint',
    person_id: 'bigint',
    observation_period_start_date: 'date',
    observation_period_end_date: 'date',
  },
  cohort: { cohort_definition_id: 'int', subject_id: 'bigint', cohort_start_date: 'date', cohort_end_date: 'date' },
  measurement: {
    measurement_id: 'bigint',
    person_id: 'bigint',
    measurement_concept_id: 'int',
    measurement_date: 'date',
    measurement_datetime: 'timestamp',
    value_as_number: 'double',
    value_as_concept_id: 'int',
    unit_concept_id: 'int',
  },
  condition_occurrence: {
    condition_occurrence_id: 'bigint',
    person_id: 'bigint',
    condition_concept_id: 'int',
    condition_start_date: 'date',
    condition_start_datetime: 'timestamp',
  },
  visit_occurrence: {
    visit_occurrence_id: 'bigint',
    person_id: 'bigint',
    visit_concept_id: 'int',
    visit_start_date: 'date',
    visit_start_datetime: 'timestamp',
  },
  concept: { concept_id: 'int', vocabulary_id: 'varchar', concept_code: 'varchar' },
  concept_ancestor: { ancestor_concept_id: 'int', descendant_concept_id: 'int' },
  cdm_source: { cdm_source_name: 'varchar', cdm_version: 'varchar' },
};

const dayAfter = (days) => new Date(Date.UTC(2022, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

/** The tables of one hospital. */
function hospital({ persons, creatinine = { unit: idOf('mgdL'), factor: 1 } }, seed) {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const tables = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, []]));
  let key = 0;
  const measured = (person, concept, day, value, unit) =>
    tables.measurement.push([
      ++key,
      person,
      concept,
      dayAfter(day),
      `${dayAfter(day)} 0${Math.floor(random() * 10)}:30:00`,
      value,
      0,
      unit,
    ]);
  const diagnosed = (person, concept, day) =>
    tables.condition_occurrence.push([++key, person, concept, dayAfter(day), `${dayAfter(day)} 00:00:00`]);
  for (let person = 1; person <= persons; person++) {
    const start = Math.floor(random() * 365);
    const age = Math.round(45 + 40 * random());
    const isMale = random() < 0.5;
    const diabetic = random() < 0.3;
    const [systolic, hba1c, clearance] = [
      125 + 16 * normal(),
      (diabetic ? 7.4 : 5.5) + 0.8 * normal(),
      Math.exp(-0.1 + 0.3 * normal()),
    ];
    const visits = Math.floor(random() * (diabetic ? 8 : 4));
    tables.person.push([person, isMale ? 8507 : 8532, 2022 - age, 1 + Math.floor(random() * 12), 1 + Math.floor(random() * 28)]);
    tables.observation_period.push([person, person, dayAfter(-2000), dayAfter(1200)]);
    tables.cohort.push([1, person, dayAfter(start), dayAfter(start + 365)]);
    for (let i = 0; i < 4; i++)
      measured(person, idOf('systolic'), start - 300 + 90 * i, Math.round(systolic + 6 * normal()), idOf('mmHg'));
    if (random() < 0.97)
      measured(person, idOf('hba1c'), start - 60, Number(Math.min(11.9, Math.max(4.1, hba1c)).toFixed(1)), idOf('percent'));
    measured(person, idOf('creatinine'), start - 30, Number((clearance * creatinine.factor).toFixed(2)), creatinine.unit);
    if (diabetic) diagnosed(person, idOf('type2'), start - 800);
    for (let i = 0; i < visits; i++)
      tables.visit_occurrence.push([++key, person, idOf('outpatient'), dayAfter(start - 20 * (i + 1)), null]);
    const risk = 0.07 * (age - 65) + 0.03 * (systolic - 125) + 0.9 * diabetic + 1.4 * (clearance - 1) + 0.4 * isMale - 0.8;
    if (random() < 1 / (1 + Math.exp(-risk))) diagnosed(person, idOf('failure'), start + 10 + Math.floor(random() * 300));
  }
  tables.concept = Object.values(CONCEPTS);
  tables.concept_ancestor = [
    [idOf('diabetes'), idOf('diabetes')],
    [idOf('diabetes'), idOf('type2')],
  ];
  tables.cdm_source = [['made by make-sites.mjs', '5.4']];
  return tables;
}

const literal = (cell) => (cell === null ? 'null' : typeof cell === 'number' ? String(cell) : `'${cell.replaceAll("'", "''")}'`);

function statements(tables) {
  return Object.entries(tables).flatMap(([name, rows]) => [
    `create table ${name} (${Object.entries(COLUMNS[name])
      .map(([column, type]) => `${column} ${type}`)
      .join(', ')});`,
    `insert into ${name} values ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')};`,
  ]);
}

/** Writes the tables in a form. @returns what a description says of the database */
async function write(kind, path, tables) {
  if (kind === 'sqlite') {
    const database = new Database(`${path}.sqlite`);
    database.exec(['begin;', ...statements(tables), 'commit;'].join('\n'));
    database.close();
    return { kind, path: `${path}.sqlite` };
  }
  const file = kind === 'duckdb' ? `${path}.duckdb` : ':memory:';
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(statements(tables).join('\n'));
  if (kind !== 'duckdb') {
    mkdirSync(path);
    for (const name of Object.keys(tables))
      await connection.run(`copy ${name} to ${literal(join(path, `${name}.${kind}`))} (format ${kind})`);
  }
  connection.closeSync();
  instance.closeSync();
  return kind === 'duckdb' ? { kind, path: file } : { kind: 'files', path };
}

/** Makes all of it in a folder that is new. */
export async function makeSites(folder) {
  const root = resolve(folder);
  mkdirSync(root);
  const columns = parse(readFileSync(join(HERE, 'columns.yaml'), 'utf8'));
  const sources = {};
  for (const [i, [site, how]] of Object.entries(SITES).entries()) {
    const database = await write(how.kind, join(root, site), hospital(how, 1000 + i));
    sources[site] = { type: 'omop', database, cohort: { id: 1 }, patient: 'patient_id', columns };
  }
  writeFileSync(join(root, 'sources.yaml'), stringify({ sources }, { aliasDuplicateObjects: false }), { mode: 0o600 });
  return root;
}

await makeWhenStarted(import.meta.url, 'four', makeSites);
