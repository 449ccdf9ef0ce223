import { closeSync } from 'node:fs';
import { assertNever } from '@consilium/core';
import type { Connector } from '../connector.ts';
import { locateServer, requireSafeServer, secretFilesOf, serverText } from '../postgres/postgres-server.ts';
import { locateFile, openTableFile } from '../source-file.ts';
import type { CdmDatabase, CdmPart } from './cdm-database.ts';
import { openCdmDuckDb, openCdmFiles } from './cdm-duckdb.ts';
import { openCdmPostgres } from './cdm-postgres.ts';
import { openCdmSqlite } from './cdm-sqlite.ts';
import { type OmopDatabase, type OmopDescription, omopSchema } from './omop-description.ts';
import { omopSource } from './omop-source.ts';
import { requireSafeDatabase } from './safe-database.ts';

/** Cohorts of databases in OMOP's Common Data Model. */
export const OMOP: Connector<OmopDescription> & { readonly schema: typeof omopSchema } = {
  words: 'cohort of an OMOP database',
  schema: omopSchema,
  locate: (source) => ({ ...source, database: located(source.database) }),
  identity: cohortText,
  requireSafe({ database }, stateFolder) {
    if (database.kind === 'postgres') requireSafeServer(database);
    else requireSafeDatabase(database, stateFolder);
  },
  secretFiles: ({ database }) => (database.kind === 'postgres' ? secretFilesOf(database) : []),
  warnings: () => [],
  open: (source, stateFolder) => omopSource(source, cohortText(source), () => openCdm(source, stateFolder)),
};

/** @throws ConsiliumError `FILE_UNREADABLE` */
function located(database: OmopDatabase): OmopDatabase {
  return database.kind === 'postgres' ? locateServer(database) : { ...database, path: locateFile(database.path) };
}

function databaseText(database: OmopDatabase): string {
  return database.kind === 'postgres' ? serverText(database) : database.path;
}

/** Two cohorts of one database are two sources; the columns that are made of them are not what a source is. */
function cohortText({ database, schema, cohort }: OmopDescription): string {
  const place = schema === undefined ? databaseText(database) : `${databaseText(database)} ${schema}`;
  if ('id' in cohort) return `${place} cohort ${cohort.id} of ${cohort.table}`;
  const { concepts = [], codes } = cohort;
  const named = [...concepts, ...(codes?.codes ?? []).map((code) => `${codes?.vocabulary} ${code}`)];
  return `${place} cohort by ${cohort.from} of ${named.join(', ')}`;
}

/** The tables, opened. Schemas that are not named are those in which each database keeps tables by itself. */
async function openCdm(
  { database, schema, vocabularySchema, cohortSchema }: OmopDescription,
  stateFolder: string,
): Promise<CdmDatabase> {
  const clinical = schema ?? (database.kind === 'postgres' ? 'public' : 'main');
  const schemas: Readonly<Record<CdmPart, string>> = {
    clinical,
    vocabulary: vocabularySchema ?? clinical,
    cohort: cohortSchema ?? clinical,
  };
  switch (database.kind) {
    case 'postgres':
      return openCdmPostgres(database, schemas);
    case 'duckdb':
      // What lies under the name now may be something else than what a person looked at.
      closeSync(openTableFile(database.path));
      return openCdmDuckDb(database.path, schemas, stateFolder);
    case 'sqlite':
      closeSync(openTableFile(database.path));
      return openCdmSqlite(database.path);
    case 'files':
      return openCdmFiles(database.path, stateFolder);
    default:
      return assertNever(database);
  }
}
