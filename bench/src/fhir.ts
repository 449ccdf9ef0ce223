import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSource, type SourceEntry } from '@consilium/site-agent';
import type { Benchmark, Measurement } from './benchmark.ts';
import { answerAs, Child, cpuSeconds, useOfProcess } from './child.ts';

const ROLE = 'fhir';
const MEGABYTE = 1e6;
/** Resources of one patient: the patient, a stay, and values of laboratories and wards. */
const PER_PATIENT = 20;
/** Codes of which the columns ask for three, as studies ask for a few of what hospitals measure. */
const CODES = ['8480-6', '2160-0', '4548-4', '8867-4', '2345-7', '718-7', '2951-2', '2823-3', '6690-2', '777-3'];

interface ReadQuestion {
  readonly t: 'read';
  readonly folder: string;
  readonly by: 'json-parse' | 'fhir';
}

interface Taken {
  readonly rows: number;
  readonly cpu: number;
  readonly peak: number;
}

const lab = (code: string, unit: string): object => ({
  from: 'observation',
  codes: [{ vocabulary: 'LOINC', codes: [code] }],
  aggregate: 'mean',
  value: 'number',
  hours: [-1_000_000, 1_000_000],
  anchor: 'start',
  unit,
});

/** The whole way from bytes to cells, against `JSON.parse` of every line alone. */
async function read({ folder, by }: ReadQuestion): Promise<Taken> {
  const before = cpuSeconds();
  let rows = 0;
  if (by === 'json-parse') {
    for await (const line of createInterface({ input: createReadStream(join(folder, 'all.ndjson')), crlfDelay: Infinity }))
      if ((JSON.parse(line) as { readonly id?: string }).id !== undefined) rows++;
  } else {
    const columns = {
      id: { from: 'patient' },
      age: { from: 'age' },
      systolic: lab('8480-6', 'mm[Hg]'),
      creatinine: lab('2160-0', 'mg/dL'),
      hba1c: lab('4548-4', '%'),
    };
    const cohort = { from: 'encounter', which: 'first' };
    const source = { kind: 'fhir', path: folder, cohort, columns } as unknown as SourceEntry['source'];
    for await (const batch of openSource(source, join(folder, 'state')).read(Object.keys(columns)).batches) rows += batch.length;
  }
  return { rows, cpu: cpuSeconds() - before, peak: useOfProcess().peak };
}

answerAs<ReadQuestion>(ROLE, read);

/** Resources as servers export them, with narratives, in an order that has nothing to do with patients. */
async function writeExport(path: string, resources: number): Promise<void> {
  const { fhirEvent, fhirObservation, fhirPatient, fhirQuantity, fhirUuid, madePerson, ndjson } = await import(
    '@consilium/testing'
  );
  const patients = Math.floor(resources / PER_PATIENT);
  const file = openSync(path, 'w');
  let text = '';
  for (let i = 0; i < resources; i++) {
    const number = i % patients;
    const round = Math.floor(i / patients);
    const [person, id, at] = [madePerson(number), fhirUuid(`p${number}`), `2020-0${1 + (i % 9)}-1${i % 10}T0${i % 10}:30:00Z`];
    const stay = {
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      status: 'finished',
      period: { start: at },
    };
    const value = { valueQuantity: fhirQuantity((i % 4000) / 10, ['mm[Hg]', 'mg/dL', '%'][i % 3] as string) };
    const resource =
      round === 0
        ? fhirPatient(id, person)
        : round === 1
          ? fhirEvent('Encounter', fhirUuid(`e${i}`), `Patient/${id}`, person, stay)
          : fhirObservation(fhirUuid(`o${i}`), `Patient/${id}`, person, ['LOINC', CODES[i % 10] as string], at, value);
    text += ndjson([resource]);
    if (text.length < MEGABYTE && i + 1 < resources) continue;
    writeSync(file, text);
    text = '';
  }
  closeSync(file);
}

async function ratio(resources: number): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-fhir-'));
  const inProcess = async (by: ReadQuestion['by']): Promise<Taken> => {
    const child = new Child<ReadQuestion>(fileURLToPath(import.meta.url), ROLE);
    const taken = await child.ask<Taken>({ t: 'read', folder, by });
    child.kill();
    return taken;
  };
  try {
    await writeExport(join(folder, 'all.ndjson'), resources);
    const alone = await inProcess('json-parse');
    const ours = await inProcess('fhir');
    if (alone.rows !== resources || ours.rows !== Math.floor(resources / PER_PATIENT))
      throw new Error(`${ours.rows} patients of ${alone.rows} resources were read`);
    return {
      value: alone.cpu / ours.cpu,
      n: 1,
      details: {
        resources,
        fileMB: Math.round(statSync(join(folder, 'all.ndjson')).size / MEGABYTE),
        processorSeconds: Number(ours.cpu.toFixed(1)),
        jsonParseSeconds: Number(alone.cpu.toFixed(1)),
        peakMB: Math.round(ours.peak / MEGABYTE),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'data/fhir/1M', unit: 'x JSON.parse', long: true, run: () => ratio(1_000_000) },
  { name: 'data/fhir/10M', unit: 'x JSON.parse', long: true, run: () => ratio(10_000_000) },
];
