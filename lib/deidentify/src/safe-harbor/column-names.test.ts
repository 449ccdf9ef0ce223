import { describe, expect, it } from 'vitest';
import { identifierInName, namesBirth } from './column-names.ts';

describe('the name of a column', () => {
  it.each([
    ['patientName', 'A'],
    ['LAST_NAME', 'A'],
    ['Home ZIP', 'B'],
    ['county', 'B'],
    ['lat', 'B'],
    ['DOB', 'C'],
    ['dateOfDeath', 'C'],
    ['birth_year', 'C'],
    ['admission_date', 'C'],
    ['cell phone', 'D'],
    ['fax_no', 'E'],
    ['E-Mail', 'F'],
    ['ＳＳＮ', 'G'],
    ['MRN', 'H'],
    ['patient_id', 'H'],
    ['member_id', 'I'],
    ['acct', 'J'],
    ['drivers_license', 'K'],
    ['VIN', 'L'],
    ['device_serial', 'M'],
    ['url', 'N'],
    ['ip', 'O'],
    ['fingerprint', 'P'],
    ['photo', 'Q'],
    ['encounter_id', 'R'],
  ])('%s says (%s)', (name, letter) => expect(identifierInName(name)?.letter).toBe(letter));

  it.each([
    'days_since_admission_date',
    'diagnosis_year',
    'year of surgery date',
    'drug_name',
    'country',
    'urinary_tract_infection',
    'device_type',
    'platelet_count',
    'zip3',
    'zip_3',
    'ip_admissions',
    'stage',
    'dosage',
    'percentage',
    'family_history',
    'mac_infection',
    'lateral_wall',
    'blood_bank_type',
  ])('%s says nothing', (name) => expect(identifierInName(name)).toBeUndefined());
});

describe('the name of a date of birth', () => {
  it.each(['dob', 'patientdob', 'DATEOFBIRTH', 'birth_date', 'GEBDAT', 'Geburtsdatum', 'date_naissance'])('is %s', (name) => {
    expect(namesBirth(name)).toBe(true);
  });

  it.each(['admission_date', 'age', 'gebiet'])('is not %s', (name) => expect(namesBirth(name)).toBe(false));
});
