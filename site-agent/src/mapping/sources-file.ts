import { statSync } from 'node:fs';
import { canonicalJson, ConsiliumError, fromUnknown, type Json, sha256Hex } from '@consilium/core';
import { fieldIssues, parseYaml, readOwnFile, writeFileDurably } from '@consilium/host';
import { ANCHORED } from '@consilium/deidentify';
import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { type SourceDescription, sourceSchema } from '../connectors/source-description.ts';
import type { SourceRules } from './mapped-source.ts';
import { identifiersSchema, mappingSchema, patientSchema } from './mapping-schema.ts';

/** What a hospital says of a source: where it is, and how its columns become those that plans name. */
export interface SourceEntry extends SourceRules {
  readonly source: SourceDescription;
}

const rulesSchema = z
  .strictObject({
    patient: patientSchema,
    anchor: z.string().min(1).max(100).optional(),
    identifiers: identifiersSchema.optional(),
    mapping: mappingSchema.optional(),
  })
  .superRefine(({ patient, anchor, mapping = {} }, context) => {
    for (const [name, { scrub }] of Object.entries(mapping)) {
      if (scrub !== undefined && ANCHORED.has(scrub) && anchor === undefined)
        context.addIssue({
          code: 'custom',
          path: ['mapping', name, 'scrub'],
          message: `${scrub} counts from a date of the same row: say "anchor", its column`,
        });
      if (name === patient.name)
        context.addIssue({
          code: 'custom',
          path: ['mapping', name],
          message: 'is the patient, who is no input: "patient" says it already',
        });
    }
  });

/** Fields that say how a source is read; all others say where it is, and belong to its connector. */
const RULES = ['patient', 'anchor', 'identifiers', 'mapping'];

const entrySchema = z.record(z.string(), z.unknown()).transform((entry, context): SourceEntry => {
  const [rules, place] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(entry).filter(([field]) => RULES.includes(field) === wanted)),
  );
  const { type, ...rest } = place ?? {};
  const known = rulesSchema.safeParse(rules);
  const source = sourceSchema.safeParse({ ...rest, kind: type });
  for (const { path, message } of [...(known.error?.issues ?? []), ...(source.error?.issues ?? [])].flatMap(fieldIssues))
    context.addIssue({ code: 'custom', path: path.map((field) => (field === 'kind' ? 'type' : field)), message });
  if (!known.success || !source.success) return z.NEVER;
  return { source: source.data, ...known.data };
});

const fileSchema = z.strictObject({ sources: z.record(z.string().min(1).max(63), entrySchema) });

const HEAD = `# Where the data sets of this site are, and how their columns become those that plans name. It stays here: no plan and no coordinator learns of it.
# Written by "consilium-site data add" and "data propose"; yours to edit. What you edit is used once "consilium-site data accept NAME" has checked it.
`;

/** `sources.yaml` of a site: read again for every question, edited by commands and by hand. */
export class SourcesFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What it says of a data set. @throws ConsiliumError `CONFIG_INVALID` with line and column of each problem, `FILE_UNREADABLE`, `FILE_UNSAFE` */
  entry(dataset: string): SourceEntry | undefined {
    const sources = this.#read();
    return Object.hasOwn(sources, dataset) ? sources[dataset] : undefined;
  }

  /** Writes an entry; comments and the others stay. @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL` */
  write(dataset: string, entry: SourceEntry): void {
    const before = this.entry(dataset);
    if (before !== undefined && entryHash(before) === entryHash(entry)) return;
    const document = parseDocument(this.#text() ?? `${HEAD}sources: {}\n`);
    document.setIn(['sources', dataset], document.createNode(written(entry)));
    const sources = document.get('sources');
    if (typeof sources === 'object' && sources !== null && 'flow' in sources) sources.flow = false;
    this.#save(document.toString({ lineWidth: 120 }));
  }

  /** Takes an entry out; comments and the others stay. @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNREADABLE`, `DISK_FULL` */
  remove(dataset: string): void {
    if (this.entry(dataset) === undefined) return;
    const document = parseDocument(this.#text() ?? '');
    document.deleteIn(['sources', dataset]);
    this.#save(document.toString({ lineWidth: 120 }));
  }

  /** Differs where the file may differ. */
  stamp(): string {
    const { size, mtimeMs, ino } = statSync(this.path, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: -1, ino: -1 };
    return `${size}/${mtimeMs}/${ino}`;
  }

  #save(text: string): void {
    try {
      writeFileDurably(this.path, text);
    } catch (error) {
      throw fromUnknown(error, this.path);
    }
  }

  #text(): string | undefined {
    try {
      return readOwnFile(this.path)?.toString('utf8');
    } catch (error) {
      throw fromUnknown(error, this.path);
    }
  }

  #read(): Readonly<Record<string, SourceEntry>> {
    const text = this.#text();
    return text === undefined ? {} : parseYaml(text, fileSchema, this.path, 'CONFIG_INVALID').value.sources;
  }
}

/** A file that holds one entry. */
export function sourcesText(dataset: string, entry: SourceEntry): string {
  return stringify({ sources: { [dataset]: written(entry) } }, { lineWidth: 120 });
}

/** What a data set was accepted with: the same for two texts that mean the same. */
export function entryHash({ source, patient, anchor, identifiers, mapping }: SourceEntry): string {
  return sha256Hex(canonicalJson({ source, patient, anchor, identifiers, mapping } as Json));
}

/** The refusal of an entry that nobody has checked as it is now. */
export function sourceChanged(dataset: string, what: string): ConsiliumError<'SOURCE_CHANGED'> {
  return new ConsiliumError({
    code: 'SOURCE_CHANGED',
    message: `${what} of the data set ${dataset} in sources.yaml since it was accepted: look at it, then run "consilium-site data accept ${dataset}"`,
    details: { dataset },
  });
}

/** The refusal of a data set whose entry is gone: there is nothing to accept. */
export function sourceGone(dataset: string): ConsiliumError<'SOURCE_CHANGED'> {
  return new ConsiliumError({
    code: 'SOURCE_CHANGED',
    message: `somebody took away the entry of the data set ${dataset} in sources.yaml: put it back, or let "consilium-site data add ${dataset}" write another`,
    details: { dataset },
  });
}

/** An entry in the words of the file. */
function written({
  source: { kind, ...place },
  patient,
  anchor,
  identifiers,
  mapping,
}: SourceEntry): Readonly<Record<string, unknown>> {
  return {
    type: kind,
    ...place,
    patient: patient.column === patient.name ? patient.name : patient,
    ...(anchor === undefined ? {} : { anchor }),
    ...(identifiers === undefined ? {} : { identifiers }),
    ...(mapping === undefined
      ? {}
      : {
          mapping: Object.fromEntries(
            Object.entries(mapping).map(([name, { column, ...rule }]) => [
              name,
              Object.values(rule).every((option) => option === undefined) ? column : { column, ...rule },
            ]),
          ),
        }),
  };
}
