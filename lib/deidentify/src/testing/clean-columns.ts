import type { Randomness } from '@consilium/core';
import type { DictionaryColumn } from '../plan/judge-dictionary.ts';
import { digits, integer, pick } from './draw.ts';

/** A column of a made-up table, as a plan declares it. */
export interface MadeColumn extends DictionaryColumn {
  readonly type: Exclude<DictionaryColumn['type'], { readonly kind: 'words' }>;
  readonly cells: string[];
}

type Maker = (random: Randomness, rows: number) => MadeColumn;

function numbers(names: readonly string[], unit: string, range: readonly [number, number], places: number): Maker {
  return (random, rows) => {
    const low = range[0] + (range[1] - range[0]) * 0.1;
    const spread = (range[1] - range[0]) * 0.5;
    const cells = Array.from({ length: rows }, () => (low + spread * (integer(random, 10_000) / 10_000)).toFixed(places));
    return { name: pick(random, names), type: { kind: 'number', unit, range }, cells };
  };
}

function codes(names: readonly string[], from: readonly string[] | ((random: Randomness) => string), most = 12): Maker {
  return (random, rows) => {
    const drawn = Array.from({ length: 2 + integer(random, most) }, () =>
      typeof from === 'function' ? from(random) : pick(random, from),
    );
    const listed = [...new Set(drawn)];
    if (listed.length < 2) listed.push('other');
    const cells = Array.from({ length: rows }, () => pick(random, listed));
    return { name: pick(random, names), type: { kind: 'category', codes: listed }, cells };
  };
}

const words = (text: string): readonly string[] => text.split(',');

/** Concepts of SNOMED CT, of 6 to 16 digits. */
const SNOMED = words(
  '44054006,73211009,38341003,195967001,22298006,84114007,13645005,49436004,230690007,709044004,431855005,433144002,90708001,271737000,55822004,414545008,53741008,399211009,254837009,363406005,126906006,93761005,424132000,254632001,15777000,162864005,408512008,10509002,233604007,195662009,444814009,36971009,65363002,40055000,233678006,185086009,87433001,267036007,1078771000119105,124171000119105,713458007,160903007,160904001,105531004,224299000,423315002,266948004,446654005,40275004,128613002,84757009,370247008,156073000,239873007,239872002,201834006,68235000,278860009,370143000,36923009',
);
const EPONYMS = words(
  "Parkinson disease,Crohn disease,Graves disease,Hodgkin lymphoma,Down syndrome,Wilson disease,Cushing syndrome,Addison's disease,Alzheimer disease,Wolff-Parkinson-White syndrome,Guillain-Barré syndrome,Huntington chorea,Hashimoto thyroiditis,Kaposi sarcoma,Bell's palsy,Colles fracture,Barrett esophagus,Raynaud phenomenon,Marfan syndrome,Ewing sarcoma,Fanconi anemia,Tay-Sachs disease,Babinski sign,Murphy sign,Apgar score,Glasgow coma scale,Karnofsky index,Stevens-Johnson syndrome,Paget disease of bone,Baker cyst,Lewy body dementia,Turner syndrome,Sjögren syndrome,Lynch syndrome",
);

