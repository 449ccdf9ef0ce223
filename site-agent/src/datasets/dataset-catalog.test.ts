import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splitFingerprint } from '@consilium/learning';
import { onFullDisk } from '@consilium/testing';
import { openLedger } from '../ledger/index.ts';
import { cost, event, key } from '../testing/ledger-samples.ts';
import { DatasetCatalog, type DatasetEntry } from './dataset-catalog.ts';
import type { SourceDescription } from '../connectors/source-description.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-catalog-'));
  file = join(folder, 'a.csv');
  writeFileSync(file, 'id\n');
  writeFileSync(join(folder, 'b.csv'), 'id\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const csv = (path: string): SourceDescription => ({ kind: 'csv', path });
const entry = (dataset: string, path: string, studies: string[], change: Partial<DatasetEntry> = {}): DatasetEntry => ({
  dataset,
  population: dataset,
  heldOut: 0.2,
  patientColumn: 'id',
  patients: 50,
  source: csv(path),
  studies,
  ...change,
});

function failure(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error;
    throw error;
  }
  return { code: 'none', message: '' };
}

const charge = (population: string, split: string): void => {
  const ledger = openLedger({ folder: join(folder, 'ledger'), population, clock: { now: () => 0 } });
  ledger.reserve(key(1), { ...cost(event()), split });
  ledger.close();
};

