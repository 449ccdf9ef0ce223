/** The year of the census that {@link RESTRICTED_ZIP3} is taken from. */
export const ZIP3_CENSUS_YEAR = 2020;

/**
 * First three digits of ZIP codes behind which at most 20,000 people live, by the Census of 2020: they have to be written 000
 * (45 CFR 164.514(b)(2)(i)(B)). Source: HRSA's list for UDS+ (18 prefixes); the same come out of the Census populations of ZCTAs.
 * The list that the guidance of HHS printed in 2012 is that of 2000 and is not current.
 */
const BY_CENSUS = [
  '036',
  '059',
  '102',
  '202',
  '203',
  '204',
  '205',
  '369',
  '556',
  '692',
  '753',
  '772',
  '821',
  '823',
  '878',
  '879',
  '884',
  '893',
];

/** Prefixes that no census counts people behind: military post, unassigned ones. Nobody knows that 20,000 live there. */
const WITHOUT_CENSUS = [
  '001',
  '002',
  '003',
  '004',
  '090',
  '091',
  '092',
  '093',
  '094',
  '095',
  '096',
  '097',
  '098',
  '099',
  '340',
  '962',
  '963',
  '964',
  '965',
  '966',
];

/** Prefixes that must be written 000; `000` itself is none of them. */
export const RESTRICTED_ZIP3: ReadonlySet<string> = new Set([...BY_CENSUS, ...WITHOUT_CENSUS]);