/** Columns that hold nothing of a person, many of them with what looks like it: decoys. */
export const CLEAN_COLUMNS: readonly Maker[] = [
  numbers(['age', 'age_years', 'ageAtSurgery', 'patient age'], 'years', [18, 90], 0),
  numbers(['age_months', 'age in months', 'ageMonths'], 'months', [0, 1080], 0),
  numbers(['systolic', 'trestbps', 'sbp_mmHg'], 'mm[Hg]', [60, 260], 0),
  numbers(['cholesterol', 'ldl', 'chol'], 'mg/dL', [50, 600], 0),
  numbers(['creatinine', 'serum_creatinine'], 'mg/dL', [0.1, 20], 2),
  numbers(['platelets', 'plt_count', 'PlateletCount'], '/uL', [1000, 900_000], 0),
  numbers(['weight_g', 'birth_weight'], 'g', [300, 6000], 0),
  numbers(['viral_load', 'ntprobnp'], '1/mL', [0, 100_000], 0),
  numbers(['length_of_stay', 'days_since_admission', 'days-from-anchor', 'time_to_event'], 'd', [0, 4000], 0),
  numbers(['diagnosis_year', 'year of surgery', 'year'], 'a', [1990, 2030], 0),
  numbers(['bmi', 'BMI'], 'kg/m2', [10, 70], 1),
  numbers(['pain_score', 'gcs', 'moca'], '1', [0, 30], 0),
  numbers(['dose_mg', 'daily dose'], 'mg', [0, 5000], 1),
  numbers(['charges_total', 'cost'], '1', [0, 99_999], 0),
  codes(['snomed_code', 'diagnosis_concept', 'condition_sctid', 'primary_dx'], SNOMED, 20),
  codes(
    ['ndc', 'drug_ndc', 'medication_code'],
    (random) => `${digits(random, 5, '0')}-${digits(random, 4)}-${digits(random, 2)}`,
  ),
  codes(['ndc11', 'drug_code'], (random) => `0${digits(random, 10)}`),
  codes(['ndc_product', 'product_ndc_code'], (random) => `${digits(random, 5, '0')}-${digits(random, 4)}`),
  codes(['cpt', 'procedure_code', 'cpt_code'], (random) => `${pick(random, ['99', '80', '71', '93', '36'])}${digits(random, 3)}`),
  codes(['hcpcs', 'hcpcs_code'], (random) => `${pick(random, ['J', 'G', 'A', 'Q'])}${digits(random, 4)}`),
  codes(
    ['icd10', 'dx_code', 'discharge_diagnosis_code'],
    (random) => `${pick(random, Array.from('ABCDEFGHIJKLMNOQRSTZ'))}${digits(random, 2)}.${digits(random, 1)}`,
  ),
  codes(['loinc', 'lab_code', 'test_code'], (random) => `${1 + integer(random, 80_000)}-${digits(random, 1)}`),
  codes(
    ['atc', 'drug_class'],
    (random) =>
      `${pick(random, Array.from('ABCDGHJLMNPRSV'))}${digits(random, 2)}${pick(random, ['AA', 'BA', 'CA'])}${digits(random, 2)}`,
  ),
  codes(['variant', 'snp'], (random) => `rs${digits(random, 6, '1')}`),
  codes(['comorbidity', 'diagnosis', 'eponym', 'condition'], EPONYMS),
  codes(
    ['comorbid_dx', 'diagnosis_short'],
    words('Parkinson,Crohn,Graves,Hodgkin,Wilson,Addison,Cushing,Alzheimer,Turner,Paget,Bell,Down,none'),
  ),
  codes(
    ['dose', 'regimen', 'dosage'],
    words(
      '500 mg,10 mg/5 mL,1/2 tablet,2x daily,1-0-1,0.5 mL,81 mg daily,5 mg po bid,1000 IU,75 mcg/h,10 mg St John extract,2 puffs q4h,1 g q12h iv',
    ),
  ),
  codes(['pain', 'ecog', 'score_text'], words('3/10,7/10,0/10,10/10,ECOG 1,ECOG 2,GCS 15/15,APGAR 9/10,ASA III,NYHA II,mRS 3')),
  codes(
    ['duration', 'symptom_duration', 'follow_up_interval'],
    words('6 months,3 mo,12 months,18 months,2 weeks,1 year,24 h,10 days,5 years,30 min'),
  ),
  codes(['sex', 'gender'], words('female,male,other,F,M')),
  codes(['smoker', 'fbs', 'metastasis'], words('yes,no,true,false,0,1,unknown')),
  codes(['stage', 'tnm', 'ajcc'], words('T1N0M0,T2N1M0,T3N2M1,IA,IB,IIA,IIIB,IV,pT2,cN1')),
  codes(['blood_group', 'abo'], words('A+,A-,B+,O+,O-,AB+')),
  codes(['state', 'home_state'], words('CA,NY,TX,FL,OH,OR,IN,ME,MA,WA,IL')),
  codes(
    ['drug', 'drug_name', 'statin'],
    words(
      'metformin,atorvastatin,lisinopril,warfarin,insulin glargine,St. John wort,amoxicillin/clavulanate,aspirin,rosuvastatin,Lantus,Plavix,Coumadin',
    ),
  ),
  codes(
    ['lab_test', 'analyte', 'lab_codes'],
    words('GLU,HBA1C,NA,K,CREA,ALT,AST,CRP,IL-6,TNF-a,TSH,FT4,CD4,CA 19-9,CA-125,HLA-B27,BRCA1,CYP2D6'),
  ),
  codes(
    ['scanner_type', 'device_class', 'ct_protocol'],
    words('64 slice CT,1.5 T MR,3T MRI,US,XR,pacemaker dual chamber,CPAP,128-slice CT'),
  ),
  codes(['icd_version', 'software_version', 'guideline'], words('ICD-10,ICD-9,v1.2.3,2.0.1,2019 ESC,2021 WHO,CTCAE v5.0,TNM 8')),
  codes(
    ['ethnicity', 'race', 'ward', 'insurance_type'],
    words('white,black,asian,hispanic,other,ICU,cardiology,ward 3,medicare,medicaid,private,self-pay,A,B,C'),
  ),
  codes(['zip3', 'zip_3'], words('941,100,606,770,331,981,000')),
];

/** What is wrong with cells of every hospital and names nobody. */
const NOISE: readonly ((random: Randomness) => string)[] = [
  () => '',
  (random) =>
    pick(
      random,
      words(
        'n/a,NA,unknown,pending,see note,hemolyzed,not done,refused,error,<5,>200,1+,trace,neg,pos,-9,999,9999,99999,-99,???,none seen,not reported,ok,cancelled,left,Right arm,no change',
      ),
    ),
  (random) => `${integer(random, 100)},${integer(random, 10)}`,
  (random) => `${integer(random, 300)}.${digits(random, 6)}`,
  (random) => `${integer(random, 9)}e${integer(random, 5)}`,
];

/** A column without identifiers: mostly as the plan says, here and there with what it does not. */
export function cleanColumn(random: Randomness, rows: number): MadeColumn {
  const column = pick(random, CLEAN_COLUMNS)(random, rows);
  if (integer(random, 2) === 0) return column;
  const spoiled = 1 + integer(random, Math.ceil(rows / 20));
  for (let i = 0; i < spoiled; i++) column.cells[integer(random, rows)] = pick(random, NOISE)(random);
  return column;
}
