import { describe, expect, it } from 'vitest';
import { parsePlan, planFromJson } from './compile.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';

const HAEMOGLOBIN = 'haemoglobin: { kind: number, unit: g/dl, range: [5, 20] }';
const ASA = 'asa: { kind: category, codes: [1, 2, 3, 4], description: physical status by the ASA }';
const TARGET = 'target: { kind: category, column: stay, codes: [short, usual, long] }';

function plan(from: string, to: string): string {
  expect(PLAN_EXAMPLE).toContain(from);
  return PLAN_EXAMPLE.replace(from, to);
}

/** The plan with haemoglobin by a concept, with other fields of its own. */
const haemoglobin = (fields: string): string => plan(HAEMOGLOBIN, `haemoglobin: { kind: number, range: [5, 20], ${fields} }`);
const concept = (vocabulary: string, ...codes: string[]): string =>
  haemoglobin(`unit: g/dL, concept: { vocabulary: ${vocabulary}, codes: [${codes.join(', ')}] }`);

describe('a concept', () => {
  it.each([
    ['LOINC', '718-7', '8867-4', '4548-4', '20570-8', '2160-0'],
    ['SNOMED', '38082009', '73211009', '22298006', '"900000000000207008"'],
    ['RxNorm', '6809', '161'],
    ['ICD10CM', 'E11.9', 'I10', 'S72.001A', 'U07.1', 'C4A.9', 'Z3A.01'],
    ['OMOP', '3004249', '201826'],
  ])('of %s', (vocabulary, ...codes) => {
    const { document } = parsePlan(concept(vocabulary, ...codes));
    const expected = { vocabulary, codes: codes.map((code) => code.replaceAll('"', '')) };
    expect(document.data.features['haemoglobin']).toMatchObject({ concept: expected });
  });

  it.each([
    ['LOINC', '718-8', 'its check digit is wrong'],
    ['LOINC', '7187', 'a LOINC code is up to seven digits'],
    ['LOINC', 'LP14449-0', 'a LOINC code is up to seven digits'],
    ['SNOMED', '38082008', 'its check digit is wrong'],
    ['SNOMED', '"38082"', 'has 6 to 18 digits'],
    ['SNOMED', '"751689013"', 'it is no identifier of a concept'],
    ['SNOMED', '900000000000207008', 'written in quotes'],
    ['RxNorm', '"0161"', 'an RxNorm concept'],
    ['ICD10CM', 'E119', 'such as E11.9'],
    ['ICD10CM', 'e11.9', 'such as E11.9'],
    ['OMOP', '2000000001', 'every hospital means something of its own'],
    ['OMOP', '"-1"', 'a whole number below 2^31'],
    ['ICD9', '250.0', 'found "ICD9"; it must be one of'],
    ['LOINC', '718-7, 718-7', 'a code stands in the list once'],
  ])('of %s is not %s', (vocabulary, code, message) => {
    expect(() => parsePlan(concept(vocabulary, code))).toThrow(
      expect.objectContaining({ code: 'PLAN_INVALID', message: expect.stringContaining(message) as string }),
    );
  });

  it('needs a unit that both sides read alike; a column that people prepare does not', () => {
    const loinc = 'concept: { vocabulary: LOINC, codes: [718-7] }';
    expect(() => parsePlan(haemoglobin(`unit: gram/dl, ${loinc}`))).toThrow(/haemoglobin\.unit: "gram\/dl" is no unit of UCUM/);
    expect(() => parsePlan(haemoglobin('unit: gram/dl'))).not.toThrow();
  });
});

describe('a window', () => {
  const window = '{ from: -24, to: 0, aggregate: last, anchor: admission }';

  it('stands with features and with the target', () => {
    const { data } = parsePlan(plan(TARGET, TARGET.replace(' }', `, window: ${window.replace('-24', '-720')} }`))).document;
    expect(data.target).toMatchObject({ window: { from: -720, to: 0, aggregate: 'last', anchor: 'admission' } });
    const features = parsePlan(haemoglobin(`unit: g/dL, window: ${window}`)).document.data.features;
    expect(features['haemoglobin']).toMatchObject({
      window: { from: -24, to: 0, aggregate: 'last', anchor: 'admission' },
    });
  });

  it.each([
    ['[from]', window.replace('to: 0', 'to: -24'), 'a window ends after it begins'],
    ['[aggregate]', window.replace('last', 'median'), 'found "median"; it must be one of last, first'],
    ['[anchor]', window.replace('admission', 'my_table.admit_date'), 'it must be one of cohort-start'],
    ['[longer than a life]', window.replace('-24', '-99999999'), 'tell ages over 89 apart'],
    ['[ages over 89]', window.replace('admission', 'birth').replace('to: 0', 'to: 800000'), 'tell ages over 89 apart'],
    ['[ages over 89 from another event]', window.replace('to: 0', 'to: 800000'), 'tell ages over 89 apart'],
  ])('%s', (_, text, message) => {
    expect(() => parsePlan(haemoglobin(`unit: g/dL, window: ${text}`))).toThrow(message);
  });

  it('makes of codes what is a code', () => {
    const asa = (aggregate: string, codes = '[1, 2]'): string =>
      plan(ASA, `asa: { kind: category, codes: ${codes}, window: ${window.replace('last', aggregate)} }`);
    expect(() => parsePlan(asa('mean'))).toThrow('codes have no mean: take last, first or exists');
    expect(() => parsePlan(asa('exists'))).toThrow('the codes must be "0" and "1"');
    expect(() => parsePlan(asa('exists', '[0, 1]'))).not.toThrow();
    expect(() => parsePlan(asa('first'))).not.toThrow();
  });
});

describe('the hash of a plan', () => {
  it('covers concept and window', () => {
    const texts = [
      haemoglobin('unit: g/dL'),
      concept('LOINC', '718-7'),
      concept('LOINC', '20509-6'),
      haemoglobin('unit: g/dL, window: { from: -24, to: 0, aggregate: last, anchor: admission }'),
      haemoglobin('unit: g/dL, window: { from: -24, to: 0, aggregate: last, anchor: discharge }'),
    ];
    const plans = texts.map((text) => parsePlan(text));
    expect(new Set(plans.map(({ hash }) => hash)).size).toBe(texts.length);
    for (const { json, hash } of plans) expect(planFromJson(json, hash).hash).toBe(hash);
  });
});

describe('where data lie', () => {
  const fields = [
    'connector',
    'source',
    'file',
    'path',
    'url',
    'dsn',
    'table',
    'view',
    'schema',
    'sql',
    'query',
    'where',
    'fhirPath',
    'tag',
  ];

  it.each(fields)('is no matter of a plan: `%s` stands nowhere in it', (field) => {
    const inside = `${field}: patients`;
    for (const text of [
      plan('data:\n', `data:\n  ${inside}\n`),
      plan(TARGET, TARGET.replace(' }', `, ${inside} }`)),
      haemoglobin(`unit: g/dL, ${inside}`),
      haemoglobin(`unit: g/dL, concept: { vocabulary: LOINC, codes: [718-7], ${inside} }`),
      haemoglobin(`unit: g/dL, window: { from: 0, to: 1, aggregate: last, anchor: birth, ${inside} }`),
      plan('missing: {', `missing: { ${inside},`),
    ])
      expect(() => parsePlan(text)).toThrow(`${field}: there is no such field`);
  });
});
