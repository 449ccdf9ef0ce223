import type { Deidentified } from '@consilium/deidentify';
import { loadBackend, SPLIT_SECRET_BYTES } from '@consilium/learning';
import type { SyntheticRecords } from '@consilium/privacy';
import { buildDataset } from '../border/build-dataset.ts';
import { sniffSource } from '../connectors/sniff.ts';
import { openSource } from '../connectors/source-description.ts';
import { closestRecords, distances, usefulness } from '../synthetic/fidelity.ts';
import { type FidelityFacts, renderFidelity, STAYS_HERE } from '../synthetic/fidelity-page.ts';
import { type NewFile, newFile } from '../synthetic/new-file.ts';
import type { SyntheticFile, SyntheticRequest } from '../synthetic/synthesise-dataset.ts';
import { readDataset } from './determination-measure.ts';
import type { SiteFolder } from './site-folder.ts';

/** Where a report goes: a page and, beside it, the same as JSON. */
export interface ReportPlaces {
  readonly page: NewFile;
  readonly json: NewFile;
}

/** Takes both places, before anybody pays. @throws ConsiliumError as {@link newFile} */
export function reportPlaces(path: string, name: string): ReportPlaces {
  const page = newFile(path, name);
  try {
    return { page, json: newFile(`${path}.json`, name) };
  } catch (error) {
    page.close();
    throw error;
  }
}

/** What a report is made of, beside the file itself. */
export interface Reported {
  readonly request: SyntheticRequest;
  readonly made: SyntheticFile;
  /** Where the synthetic rows lie. */
  readonly out: string;
  readonly records: Deidentified<SyntheticRecords>;
  readonly banner?: string;
}

/** Compares a synthetic file with the records and writes what was found, for people here alone. @throws ConsiliumError what reading and writing throw */
export async function writeReport(folder: SiteFolder, { page, json }: ReportPlaces, reported: Reported): Promise<void> {
  const { request, made, out, records, banner } = reported;
  const { plan, entry, domain, epsilon, delta, rows } = request;
  const synthetic: SyntheticRecords = { columns: records.columns, rows, values: made.values };
  const real = await readDataset(folder, entry, plan);
  const source = openSource(await sniffSource(out, {}), folder.statePath);
  const rehearsal = await buildDataset(source, plan, { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 });
  const learnedFrom = { synthetic: rehearsal.training, records: real.training, heldOut: real.heldOut };
  const facts: FidelityFacts = {
    warning: STAYS_HERE,
    dataset: entry.dataset,
    study: plan.document.study,
    plan: plan.hash,
    rows,
    epsilon,
    delta,
    ...(banner === undefined ? {} : { banner }),
    file: made.hash,
    edges: made.edges,
    ...distances(
      records,
      synthetic,
      domain.map(({ name }) => name),
    ),
    usefulness: usefulness(plan, learnedFrom, await loadBackend()),
    closest: closestRecords(records, synthetic),
  };
  page.write(Buffer.from(renderFidelity(facts), 'utf8'));
  json.write(Buffer.from(`${JSON.stringify(facts, null, 2)}\n`, 'utf8'));
}
