import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { testCsv, testPlan } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDataset } from '../border/build-dataset.ts';
import { csvFile } from '../connectors/csv/csv-source.ts';
import { toldError, unavailable } from '../gate/index.ts';
import { knownSplit } from '../testing/splits.ts';
import { acceptedSource } from './accepted-source.ts';
import { entryHash, type SourceEntry, SourcesFile } from './sources-file.ts';

let root: string;
let file: SourcesFile;
let entry: SourceEntry;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-accepted-'));
  file = new SourcesFile(join(root, 'sources.yaml'));
  writeFileSync(join(root, 'a.csv'), testCsv(40));
  entry = { source: { kind: 'csv', path: join(root, 'a.csv') }, patient: { column: 'id', name: 'id' } };
  file.write('ward', entry);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const plan = testPlan('dp-fedsgd');
const edited: SourceEntry['mapping'] = {
  age: { column: 'age' },
  ward: { column: 'ward' },
  ill: { column: 'ill', codes: { yes: 'no' } },
};
const failure = (run: () => unknown): ReturnType<typeof fromUnknown> => {
  try {
    run();
  } catch (error) {
    return fromUnknown(error);
  }
  throw new TypeError('nothing failed');
};

describe('a source that was accepted', () => {
  it('is read, and current until its entry or its file is another one', async () => {
    const open = (): Promise<Awaited<ReturnType<typeof buildDataset>>> =>
      buildDataset(acceptedSource(csvFile(join(root, 'a.csv')), file, 'ward', entryHash(entry)), plan, knownSplit(0));
    const first = await open();
    expect([first.report.rowsRead, first.isCurrent()]).toEqual([40, true]);
    writeFileSync(join(root, 'a.csv'), testCsv(41));
    expect(first.isCurrent()).toBe(false);
    const second = await open();
    expect(second.isCurrent()).toBe(true);
    file.write('ward', { ...entry, mapping: edited });
    expect(second.isCurrent()).toBe(false);
    const { code, message } = failure(() => acceptedSource(csvFile('x'), file, 'ward', entryHash(entry)));
    expect([code, message]).toEqual(['SOURCE_CHANGED', expect.stringContaining('data accept ward') as string]);
  });

  it('that is gone from sources.yaml is not used either', () => {
    expect(failure(() => acceptedSource(csvFile('x'), file, 'lab', entryHash(entry))).message).toContain(
      'took away the entry of the data set lab',
    );
    rmSync(join(root, 'sources.yaml'));
    expect(failure(() => acceptedSource(csvFile('x'), file, 'ward', entryHash(entry))).code).toBe('SOURCE_CHANGED');
  });

  it('tells the coordinator no more than any other trouble with data does', () => {
    file.write('ward', { ...entry, mapping: edited });
    const changed = failure(() => acceptedSource(csvFile('x'), file, 'ward', entryHash(entry)));
    const told = toldError(unavailable(changed));
    expect(toldError(changed)).toEqual(told);
    expect(told.code).toBe('SITE_UNAVAILABLE');
    expect(JSON.stringify(told)).not.toMatch(/ward|sources/);
  });
});

describe('the hash of an entry', () => {
  it('is another one for every change of meaning, and the same for another order', () => {
    const mapping = { a: { column: 'x' }, b: { column: 'y', codes: { m: '1', f: '2' } } };
    const base = entryHash({ ...entry, mapping });
    expect(entryHash({ ...entry, mapping: { b: { codes: { f: '2', m: '1' }, column: 'y' }, a: mapping.a } })).toBe(base);
    const others: SourceEntry[] = [
      entry,
      { ...entry, mapping: { ...mapping, a: { column: 'z' } } },
      { ...entry, mapping, anchor: 'x' },
      { ...entry, mapping, patient: { column: 'id', name: 'patient' } },
      { ...entry, mapping, source: { kind: 'csv', path: '/other.csv' } },
    ];
    expect(new Set([base, ...others.map(entryHash)]).size).toBe(others.length + 1);
  });
});
