import { describe, expect, it } from 'vitest';
import { csvText } from '../testing/csv-text.ts';
import { likelyPerson, roundedPatients, surveyPatients } from './patient-survey.ts';

describe('who the patient column names', () => {
  it('counts persons, and groups of identifiers that may be one', async () => {
    const ids = [
      '5',
      '5',
      '05',
      '5.0',
      'P1',
      'p1',
      'Zu\u0308rich',
      'Z\u00fcrich',
      ' 7 ',
      '7',
      '1E+05',
      '100000',
      'a\u200bb',
      '',
      '8',
    ];
    const survey = await surveyPatients(csvText(`visit,id\n${ids.map((id, i) => `${i},"${id}"`).join('\n')}\n`), 'id');
    expect(survey).toEqual({
      rows: 15,
      // 5, 05, 5.0; P1, p1; Zurich once; 7 once; 1E+05, 100000; 8
      patients: 10,
      nobodys: 2,
      ambiguous: 3,
      spreadsheet: 1,
      listed: [2, 4, 5, 6, 7, 12, 13],
    });
  });

  it('finds nothing in identifiers that are what they seem', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i},p${i % 40}`);
    expect(await surveyPatients(csvText(`visit,id\n${rows.join('\n')}\n`), 'id')).toMatchObject({
      patients: 40,
      nobodys: 0,
      ambiguous: 0,
      spreadsheet: 0,
      listed: [],
    });
    // Digits beyond a double are text: two long numbers are not one person because a double rounds them.
    expect(likelyPerson('12345678901234567890')).not.toBe(likelyPerson('12345678901234567891'));
  });

  it('is declared as a number that one patient rarely moves', () => {
    expect([3, 14, 46, 303, 1495, 99, 12_345].map(roundedPatients)).toEqual([10, 10, 50, 300, 1500, 100, 12_000]);
  });
});