describe('the catalogue', () => {
  it('starts empty, remembers, replaces by name, and is the owner’s alone', () => {
    const catalog = new DatasetCatalog(folder);
    expect(catalog.entries).toEqual([]);
    catalog.add(entry('cardiology', file, ['heart']));
    catalog.add(entry('lungs', join(folder, 'b.csv'), ['lung']));
    catalog.add(entry('cardiology', file, ['heart', 'stroke']));
    const again = new DatasetCatalog(folder);
    expect(again.entries).toEqual(catalog.entries);
    expect(again.entries).toHaveLength(2);
    expect(again.forStudy('stroke')).toEqual(entry('cardiology', file, ['heart', 'stroke']));
    expect(failure(() => again.forStudy('liver')).code).toBe('DATASET_UNKNOWN');
    expect(statSync(join(folder, 'datasets.json')).mode & 0o777).toBe(0o600);
  });

  it('still reads what was written when every source was the path of a CSV file', () => {
    const stored = `{
  "datasets": [
    {
      "dataset": "cardiology",
      "population": "cardiology",
      "heldOut": 0.2,
      "patientColumn": "id",
      "patients": 50,
      "path": ${JSON.stringify(file)},
      "studies": [
        "heart"
      ]
    }
  ]
}
`;
    writeFileSync(join(folder, 'datasets.json'), stored);
    const catalog = new DatasetCatalog(folder);
    expect(catalog.forStudy('heart')).toEqual(entry('cardiology', file, ['heart']));
    catalog.add(entry('lungs', join(folder, 'b.csv'), ['lung']));
    expect(new DatasetCatalog(folder).entries).toEqual(catalog.entries);
  });

  it('takes no data set of which nobody has declared how many patients it has: refusals would have to count them', () => {
    const undeclared = { ...entry('cardiology', file, ['heart']), patients: undefined } as unknown as DatasetEntry;
    expect(failure(() => new DatasetCatalog(folder).add(undeclared)).code).toBe('PARAMETER_INVALID');
    const { source: _, patients: __, ...rest } = entry('cardiology', file, ['heart']);
    writeFileSync(join(folder, 'datasets.json'), JSON.stringify({ datasets: [{ ...rest, path: file }] }));
    expect(failure(() => new DatasetCatalog(folder)).code).toBe('CONFIG_INVALID');
  });

  it('keeps whole paths, so that the agent may start anywhere', () => {
    const catalog = new DatasetCatalog(folder);
    catalog.add(entry('here', 'package.json', []));
    expect(catalog.entries[0]?.source).toMatchObject({ path: join(process.cwd(), 'package.json') });
  });

  it('counts a patient in one ledger: one data set a study, one file a data set', () => {
    const catalog = new DatasetCatalog(folder);
    catalog.add(entry('cardiology', file, ['heart']));
    expect(failure(() => catalog.add(entry('other', join(folder, 'b.csv'), ['x', 'heart'])))).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'the data set cardiology already serves the study heart',
    });
    expect(failure(() => catalog.add(entry('other', `${folder}/./a.csv`, [])))).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'the source already is the data set cardiology',
    });
    expect(new DatasetCatalog(folder).entries).toHaveLength(1);
  });

  it('refuses bad names and absent files by field', () => {
    const catalog = new DatasetCatalog(folder);
    for (const dataset of ['', 'A', '../x', 'a b', 'a'.repeat(64)]) {
      expect(failure(() => catalog.add(entry(dataset, file, [])))).toMatchObject({
        code: 'PARAMETER_INVALID',
        message: expect.stringMatching(/^dataset: /) as string,
      });
    }
    expect(failure(() => catalog.add(entry('a', join(folder, 'absent.csv'), []))).code).toBe('FILE_UNREADABLE');
  });

  describe('from which a data set was removed', () => {
    it('serves it no more, and keeps its population, its share and the source for anyone who adds it again', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart'], { population: 'hearts', heldOut: 0.3 }));
      const split = splitFingerprint(catalog.splitOf('hearts'));
      catalog.remove('cardiology');
      const again = new DatasetCatalog(folder);
      expect([again.entries, again.populations, again.heldOutOf('hearts')]).toEqual([[], ['hearts'], 0.3]);
      expect(failure(() => again.forStudy('heart')).code).toBe('DATASET_UNKNOWN');
      expect(failure(() => again.remove('cardiology')).code).toBe('DATASET_UNKNOWN');
      expect([splitFingerprint(again.splitOf('hearts')), again.patientsOf('hearts')]).toEqual([split, 50]);
      again.add(entry('hearts', file, ['heart'], { population: 'hearts', heldOut: 0.3, patients: 40 }));
      expect(again.patientsOf('hearts')).toBe(40);
    });

    it('gives patients who have paid no second budget, under whatever name they come back', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart'], { population: 'hearts' }));
      charge('hearts', splitFingerprint(catalog.splitOf('hearts')));
      catalog.remove('cardiology');
      for (const [name, path] of [
        ['cardiology', join(folder, 'b.csv')],
        ['other', file],
      ] as const) {
        const refused = failure(() => catalog.add(entry(name, path, ['heart'])));
        expect([refused.code, refused.message]).toEqual(['SPLIT_CHANGED', expect.stringContaining('--population hearts')]);
      }
      catalog.add(entry('other', file, ['heart'], { population: 'hearts' }));
      // Also not once it is there under another name, or the name stands for another file.
      catalog.add(entry('cardiology', join(folder, 'b.csv'), ['stroke'], { population: 'hearts' }));
      catalog.remove('other');
      expect(failure(() => catalog.add(entry('third', file, ['heart']))).code).toBe('SPLIT_CHANGED');
    });
  });

  describe('of a population', () => {
    const b = (): string => join(folder, 'b.csv');
    it('makes one secret for all data sets that name it, for its owner only, and another one for others', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart']));
      catalog.add(entry('imaging', b(), ['scans'], { population: 'cardiology' }));
      expect(catalog.populations).toEqual(['cardiology']);
      const secret = join(folder, 'splits', 'cardiology.key');
      expect([statSync(secret).mode & 0o777, statSync(join(folder, 'splits')).mode & 0o777]).toEqual([0o600, 0o700]);
      const split = catalog.splitOf('cardiology');
      expect(new DatasetCatalog(folder).splitOf('cardiology')).toEqual(split);
      catalog.add(entry('imaging', b(), ['scans']));
      expect(catalog.splitOf('imaging').secret).not.toEqual(split.secret);
      expect(failure(() => catalog.splitOf('lungs')).code).toBe('DATASET_UNKNOWN');
    });

    it('holds out the same share in all of them: a patient of two could else be in two parts', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart']));
      const other = entry('imaging', b(), ['scans'], { population: 'cardiology', heldOut: 0.3 });
      expect(failure(() => catalog.add(other))).toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('all of a population hold out the same') as string,
      });
    });

    it('may change its share until somebody has paid, and then says why it may not', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart'], { heldOut: 0.3 }));
      catalog.add(entry('cardiology', file, ['heart']));
      charge('cardiology', splitFingerprint(catalog.splitOf('cardiology')));
      catalog.add(entry('cardiology', file, ['heart', 'stroke']));
      for (const change of [{ heldOut: 0.3 }, { population: 'fresh' }]) {
        expect(failure(() => catalog.add(entry('cardiology', file, ['heart'], change)))).toMatchObject({
          code: 'SPLIT_CHANGED',
          message: expect.stringContaining('paid') as string,
        });
      }
      expect(catalog.forStudy('stroke').heldOut).toBe(0.2);
    });

    it('is missed loudly when its secret is gone, and never gets a new one without a word', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart']));
      charge('cardiology', splitFingerprint(catalog.splitOf('cardiology')));
      rmSync(join(folder, 'splits'), { recursive: true });
      expect(failure(() => catalog.splitOf('cardiology')).code).toBe('SPLIT_SECRET_LOST');
      expect(failure(() => catalog.add(entry('cardiology', file, ['heart']))).code).toBe('SPLIT_SECRET_LOST');
      // Not even where the catalogue is gone as well: the ledger remembers.
      rmSync(join(folder, 'datasets.json'));
      expect(failure(() => new DatasetCatalog(folder).add(entry('cardiology', file, ['heart']))).code).toBe('SPLIT_SECRET_LOST');
      expect(existsSync(join(folder, 'splits', 'cardiology.key'))).toBe(false);
    });

    it('knows a secret that is another one', () => {
      const catalog = new DatasetCatalog(folder);
      catalog.add(entry('cardiology', file, ['heart']));
      charge('cardiology', splitFingerprint(catalog.splitOf('cardiology')));
      writeFileSync(join(folder, 'splits', 'cardiology.key'), `${'7'.repeat(64)}\n`);
      expect(failure(() => catalog.add(entry('cardiology', file, ['heart']))).code).toBe('SPLIT_CHANGED');
    });
  });

  it('stays as it was when the disk is full', () => {
    const catalog = new DatasetCatalog(folder);
    catalog.add(entry('cardiology', file, ['heart']));
    const lungs = entry('lungs', join(folder, 'b.csv'), ['lung']);
    expect(failure(() => onFullDisk(() => catalog.add(lungs))).code).toBe('DISK_FULL');
    expect(catalog.entries).toHaveLength(1);
    expect(new DatasetCatalog(folder).entries).toEqual(catalog.entries);
  });

  it('that is damaged is named, not guessed at', () => {
    for (const content of [
      '{',
      '[]',
      '{"datasets":[{"dataset":"A","population":"a","heldOut":0.2,"path":"x","studies":[]}]}',
      '{"datasets":[],"more":1}',
    ]) {
      writeFileSync(join(folder, 'datasets.json'), content);
      expect(failure(() => new DatasetCatalog(folder))).toMatchObject({
        code: 'CONFIG_INVALID',
        message: `${join(folder, 'datasets.json')} is not a data set catalogue`,
      });
    }
    rmSync(join(folder, 'datasets.json'));
    mkdirSync(join(folder, 'datasets.json'));
    expect(failure(() => new DatasetCatalog(folder)).code).toBe('FILE_UNREADABLE');
  });
});
