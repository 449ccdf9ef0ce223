import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onFullDisk } from '@consilium/testing';
import { DatasetCatalog } from './dataset-catalog.ts';
import type { SourceDescription } from './sources/source-description.ts';

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

function failure(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error;
    throw error;
  }
  return { code: 'none', message: '' };
}

describe('the catalogue', () => {
  it('starts empty, remembers, replaces by name, and is the owner’s alone', () => {
    const catalog = new DatasetCatalog(folder);
    expect(catalog.entries).toEqual([]);
    catalog.add({ dataset: 'cardiology', source: csv(file), studies: ['heart'] });
    catalog.add({ dataset: 'lungs', source: csv(join(folder, 'b.csv')), studies: ['lung'] });
    catalog.add({ dataset: 'cardiology', source: csv(file), studies: ['heart', 'stroke'] });
    const again = new DatasetCatalog(folder);
    expect(again.entries).toEqual(catalog.entries);
    expect(again.entries).toHaveLength(2);
    expect(again.forStudy('stroke')).toEqual({ dataset: 'cardiology', source: csv(file), studies: ['heart', 'stroke'] });
    expect(failure(() => again.forStudy('liver')).code).toBe('DATASET_UNKNOWN');
    expect(statSync(join(folder, 'datasets.json')).mode & 0o777).toBe(0o600);
  });

  it('keeps a CSV file as the path that agents of version 0.1 read', () => {
    const stored = `{
  "datasets": [
    {
      "dataset": "cardiology",
      "path": ${JSON.stringify(file)},
      "studies": [
        "heart"
      ]
    }
  ]
}
`;
    new DatasetCatalog(folder).add({ dataset: 'cardiology', source: csv(file), studies: ['heart'] });
    expect(readFileSync(join(folder, 'datasets.json'), 'utf8')).toBe(stored);
    expect(new DatasetCatalog(folder).forStudy('heart').source).toEqual(csv(file));
  });

  it('keeps whole paths, so that the agent may start anywhere', () => {
    const catalog = new DatasetCatalog(folder);
    catalog.add({ dataset: 'here', source: csv('package.json'), studies: [] });
    expect(catalog.entries[0]?.source.path).toBe(join(process.cwd(), 'package.json'));
  });

  it('counts a patient in one ledger: one data set a study, one file a data set', () => {
    const catalog = new DatasetCatalog(folder);
    catalog.add({ dataset: 'cardiology', source: csv(file), studies: ['heart'] });
    expect(
      failure(() => catalog.add({ dataset: 'other', source: csv(join(folder, 'b.csv')), studies: ['x', 'heart'] })),
    ).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'the data set cardiology already serves the study heart',
    });
    expect(failure(() => catalog.add({ dataset: 'other', source: csv(`${folder}/./a.csv`), studies: [] }))).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'the file already is the data set cardiology',
    });
    expect(new DatasetCatalog(folder).entries).toHaveLength(1);
  });

  it('refuses bad names and absent files by field', () => {
    const catalog = new DatasetCatalog(folder);
    for (const dataset of ['', 'A', '../x', 'a b', 'a'.repeat(64)]) {
      expect(failure(() => catalog.add({ dataset, source: csv(file), studies: [] }))).toMatchObject({
        code: 'PARAMETER_INVALID',
        message: expect.stringMatching(/^dataset: /) as string,
      });
    }
    expect(failure(() => catalog.add({ dataset: 'a', source: csv(join(folder, 'absent.csv')), studies: [] })).code).toBe(
      'FILE_UNREADABLE',
    );
  });

  it('stays as it was when the disk is full', () => {
    const catalog = new DatasetCatalog(folder);
    catalog.add({ dataset: 'cardiology', source: csv(file), studies: ['heart'] });
    const lungs = { dataset: 'lungs', source: csv(join(folder, 'b.csv')), studies: ['lung'] };
    expect(failure(() => onFullDisk(() => catalog.add(lungs))).code).toBe('DISK_FULL');
    expect(catalog.entries).toHaveLength(1);
    expect(new DatasetCatalog(folder).entries).toEqual(catalog.entries);
  });

  it('that is damaged is named, not guessed at', () => {
    for (const content of ['{', '[]', '{"datasets":[{"dataset":"A","path":"x","studies":[]}]}', '{"datasets":[],"more":1}']) {
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
