import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** A new connector, and what its author might do with its rows; never written to a disk. */
const FIXTURE = join(import.meta.dirname, 'fixture-connector.ts');

const HEAD = `
import { createTrainer } from '@consilium/learning';
import { buildDataset } from './build-dataset.ts';
import { DatasetBuilder } from '../datasets/dataset-builder.ts';
import type { Batch } from '@consilium/deidentify';
import type { Source } from '../connectors/source.ts';
declare const source: Source;
declare const batches: readonly Batch[];
declare const rest: Omit<Parameters<typeof createTrainer>[0], 'data'>;
declare const plan: Parameters<typeof buildDataset>[1];
declare const split: Parameters<typeof buildDataset>[2];
export const numbers = { rows: 1, width: 1, features: Float32Array.of(Number(batches[0]?.rows[1])), targets: Float32Array.of(1), patientOfRow: Int32Array.of(0), patients: 1 };
`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  customConditions: ['@consilium/source'],
};

/** Sources that were parsed before: the libraries are the same each time. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of the fixture with a line more. */
function complaints(line: string): readonly string[] {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = `${HEAD}${line}\n`;
  host.fileExists = (path) => path === FIXTURE || fileExists(path);
  host.readFile = (path) => (path === FIXTURE ? text : readFile(path));
  host.getSourceFile = (path, language, ...others) => {
    if (path === FIXTURE) return ts.createSourceFile(path, text, language);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, language, ...others));
    return parsed.get(path);
  };
  const program = ts.createProgram([FIXTURE], options, host);
  const file = program.getSourceFile(FIXTURE);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, ' '),
  );
}

describe('a connector', () => {
  it('compiles on the way over the border', () => {
    expect(
      complaints(
        'export const trainer = async () => createTrainer({ ...rest, data: (await buildDataset(source, plan, split)).training });',
      ),
    ).toEqual([]);
  });

  it.each([
    ['its rows to the trainer', 'export const trainer = createTrainer({ ...rest, data: batches });'],
    ['numbers of its own making to the trainer', 'export const trainer = createTrainer({ ...rest, data: numbers });'],
    [
      'its rows to the builder of data sets',
      'export const make = () => { for (const batch of batches) new DatasetBuilder(plan, split).add({ ...batch, patients: batch.columns[0]!, columns: batch.columns.map((cells) => ({ cells, held: new Set<number>() })) }); };',
    ],
  ])('does not compile when it gives %s', (_, line) => {
    expect(complaints(line).join()).toMatch(/de-identified|\[zone\]|not assignable/);
  });

  it('cannot make the mark itself: the room does not export it', () => {
    expect(complaints("import { mark } from '@consilium/deidentify';\nexport const made = mark(numbers);").join()).toContain(
      "no exported member 'mark'",
    );
  });
});
