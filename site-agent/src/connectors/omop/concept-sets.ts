import { ConsiliumError } from '@consilium/core';
import type { CdmDatabase, CdmTable } from './cdm-database.ts';
import type { ConceptNames } from './omop-description.ts';

/** Most concepts that one set may come to: as many as there are in a large branch of SNOMED CT. */
const MOST_CONCEPTS = 100_000;

/** Numbers as SQL writes them; concept ids are numbers and never text. */
export function sqlNumbers(numbers: Iterable<number>): string {
  return [...numbers]
    .map((number) => {
      if (!Number.isSafeInteger(number))
        throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: 'a concept id is a whole number' });
      return String(number);
    })
    .join(', ');
}

/**
 * The concept ids that names mean here: ids as they are; codes by the vocabulary tables of the database, with the standard concepts that
 * they map to, since events bear those; and, where asked for, all descendants.
 *
 * @throws ConsiliumError `DATA_INVALID` for a code that the vocabulary of this database does not know, and without the vocabulary tables that are needed
 */
export async function conceptSet(database: CdmDatabase, names: ConceptNames, column: string): Promise<ReadonlySet<number>> {
  const ids = new Set(names.concepts);
  if (names.codes !== undefined) for (const id of await idsOfCodes(database, names.codes, column)) ids.add(id);
  const all = names.descendants ? await withDescendants(database, ids) : ids;
  if (all.size > MOST_CONCEPTS)
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `the concepts of column "${column}" have more than ${MOST_CONCEPTS} descendants`,
    });
  return all;
}

async function idsOfCodes(
  database: CdmDatabase,
  { vocabulary, codes }: NonNullable<ConceptNames['codes']>,
  column: string,
): Promise<ReadonlySet<number>> {
  const { dialect } = database;
  const concept = await vocabularyTable(database, 'concept', column);
  const places = codes.map((_, i) => dialect.parameter(i + 2)).join(', ');
  const id = dialect.whole(at(concept, 'concept_id'));
  const code = dialect.text(at(concept, 'concept_code'));
  const sql = `select ${dialect.text(id)}, ${code} from ${concept.from} where ${at(concept, 'vocabulary_id')} = ${dialect.parameter(1)} and ${code} in (${places})`;
  const found = new Map<string, number>();
  for await (const rows of database.rows(sql, [vocabulary, ...codes]))
    for (const [key, name] of rows) found.set(name ?? '', Number(key));
  const absent = codes.filter((name) => !found.has(name));
  if (absent.length > 0) {
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `the vocabulary tables do not know ${absent.map((name) => `${vocabulary} ${name}`).join(', ')}, of column "${column}": name concept ids, or load the vocabulary`,
      details: { column },
    });
  }
  const ids = new Set(found.values());
  const relationship = await database.table('concept_relationship', 'vocabulary');
  if (relationship === undefined) return ids;
  const mapped = `select ${dialect.text(dialect.whole(at(relationship, 'concept_id_2')))} from ${relationship.from} where ${at(relationship, 'relationship_id')} = ${dialect.parameter(1)} and ${dialect.whole(at(relationship, 'concept_id_1'))} in (${sqlNumbers(ids)})`;
  const standard = new Set<number>();
  for await (const rows of database.rows(mapped, ['Maps to'])) for (const [key] of rows) standard.add(Number(key));
  return new Set([...ids, ...standard]);
}

async function withDescendants(database: CdmDatabase, ids: ReadonlySet<number>): Promise<ReadonlySet<number>> {
  const ancestors = await database.table('concept_ancestor', 'vocabulary');
  // Without the table nothing is below anything, as in data sets without vocabularies.
  if (ancestors === undefined || ids.size === 0) return ids;
  const { dialect } = database;
  const below = dialect.text(dialect.whole(at(ancestors, 'descendant_concept_id')));
  const sql = `select ${below} from ${ancestors.from} where ${dialect.whole(at(ancestors, 'ancestor_concept_id'))} in (${sqlNumbers(ids)})`;
  const all = new Set(ids);
  for await (const rows of database.rows(sql)) for (const [key] of rows) all.add(Number(key));
  return all;
}

async function vocabularyTable(database: CdmDatabase, name: string, column: string): Promise<CdmTable> {
  const table = await database.table(name, 'vocabulary');
  if (table !== undefined) return table;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `there is no table ${name}, by which codes of column "${column}" become concept ids: name concept ids, or the schema of the vocabularies (vocabularySchema)`,
    details: { column },
  });
}

/** A column of a table as SQL writes it. @throws ConsiliumError `DATA_INVALID` for one that is not there */
export function at({ from, columns }: CdmTable, column: string): string {
  const name = columns.get(column);
  if (name !== undefined) return name;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `the table ${from} has no column ${column}, as the Common Data Model wants it`,
    details: { column },
  });
}
