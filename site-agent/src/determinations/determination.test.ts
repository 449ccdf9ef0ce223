import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { type Determination, expiryMs, monthsAfter, readDetermination, writeDetermination } from './determination.ts';

const record: Determination = {
  version: 1,
  expert: { name: 'Dr. Ada Example', qualification: 'biostatistician, 20 years', method: 'k-anonymity, report 7' },
  scope: { dataset: 'ward', source: 'a'.repeat(64), dictionary: 'b'.repeat(64) },
  quasiIdentifiers: ['age'],
  sensitive: [{ name: 'outcome', scale: 'nominal' }],
  recipients: ['consortium cardio'],
  treatment: 'ages in bands of ten years',
  measured: {
    records: 46,
    classes: 2,
    k: 22,
    uniqueShare: 0,
    prosecutorMaximum: 1 / 22,
    prosecutorAverage: 2 / 46,
    journalistMaximum: 1 / 22,
    journalistAverage: 2 / 46,
    marketer: 2 / 46,
    sensitive: [{ name: 'outcome', distinct: 2, entropy: 2, closeness: 0 }],
  },
  limits: {
    maximumRisk: 1 / 11,
    averageRisk: 0.05,
    k: 11,
    sensitive: [{ name: 'outcome', distinct: 2, entropy: 2, closeness: 0 }],
  },
  determined: '2026-05-31',
  expires: '2027-11-30',
};

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return isConsiliumError(error) ? error.code : error;
  }
};

describe('the record of a determination', () => {
  it('has one text, and is read from no other one', () => {
    const text = writeDetermination(record);
    expect(readDetermination(text)).toEqual(record);
    for (const other of [
      text.trimEnd(),
      ` ${text}`,
      text.replace('"version":1', '"version":1,"version":1'),
      text.replace('"version":1', '"version":1,"note":"more"'),
      text.replace('"k":22', '"k":-1'),
      writeDetermination({ ...record, scope: { ...record.scope, dataset: '' } }),
      'null\n',
      '',
    ])
      expect(codeOf(() => readDetermination(other))).toBe('DETERMINATION_INVALID');
  });

  it('holds to the end of its last day, and months end with their last day', () => {
    expect(expiryMs(record)).toBe(Date.parse('2027-12-01T00:00:00Z'));
    expect(monthsAfter('2026-05-31', 18)).toBe('2027-11-30');
    expect(monthsAfter('2026-08-31', 18)).toBe('2028-02-29');
    expect(monthsAfter('2026-01-15', 18)).toBe('2027-07-15');
    expect(monthsAfter('2026-12-31', 0)).toBe('2026-12-31');
  });
});
