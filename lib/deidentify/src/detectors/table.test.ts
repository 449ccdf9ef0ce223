import { describe, expect, it } from 'vitest';
import { columnHints } from '../safe-harbor/column-names.ts';
import { seen } from '../safe-harbor/detector.ts';
import { IDENTIFIERS } from '../safe-harbor/identifiers.ts';
import { MAX_INSPECTED, normaliseCell } from '../safe-harbor/normalise.ts';
import { DETECTORS } from './table.ts';

/** For each rule, cells that this one finds and no other: without it they would cross. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  'person-name': [
    'Mary Alvarez',
    'ALVAREZ, MARY',
    'J. Alvarez',
    'Dr. Alvarez',
    'mary.alvarez',
    'Alvarez',
    'Mary Vrobnik',
    'D. Gilbert',
    'crohn, j.',
  ],
  'street-address': [
    '4711 Hawthorn Street',
    '12 W 14th St',
    'see 12 alvarez st again',
    'see 12 Hawthorn St again',
    'P.O. Box 4711',
    'Lindenstrasse 4',
  ],
  'city-or-county': ['Milwaukee', 'Smallville, KS', 'Orange County', 'Milwaukee, WI'],
  'zip-code': ['94107-1234', 'zip 94107', 'K1A 0B1', 'SW1A 1AA'],
  'zip3-of-few-people': ['036'],
  coordinates: ['40.7128, -74.0060', '40°42\'46"N', 'POINT(-74 40)'],
  date: [
    '2020-03-05',
    '3/5/2020',
    '5.3.20',
    '20200305',
    '5 March 2020',
    '05MAR2020',
    'March 2020',
    'March 5',
    '2020-03-05T10:15:00Z',
  ],
  'part-of-a-date': ['2020-03', '03/2020', '2020-W12', 'Q1 2020', 'March'],
  'age-over-89': ['92 years old', 'aged 101', '95 y/o'],
  'telephone-number': ['(212) 555-0123', '212-555-0123', '2125550123', '+49 30 1234567', '555-0123'],
  'fax-number': ['fax 212-555-0123'],
  'e-mail-address': ['someone@example.org', 'someone at example dot com'],
  'social-security-number': ['123-45-6789', '123456789', 'xxx-xx-6789', 'SSN 6789'],
  'medical-record-number': ['MRN 123456', 'M1234567', 'chart no 4711'],
  'health-plan-number': ['1EG4-TE5-MK73', 'policy no 4711-22'],
  'account-number': ['4111 1111 1111 1111', 'acct # 47110'],
  'licence-number': ['AB1234563', 'license no A47110'],
  vehicle: ['1HGCM82633A004352', 'BKX-4711', 'plate BKX471'],
  'device-identifier': ['00:1b:44:11:3a:b7', 'S/N 47110815'],
  'web-address': ['https://portal.example.org/4711', 'www.example.com', 'example.net/home'],
  'ip-address': ['192.168.4.11', '2001:db8::ff00:42', '2001:0db8:0000:0000:0000:ff00:0042:8329'],
  biometric: ['voice_4711.wav', 'fingerprint: a91bcc'],
  photograph: ['face.jpg', '/9j/4AAQSkZJRgABAQ', 'data:image/png;base64,iVBORw0KGgo'],
  'unique-code': ['123e4567-e89b-42d3-a456-426614174000', 'accession # 47110', '0a1b2c3d4e5f6071'],
};

/** Rules that find a cell in a column of this name. */
function rulesOf(text: string, column = 'note'): readonly string[] {
  const hints = columnHints(column);
  return DETECTORS.filter((detector) => detector.find(seen(normaliseCell(text)), hints) !== undefined).map(({ rule }) => rule);
}

describe('the detectors', () => {
  it('cover all eighteen letters, each rule by one name', () => {
    expect([...new Set(DETECTORS.map(({ letter }) => letter))].sort()).toEqual(Object.keys(IDENTIFIERS));
    expect(Object.keys(ONLY).sort()).toEqual(DETECTORS.map(({ rule }) => rule).sort());
  });

  it.each(Object.entries(ONLY))('need %s: no other finds what it finds', (rule, cells) => {
    const column = rule === 'zip3-of-few-people' ? 'zip3' : 'note';
    for (const text of cells) expect([text, rulesOf(text, column)]).toEqual([text, [rule]]);
  });

  it.each([
    ['1234567893', 'licence-number'],
    ['490154203237518', 'device-identifier'],
    ['DE89370400440532013000', 'account-number'],
    ['(01)00884838008731', 'device-identifier'],
    ['John Miller, left knee', 'person-name'],
    ['note 123456789 again', 'social-security-number'],
    ['Grace Long', 'person-name'],
    ['note: robyn marquez (verified)', 'person-name'],
    ['per MARQUEZ, ROBYN today', 'person-name'],
  ])('find %s, whatever else it may be', (text, rule) => expect(rulesOf(text)).toContain(rule));

  it('find a person behind an initial in columns of codes too, by a name that diseases bear', () => {
    expect(rulesOf('D.\u00ad \u00adG\u00adilbert', 'cpt_code')).toEqual(['person-name']);
    expect(rulesOf('Gilbert', 'cpt_code')).toEqual([]);
    expect(rulesOf('Van Pate', 'hcpcs')).toEqual(['person-name']);
  });

  it.each([
    'ward a',
    'Parkinson disease',
    "Addison's disease",
    'Wolff-Parkinson-White syndrome',
    '500 mg',
    '10 mg/5 mL',
    '1-0-1',
    '3/10',
    '15/15',
    '120/80',
    '6 months',
    'T1N0M0',
    'IIIA',
    '2345-7',
    'E11.9',
    'J1100',
    'A10BA02',
    'rs7903146',
    'HLA-B27',
    'IL-6',
    'v1.2.3',
    '64 slice CT',
    'amoxicillin/clavulanate',
    'St. John wort',
    '65 years',
    '12:34',
    '<5',
    '-999',
    '2019 ESC',
    'none seen',
  ])('leave %s alone', (text) => expect(rulesOf(text)).toEqual([]));

  it('answer for the longest cell, whatever it holds', () => {
    // A pattern that tries every way there is would take longer on one of these than the test may run.
    const hostile = ['a', 'a ', 'a.', '1-', 'a-', '0:', '1 ', 'aA', "a'", '12,', 'Ab '];
    for (const part of hostile) expect(rulesOf(part.repeat(MAX_INSPECTED).slice(0, MAX_INSPECTED))).toBeDefined();
  });
});
