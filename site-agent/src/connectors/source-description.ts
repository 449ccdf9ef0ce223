import { z } from 'zod';
import type { Connector } from './connector.ts';
import { CSV } from './csv/csv-connector.ts';
import { DICOM } from './dicom/dicom-connector.ts';
import { DUCKDB } from './duckdb-connector.ts';
import { FHIR } from './fhir/fhir-connector.ts';
import { IMAGES } from './images/images-connector.ts';
import { OMOP } from './omop/omop-connector.ts';
import { PARQUET } from './parquet-connector.ts';
import { POSTGRES } from './postgres/postgres-connector.ts';
import type { Source } from './source.ts';
import { SQLITE } from './sqlite-connector.ts';

/** Every connector, by the kind of its descriptions. */
const CONNECTORS = {
  csv: CSV,
  parquet: PARQUET,
  sqlite: SQLITE,
  duckdb: DUCKDB,
  postgres: POSTGRES,
  omop: OMOP,
  fhir: FHIR,
  images: IMAGES,
  dicom: DICOM,
} as const;

/** Where the hospital keeps a data set, and how it is read. Stays at the site: plans name columns, never a source. */
export const sourceSchema = z.discriminatedUnion(
  'kind',
  [
    CSV.schema,
    PARQUET.schema,
    SQLITE.schema,
    DUCKDB.schema,
    POSTGRES.schema,
    OMOP.schema,
    FHIR.schema,
    IMAGES.schema,
    DICOM.schema,
  ],
  { error: `say what the source is: ${Object.keys(CONNECTORS).join(', ')}` },
);

/** A source as described. */
export type SourceDescription = z.output<typeof sourceSchema>;

/** The connector that knows a description. */
function connectorOf({ kind }: SourceDescription): Connector<SourceDescription> {
  // Each is called with descriptions of its own kind only, which the compiler cannot see.
  return CONNECTORS[kind] as unknown as Connector<SourceDescription>;
}

/** The source that a description means; nothing is opened before it is read. */
export function openSource(source: SourceDescription, stateFolder: string): Source {
  return connectorOf(source).open(source, stateFolder);
}

/** A description that means the same from every working directory, of a source that is there. @throws ConsiliumError `FILE_UNREADABLE` */
export function locateSource(source: SourceDescription): SourceDescription {
  return connectorOf(source).locate(source);
}

/** Judges a source before a person makes it a data set; see {@link Connector}. @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` */
export function requireSafeSource(source: SourceDescription, stateFolder: string): void {
  connectorOf(source).requireSafe(source, stateFolder);
}

/** What a person should know of a source. @throws ConsiliumError `FILE_UNREADABLE` */
export function sourceWarnings(source: SourceDescription): readonly string[] {
  return connectorOf(source).warnings(source);
}

/** A source in words, for people of the hospital and for errors. */
export function sourceText(source: SourceDescription): string {
  return connectorOf(source).identity(source);
}

/** The file or folder of a source, for a look whether it is there; `undefined` for one on a server. */
export function sourcePath(source: SourceDescription): string | undefined {
  return 'path' in source ? source.path : undefined;
}

/** Files beside it in which a source keeps secrets. */
export function sourceSecrets(source: SourceDescription): readonly string[] {
  return connectorOf(source).secretFiles?.(source) ?? [];
}

/** Whether two located descriptions mean the same source. */
export function isSameSource(a: SourceDescription, b: SourceDescription): boolean {
  return a.kind === b.kind && sourceText(a) === sourceText(b);
}
