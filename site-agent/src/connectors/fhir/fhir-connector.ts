import type { Connector } from '../connector.ts';
import { locateFile, openToAllWarnings } from '../source-file.ts';
import { type FhirDescription, fhirSchema } from './fhir-description.ts';
import { requireSafeExport } from './fhir-folder.ts';
import { fhirSource } from './fhir-source.ts';

/** Cohorts of Bulk exports of FHIR R4. */
export const FHIR: Connector<FhirDescription> & { readonly schema: typeof fhirSchema } = {
  words: 'cohort of a folder of FHIR resources',
  schema: fhirSchema,
  locate: (source) => ({ ...source, path: locateFile(source.path) }),
  identity: cohortText,
  requireSafe: ({ path }, stateFolder) => requireSafeExport(path, stateFolder),
  warnings: ({ path }) => openToAllWarnings(path),
  open: (source, stateFolder) => fhirSource(source, cohortText(source), stateFolder),
};

/** Two cohorts of one export are two sources; the columns that are made of them are not what a source is. */
function cohortText({ path, cohort: { from, codes = [], which } }: FhirDescription): string {
  const named = codes.flatMap(({ vocabulary, codes: all }) => all.map((code) => `${vocabulary} ${code}`));
  return `${path} cohort by ${which} ${from}${named.length === 0 ? '' : ` of ${named.join(', ')}`}`;
}
