import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seededRandom, uniform53 } from '@consilium/core';
import { textAt } from '@consilium/deidentify';
import {
  fhirConcept,
  fhirEvent,
  fhirObservation,
  fhirPatient,
  fhirQuantity,
  type FhirResource,
  madePerson,
  ndjson,
} from '@consilium/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource, requireSafeSource, sourceSchema } from '../source-description.ts';
import type { Source } from '../source.ts';

/** How often a file is made up: a few times with all tests, a million for who has the time (`CONSILIUM_FUZZ=1000000`). */
const RUNS = Number(process.env['CONSILIUM_FUZZ'] ?? 100);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-fhir-'));
  mkdirSync(join(folder, 'state'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIFE = [-1_000_000, 1_000_000] as const;
const lab = (code: string, rest: object): object => ({
  from: 'observation',
  codes: { vocabulary: 'LOINC', codes: [code] },
  hours: LIFE,
  ...rest,
});
const COLUMNS: Readonly<Record<string, object>> = {
  id: { from: 'patient' },
  age: { from: 'age' },
  sex: { from: 'sex', translate: { female: 'f' } },
  systolic: lab('8480-6', { aggregate: 'mean', unit: 'mm[Hg]' }),
  before: lab('8480-6', { aggregate: 'count', hours: [-48, 0] }),
  glucose: lab('2345-7', { aggregate: 'last', unit: 'mg/dL', unitWhenMissing: 'mmol/L', substance: 'glucose' }),
  smoking: lab('72166-2', { aggregate: 'last', value: 'code' }),
  'hr{0..2}': lab('8867-4', { aggregate: 'mean', unit: '/min', hours: [0, 1], step: 1 }),
  diabetes: {
    from: 'condition',
    codes: [
      { vocabulary: 'SNOMED', codes: ['44054006'] },
      { vocabulary: 'ICD10CM', codes: ['E11.9'] },
    ],
    aggregate: 'exists',
    hours: LIFE,
  },
  statin: {
    from: 'medication-request',
    codes: { vocabulary: 'RxNorm', codes: ['83367'] },
    aggregate: 'count',
    hours: LIFE,
  },
  bypass: { from: 'procedure', codes: { vocabulary: 'SNOMED', codes: ['232717009'] }, aggregate: 'exists', hours: LIFE },
  visits: { from: 'encounter', aggregate: 'count', hours: LIFE },
  after: { from: 'encounter', aggregate: 'exists', hours: [0, 24], anchor: 'end' },
  died: { from: 'death', aggregate: 'exists', hours: LIFE },
};
const COHORT = { from: 'encounter', codes: { vocabulary: 'ActCode', codes: ['IMP'] } };

let exports = 0;
function sourceOf(files: Readonly<Record<string, string | Buffer>>, cohort: object = COHORT): Source {
  const path = join(folder, `export-${exports++}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  const description = sourceSchema.parse({ kind: 'fhir', path, cohort, columns: COLUMNS });
  requireSafeSource(description, join(folder, 'state'));
  return openSource(description, join(folder, 'state'));
}

type Row = Readonly<Record<string, string>>;

async function rowsOf(source: Source): Promise<{ readonly rows: readonly Row[]; readonly hash: string }> {
  const names = await source.columns();
  const reading = source.read(names);
  const rows: Row[] = [];
  for await (const batch of reading.batches)
    for (let at = 0; at < batch.length; at++)
      rows.push(Object.fromEntries(names.map((name, i) => [name, textAt(batch.columns[i], at)])));
  return { rows, hash: reading.contentHash() };
}

async function rowOf(resources: readonly FhirResource[]): Promise<Row | undefined> {
  const { rows } = await rowsOf(sourceOf({ 'all.ndjson': ndjson(resources) }));
  expect(rows.length).toBeLessThan(2);
  return rows[0];
}

const ANNA = madePerson(1);
const START = '2020-06-15T08:00:00+02:00';
const patient = (fields: FhirResource = {}): FhirResource => fhirPatient('anna', ANNA, fields);
const stay = (fields: FhirResource = {}): FhirResource =>
  fhirEvent('Encounter', 'stay', 'Patient/anna', ANNA, {
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    period: { start: START, end: '2020-06-18T08:00:00+02:00' },
    ...fields,
  });
const measured = (id: string, code: string, at: string, fields: FhirResource): FhirResource =>
  fhirObservation(id, 'Patient/anna', ANNA, ['LOINC', code], at, fields);
const pressure = (id: string, value: number, fields: FhirResource = {}): FhirResource =>
  measured(id, '8480-6', '2020-06-14T08:00:00+02:00', { valueQuantity: fhirQuantity(value, 'mm[Hg]'), ...fields });

describe('a folder of FHIR resources', () => {
  it('is a table by events of patients, as OMOP databases are', async () => {
    const row = await rowOf([
      patient({ deceasedDateTime: '2021-01-01T00:00:00Z' }),
      stay(),
      pressure('p1', 120),
      pressure('p2', 16, { valueQuantity: fhirQuantity(16, 'kPa') }),
      measured('g', '2345-7', START, { valueQuantity: { value: 5.5 } }),
      measured('s', '72166-2', START, { valueCodeableConcept: fhirConcept(['SNOMED', '8517006']) }),
      measured('h1', '8867-4', '2020-06-15T09:30:00+02:00', { valueQuantity: fhirQuantity(80, '/min') }),
      fhirEvent('Condition', 'c', 'Patient/anna', ANNA, {
        verificationStatus: { coding: [{ code: 'confirmed' }] },
        code: fhirConcept(['ICD10CM', 'E11.9']),
        onsetDateTime: '2018-02-03',
      }),
      fhirEvent('Procedure', 'b', 'Patient/anna', ANNA, {
        status: 'completed',
        code: fhirConcept(['SNOMED', '232717009']),
        performedPeriod: { start: START },
      }),
      fhirEvent('Encounter', 'later', 'Patient/anna', ANNA, {
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        period: { start: '2020-06-18T10:00:00+02:00' },
      }),
    ]);
    expect(row).toMatchObject({ id: 'anna', age: '58', sex: 'f', before: '2', smoking: '8517006', diabetes: '1', bypass: '1' });
    expect(row).toMatchObject({ hr0: '', hr1: '80', hr2: '', visits: '2', after: '1', died: '1', statin: '0' });
    expect(Number(row?.['systolic'])).toBeCloseTo((120 + 120.01) / 2, 1);
    expect(Number(row?.['glucose'])).toBeCloseTo(99.1, 1);
  });

  it('is the same table in whichever order, files and packing its lines come', async () => {
    const draw = seededRandom('order');
    const people = Array.from({ length: 60 }, (_, i) => i).flatMap((i): FhirResource[] => [
      fhirPatient(`p${i}`, madePerson(i), { birthDate: `19${30 + i}-01-01` }),
      { ...stay(), id: `e${i}`, subject: { reference: `Patient/p${i}` } },
      ...[1, 2, 3].map((k) => ({ ...pressure(`o${i}-${k}`, 100 + i + k), subject: { reference: `Patient/p${i}` } })),
    ]);
    const one = await rowsOf(sourceOf({ 'all.ndjson': ndjson(people) }));
    const mixed = people
      .map((resource) => ({ resource, at: uniform53(draw) }))
      .sort((a, b) => a.at - b.at)
      .map(({ resource }) => resource);
    const many = Object.fromEntries(
      mixed.map((resource, i) =>
        i % 2 === 0 ? [`${i}.ndjson`, `\r\n${ndjson([resource])}`] : [`${i}.ndjson.gz`, gzipSync(JSON.stringify(resource))],
      ),
    );
    const other = await rowsOf(sourceOf(many));
    expect(one.rows).toHaveLength(60);
    expect(other).toEqual(one);
  });

  it('finds patients by every form of a reference', async () => {
    const uuid = '7515d14b-843b-4210-8b6b-a33ab253d560';
    const forms = [
      `Patient/${uuid}`,
      `https://fhir.example/r4/Patient/${uuid}`,
      `Patient/${uuid}/_history/3`,
      `urn:uuid:${uuid}`,
    ];
    const others = ['Group/1', '#anna', 'anna', 'Patient/', 'https://fhir.example/Patient?name=x'];
    const source = sourceOf({
      'all.ndjson': ndjson([
        fhirPatient(uuid, ANNA),
        { ...stay(), subject: { reference: `Patient/${uuid}` } },
        ...[...forms, ...others].map((reference, i) => ({ ...pressure(`o${i}`, 120), subject: { reference } })),
        { ...pressure('lost', 120), subject: { reference: 'Patient/nobody' } },
      ]),
    });
    expect((await rowsOf(source)).rows).toMatchObject([{ before: String(forms.length) }]);
    expect(await source.notices?.()).toEqual([
      'left out: fewer than 11 resources name no patient',
      'left out: fewer than 11 resources name a patient that the export does not hold',
    ]);
  });

  it('finds medications that stand elsewhere, or inside', async () => {
    const statin = fhirConcept(['RxNorm', '83367']);
    const order = (id: string, fields: FhirResource): FhirResource =>
      fhirEvent('MedicationRequest', id, 'Patient/anna', ANNA, {
        status: 'active',
        intent: 'order',
        authoredOn: START,
        ...fields,
      });
    const row = await rowOf([
      patient(),
      stay(),
      order('1', { medicationCodeableConcept: statin }),
      order('2', { medicationReference: { reference: 'Medication/m' } }),
      order('3', {
        medicationReference: { reference: '#in' },
        contained: [{ resourceType: 'Medication', id: 'in', code: statin }],
      }),
      order('4', { medicationReference: { reference: 'Medication/other' } }),
      order('5', { medicationReference: { reference: 'Medication/nowhere' } }),
      order('6', { medicationCodeableConcept: statin, intent: 'proposal' }),
      order('7', { medicationCodeableConcept: statin, doNotPerform: true }),
      order('8', { medicationCodeableConcept: statin, status: 'entered-in-error' }),
      { resourceType: 'Medication', id: 'm', code: statin },
      { resourceType: 'Medication', id: 'other', code: fhirConcept(['RxNorm', '1']) },
    ]);
    expect(row?.['statin']).toBe('3');
  });

  it('takes the newest version of a resource, and nothing of one that was entered in error', async () => {
    const version = (value: number, meta: FhirResource, fields: FhirResource = {}): FhirResource => ({
      ...pressure('p', value),
      meta,
      ...fields,
    });
    const newest = version(130, { versionId: '10', lastUpdated: '2021-01-02T00:00:00+01:00' });
    const versions = [
      version(110, { versionId: '9', lastUpdated: '2021-01-02T00:00:00+01:00' }),
      newest,
      version(90, { versionId: '11', lastUpdated: '2021-01-01T22:00:00Z' }),
      version(80, {}),
    ];
    for (const order of [versions, versions.toReversed()])
      expect((await rowOf([patient(), stay(), ...order]))?.['systolic']).toBe('130');
    const wrong = version(130, { lastUpdated: '2022-01-01T00:00:00Z' }, { status: 'entered-in-error' });
    expect((await rowOf([patient(), wrong, stay(), ...versions]))?.['systolic']).toBe('');
    const other = version(130, { lastUpdated: '2022-01-01T00:00:00Z' }, { code: fhirConcept(['LOINC', '8867-4']) });
    expect((await rowOf([patient(), other, stay(), ...versions]))?.['systolic']).toBe('');
  });

  it('takes the same of two versions that say the same of themselves, with and without others', async () => {
    const twice = ['kPa', 'mm[Hg]'].map((unit) => pressure('p', 16, { valueQuantity: fhirQuantity(16, unit) }));
    const berta = [
      fhirPatient('berta', ANNA),
      fhirObservation('q', 'Patient/berta', ANNA, ['LOINC', '8480-6'], START, { valueQuantity: fhirQuantity(1, 'mm[Hg]') }),
    ];
    const alone = await rowOf([patient(), stay(), ...twice]);
    expect(await rowOf([...berta, patient(), stay(), ...twice])).toEqual(alone);
  });

  it('tells the hospital of ids that two patients share, as in exports of two servers', async () => {
    const source = sourceOf({
      'all.ndjson': ndjson([patient(), stay(), pressure('p', 120)]),
      'other.ndjson': ndjson([fhirPatient('berta', ANNA), { ...pressure('p', 90), subject: { reference: 'Patient/berta' } }]),
    });
    expect((await source.notices?.())?.join()).toContain('name another patient than the newest');
  });

  it('protects people whom the hospital merged as one', async () => {
    const link = (type: string, id: string): FhirResource => ({ link: [{ type, other: { reference: `Patient/${id}` } }] });
    const old = { ...pressure('o', 150), subject: { reference: 'Patient/old' } };
    for (const pair of [
      [patient(), fhirPatient('old', ANNA, link('replaced-by', 'anna'))],
      [patient(link('replaces', 'old')), fhirPatient('old', ANNA)],
      [patient(link('replaces', 'old'))],
    ])
      expect((await rowOf([...pair, stay(), old]))?.['systolic']).toBe('150');
  });

  it('reads components, and no bounds', async () => {
    const part = (code: string, value: FhirResource): FhirResource => ({ code: fhirConcept(['LOINC', code]), ...value });
    const panel = (id: string, components: readonly FhirResource[]): FhirResource =>
      measured(id, '85354-9', START, { component: components });
    const row = await rowOf([
      patient(),
      stay(),
      panel('a', [
        part('8462-4', { valueQuantity: fhirQuantity(70, 'mm[Hg]') }),
        part('8480-6', { valueQuantity: fhirQuantity(118, 'mm[Hg]') }),
      ]),
      panel('b', [part('8480-6', { valueQuantity: { ...fhirQuantity(300, 'mm[Hg]'), comparator: '>' } })]),
      panel('c', [part('8480-6', { dataAbsentReason: fhirConcept(['SNOMED', '1']) })]),
      panel('d', [part('8480-6', { valueQuantity: { value: 5, unit: 'furlongs' } })]),
    ]);
    expect(row?.['systolic']).toBe('118');
  });

  it('has a row for every entry where that is asked for', async () => {
    const source = sourceOf(
      {
        'all.ndjson': ndjson([
          patient(),
          stay({ id: 'second', period: { start: '2021-01-01T00:00:00Z' } }),
          stay(),
          stay({ id: 'void', status: 'cancelled' }),
        ]),
      },
      { ...COHORT, which: 'every' },
    );
    expect((await rowsOf(source)).rows.map(({ age }) => age)).toEqual(['58', '59']);
  });

  it('counts lines that cannot be read, and lets no one of them hide another', async () => {
    const good = ndjson([patient(), stay(), pressure('p', 120)]);
    const secret = ANNA.family;
    const bad = [
      `{"resourceType":"Observation","id":"x","name":"${secret}"`,
      `["${secret}"]`,
      `{"resourceType":"Bundle","entry":[{"resource":{"x":"${secret}"}}]}`,
      `{"resourceType":"Condition","id":"x","clinicalStatus":"active"}`,
      `{"resourceType":"Encounter","id":"x","patient":{"reference":"Patient/anna"}}`,
      `{"resourceType":"Observation","id":"x","context":{"reference":"Encounter/1"}}`,
      `{"resourceType":"Observation","x":${'['.repeat(100_000)}}`,
      `{"resourceType":"Observation","__proto__":{"status":"${secret}"}}`,
      `{"resourceType":"Observation","id":"x","id":"y"}`,
      '{"resourceType":"Observation","id":"../../etc/passwd"}',
      '{"resourceType":"Observation","id":"a\u0000b"}',
      '\u0000\u0000',
      `{"resourceType":"Observation","id":"${'x'.repeat(5_000_000)}"}`,
    ];
    const source = sourceOf({
      'a.ndjson': `${bad.join('\n')}\n${good}${bad.join('\n')}`,
      'b.ndjson': Buffer.concat([Buffer.from([0x7b, 0xff, 0xfe, 0x0a]), Buffer.from('{"resourceType":"Observation"}')]),
    });
    expect((await rowsOf(source)).rows).toMatchObject([{ systolic: '120' }]);
    const notices = (await source.notices?.()) ?? [];
    expect(notices.join()).not.toContain(secret);
    expect(notices.map((text) => text.replace(/^left out: fewer than 11 /, ''))).toEqual([
      'lines are no JSON',
      'lines are no UTF-8',
      'lines are longer than 4 MiB',
      'lines are nested too deeply',
      'lines name the same element twice',
      'lines name an element __proto__, which no resource has',
      'lines are a Bundle: an export has one resource in each line',
      'resources are not of the form of FHIR R4',
      'resources are of another version of FHIR than R4',
      'resources have no id',
      expect.stringMatching(/^the first lines that cannot be read: a\.ndjson line 1, /),
    ]);
    expect(({} as Record<string, unknown>)['status']).toBeUndefined();
  });

  it('reads past a line that unpacks to a thousand times its size', async () => {
    const bomb = Buffer.concat([
      Buffer.from(ndjson([patient(), stay()])),
      Buffer.from('{"resourceType":"Observation","x":"'),
      Buffer.alloc(60 * 1024 * 1024, 0x61),
      Buffer.from(`"}\n${ndjson([pressure('p', 120)])}`),
    ]);
    const source = sourceOf({ 'bomb.ndjson.gz': gzipSync(bomb) });
    expect((await rowsOf(source)).rows).toMatchObject([{ systolic: '120' }]);
  }, 60_000);

  it.each<[string, FhirResource]>([
    ['a sex of 70,000 characters', fhirPatient('berta', ANNA, { gender: 'x'.repeat(70_000) })],
    ['such a date of birth', fhirPatient('berta', ANNA, { birthDate: '2'.repeat(70_000) })],
    ['such a code', measured('x', '72166-2', START, { valueCodeableConcept: fhirConcept(['SNOMED', '8'.repeat(70_000)]) })],
    [
      'more components than two bytes count',
      measured('x', 'none', START, {
        component: [
          ...Array.from({ length: 70_000 }, () => ({})),
          { code: fhirConcept(['LOINC', '2345-7']), valueQuantity: { value: 5.5 } },
        ],
      }),
    ],
    // Nothing in quotes follows it in the file.
    ['a code that is a number', { resourceType: 'Condition', id: 'x', code: { coding: [{ system: 'x', code: 5 }] } }],
  ])('hides nobody behind %s', async (_what, resource) => {
    const { rows } = await rowsOf(
      sourceOf({ 'all.ndjson': ndjson([patient(), stay(), pressure('p', 120), resource]).trimEnd() }),
    );
    expect(rows).toMatchObject([{ id: 'anna', systolic: '120' }]);
  });

  it('takes whatever stands in a file, and says nothing of it', async () => {
    const line = Buffer.from(ndjson([patient(), stay(), pressure('p', 120)]));
    const change = fc.record({ at: fc.nat(line.length - 1), bytes: fc.uint8Array({ maxLength: 6 }), cut: fc.nat(30) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), async (changes, packed) => {
        let bytes = line;
        for (const { at, bytes: put, cut } of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
        const source = sourceOf({ [packed ? 'a.ndjson.gz' : 'a.ndjson']: packed ? gzipSync(bytes) : bytes });
        expect((await rowsOf(source)).rows.length).toBeLessThan(3);
        expect((await source.notices?.())?.join()).not.toContain(ANNA.family);
      }),
      { numRuns: RUNS, seed: 11 },
    );
  }, 120_000);

  it('refuses what is no export', () => {
    const refused = (path: string): unknown =>
      requireSafeSource(sourceSchema.parse({ kind: 'fhir', path, cohort: COHORT, columns: COLUMNS }), join(folder, 'state'));
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(() => refused(empty)).toThrow(/without NDJSON files/);
    writeFileSync(join(folder, 'one.ndjson'), '{}');
    expect(() => refused(join(folder, 'one.ndjson'))).toThrow(/is a file/);
    symlinkSync('/etc/passwd', join(empty, 'x.ndjson'));
    expect(() => refused(empty)).toThrow(/link/);
  });

  it('leaves nothing behind, however it ends', async () => {
    const source = sourceOf({
      'all.ndjson': ndjson([patient(), stay()]),
      'broken.ndjson.gz': Buffer.from('1f8b08000000', 'hex'),
    });
    await expect(rowsOf(source)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining('broken.ndjson.gz is a damaged gzip file'),
    });
    for await (const _ of sourceOf({ 'all.ndjson': ndjson([patient(), stay()]) }).read(['id']).batches) break;
    expect(readdirSync(join(folder, 'state', 'spills'))).toEqual([]);
  });
});
