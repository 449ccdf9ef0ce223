import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { fromUnknown } from '@consilium/core';
import { parsePlan } from '@consilium/plan';
import {
  fhirConcept,
  fhirEvent,
  fhirObservation,
  fhirPatient,
  fhirQuantity,
  type FhirResource,
  fhirUuid,
  madePerson,
  ndjson,
} from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { buildDataset } from '../../border/build-dataset.ts';
import { SiteFolder } from '../../commands/site-folder.ts';
import { createPolicyFile } from '../../gate/index.ts';
import { mappedSource } from '../../mapping/mapped-source.ts';
import { runProgram } from '../../testing/run-program.ts';
import { openSource } from '../source-description.ts';

const PEOPLE = 40;
const STUDY = new URL('../../../../examples/fhir/study.yaml', import.meta.url);

let root: string;
let site: SiteFolder;

/** The days of everybody's events, which no other date of this test is near. */
const day = (i: number, k: number): string => `19${70 + (i % 20)}-0${1 + (k % 9)}-1${i % 10}`;
const idOf = (i: number): string => fhirUuid(`patient ${i}`);

/** People in whose every resource stands who they are. */
function people(): readonly FhirResource[] {
  return Array.from({ length: PEOPLE }, (_, i) => {
    const person = madePerson(i);
    const patient = `urn:uuid:${idOf(i)}`;
    const lab = (code: string, value: number, unit: string): FhirResource =>
      fhirObservation(fhirUuid(`${code} ${i}`), patient, person, ['LOINC', code], day(i, 1), {
        valueQuantity: fhirQuantity(value + (i % 7), unit),
        performer: [{ display: person.contact }],
        valueString: person.ssn,
      });
    return [
      fhirPatient(idOf(i), person, { birthDate: '1933-04-17' }),
      fhirEvent('Encounter', fhirUuid(`stay ${i}`), patient, person, {
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP', display: person.family },
        period: { start: day(i, 1) },
      }),
      lab('8480-6', 120, 'mm[Hg]'),
      lab('4548-4', 5, '%'),
      lab('2160-0', 1, 'mg/dL'),
      ...(i % 2 === 0
        ? [
            fhirEvent('Condition', fhirUuid(`failure ${i}`), patient, person, {
              code: fhirConcept(['SNOMED', '84114007'], person.family),
              onsetDateTime: day(i, 3),
            }),
          ]
        : []),
    ];
  }).flat();
}

/** Everything that would tell who somebody is, or when something was. */
function planted(): readonly string[] {
  return Array.from({ length: PEOPLE }, (_, i) => [
    ...Object.values(madePerson(i)),
    idOf(i),
    fhirUuid(`stay ${i}`),
    fhirUuid(`8480-6 ${i}`),
    ...[1, 3].map((k) => day(i, k)),
  ])
    .flat()
    .concat(['1933-04-17', 'Fernhollow', '03604']);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-planted-'));
  site = new SiteFolder(join(root, 'site'));
  mkdirSync(site.statePath, { recursive: true, mode: 0o700 });
  site.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(site.policyPath);
  mkdirSync(join(root, 'export'));
  writeFileSync(join(root, 'export', 'all.ndjson'), `${ndjson(people())}{"id":"${madePerson(3).ssn}\n`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lab = (code: string, unit: string): object => ({
  from: 'observation',
  codes: { vocabulary: 'LOINC', codes: [code] },
  aggregate: 'last',
  hours: [-8760, 24],
  unit,
});
const condition = (code: string, hours: readonly number[]): object => ({
  from: 'condition',
  codes: { vocabulary: 'SNOMED', codes: [code] },
  aggregate: 'exists',
  hours,
});
const COLUMNS = {
  patient_id: { from: 'patient' },
  age: { from: 'age' },
  sex: { from: 'sex' },
  systolic: lab('8480-6', 'mm[Hg]'),
  hba1c: lab('4548-4', '%'),
  creatinine: lab('2160-0', 'mg/dL'),
  diabetes: condition('73211009', [-87_600, 24]),
  heart_failure: condition('84114007', [24, 8760]),
};

function describeSource(): void {
  const entry = {
    type: 'fhir',
    path: join(root, 'export'),
    cohort: { from: 'encounter', codes: { vocabulary: 'ActCode', codes: ['IMP'] } },
    patient: 'patient_id',
    columns: COLUMNS,
  };
  writeFileSync(site.sources().path, stringify({ sources: { failure: entry } }), { mode: 0o600 });
}

/** Every file of a folder, one behind the other. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

it('nothing of who people are comes out of their resources: not to training, not into files, words or errors', async () => {
  describeSource();
  const texts: [string, string][] = [];
  const study = readFileSync(STUDY, 'utf8');
  writeFileSync(join(root, 'study.yaml'), study);
  const entry = site.sources().entry('failure');
  if (entry === undefined) throw new TypeError('the entry was just written');

  // What trains: numbers, and tokens that this process alone can make of ids.
  const source = mappedSource(openSource(entry.source, site.statePath), entry);
  const data = await buildDataset(source, parsePlan(study, 'study.yaml'), { secret: new Uint8Array(32), share: 0.25 });
  expect(data.training.rows).toBeGreaterThan(20);
  texts.push(['what trains', inspect(data, { depth: 10, maxArrayLength: null, maxStringLength: null })]);
  for (const part of [data.training, data.heldOut])
    for (const value of Object.values(part as object)) {
      if (ArrayBuffer.isView(value))
        texts.push(['bytes that train', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')]);
    }

  // What people and files of the hospital get.
  const commands = [
    ['data', 'add', 'failure', '--study', 'heart-failure-forms'],
    ['data', 'check', join(root, 'study.yaml'), 'failure'],
    ['data', 'check', join(root, 'study.yaml'), 'failure', '--json'],
    ['data', 'report', 'failure', '--plan', join(root, 'study.yaml'), '--html', join(root, 'site', 'report.html')],
    ['data', 'list', '--json'],
    ['data', 'history', 'failure'],
    ['data', 'propose', join(root, 'study.yaml'), 'fhir'],
  ];
  for (const command of commands) {
    const { code, stdout, stderr } = await runProgram(site.path, ...command);
    expect([command.join(' '), code, stderr]).toEqual([command.join(' '), 0, '']);
    texts.push([command.join(' '), stdout]);
  }
  expect(texts.find(([what]) => what.startsWith('data check'))?.[1]).toContain('left out: fewer than 11 lines are no JSON');
  for (const path of filesIn(site.path)) texts.push([path, readFileSync(path, 'latin1')]);
  expect(readdirSync(join(site.statePath, 'spills'))).toEqual([]);

  // What an error says, with all its causes.
  writeFileSync(
    join(root, 'export', 'z.ndjson.gz'),
    Buffer.concat([Buffer.from('1f8b0800', 'hex'), Buffer.from(madePerson(1).ssn)]),
  );
  try {
    for await (const _ of openSource(entry.source, site.statePath).read(['patient_id']).batches);
    expect.unreachable();
  } catch (error) {
    texts.push(['an error', inspect(fromUnknown(error), { depth: 10 })]);
  }

  const found = texts.flatMap(([what, text]) =>
    planted().flatMap((value) => (text.includes(value) ? [`${what}: ${value}`] : [])),
  );
  expect(found).toEqual([]);
}, 120_000);
