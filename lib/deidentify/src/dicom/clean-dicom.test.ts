import { isConsiliumError } from '@consilium/core';
import { ctSlice, dicomFile, type MadeElement, SYNTAX } from '@consilium/testing/dicom';
import { describe, expect, it } from 'vitest';
import { cleanDicom } from './clean-dicom.ts';
import { type DataSet, type DicomElement, textOf, textsOf } from './elements.ts';
import type { CleaningOptions } from './options.ts';
import { isOutByGroup, PROFILE, type ProfileRow } from './profile-table.ts';
import { cleaned, cleaningOf, read } from './testing/cleaned.ts';
import { plantedElement, plantedElements, PLANTED_TEXTS } from './testing/planted.ts';

const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const FUNCTIONAL_GROUPS = 0x5200_9230;
const PIXEL_MEASURES = 0x0028_9110;

/** An image with everything of the table at the top and two sequences deep. */
function plantedImage(sopClass?: string): Buffer {
  const planted = plantedElements();
  const nested: MadeElement = [
    FUNCTIONAL_GROUPS,
    'SQ',
    [[[PIXEL_MEASURES, 'SQ', [[...planted, [0x0028_0030, 'DS', '0.5\\0.5']]]]]],
  ];
  const more = [...planted, nested, ...(sopClass === undefined ? [] : [[0x0008_0016, 'UI', sopClass] as const])];
  return dicomFile(ctSlice({ more }), { preamble: 'Zebulonsen Quirina', meta: [[0x0002_0016, 'AE', 'QUARTZMANN_AE']] });
}

function inside(dataset: DataSet): DataSet {
  return itemOf(itemOf(dataset, FUNCTIONAL_GROUPS), PIXEL_MEASURES);
}

function itemOf(dataset: DataSet, tag: number): DataSet {
  const element = dataset.get(tag);
  const item = element?.kind === 'sequence' ? element.items[0] : undefined;
  if (item === undefined) throw new Error(`no item in ${tag.toString(16)}`);
  return item;
}

function isEmpty(element: DicomElement): boolean {
  return element.kind === 'value' ? element.bytes.length === 0 : element.kind === 'sequence' && element.items.length === 0;
}

/** Whether what became of an element is what its row asks for, by the letters of the row alone. */
function isRight(row: ProfileRow, element: DicomElement | undefined): boolean {
  const may = new Set(row.basic.split('/').map((letter) => letter[0]));
  // Groups that no image has: whatever the row says, they are out.
  if (row.tag >>> 16 < 8) return element === undefined;
  if (element === undefined) return may.has('X');
  if (isEmpty(element)) return may.has('Z');
  // A dummy may stand for nothing.
  if (may.has('D') || may.has('Z')) return row.vr === 'SQ' || !original(row).equals(bytesOf(element));
  return may.has('U') && /^2\.25\.\d{30,39}$/.test(textOf(new Map([[row.tag, element]]), row.tag));
}

function original(row: ProfileRow): Buffer {
  const [, , value] = plantedElement(row);
  return Buffer.from(value as string | Uint8Array);
}

function bytesOf(element: DicomElement): Buffer {
  return element.kind === 'value' ? Buffer.from(element.bytes) : Buffer.alloc(0);
}

describe.each([undefined, ENHANCED_CT])('the Basic Profile on an image of class %s with everything planted', (sopClass) => {
  const { bytes, dataset } = cleaned(plantedImage(sopClass));

  it.each([
    ['at the top', (): DataSet => dataset],
    ['two sequences deep', (): DataSet => inside(dataset)],
  ])('treats every row of the table as it says, %s', (_where, depth) => {
    const at = depth();
    const wrong = [...PROFILE.values()]
      .filter((row) => !isRight(row, at.get(row.tag)))
      .map(({ keyword, basic }) => `${keyword} ${basic}`);
    expect(wrong).toEqual([]);
    expect([...at.keys()].filter(isOutByGroup)).toEqual([]);
    expect(PROFILE.size).toBe(617);
  });

  it('leaves no byte of what was planted', () => {
    const found = PLANTED_TEXTS.filter((text) => bytes.includes(text, 0, 'latin1'));
    expect(found).toEqual([]);
  });
});

it('finds a value that stays: the search of bytes is not blind', () => {
  const file = plantedImage();
  expect(PLANTED_TEXTS.filter((text) => !file.includes(text, 0, 'latin1'))).toEqual([]);
});

describe('a cleaned image', () => {
  const made = dicomFile(ctSlice());
  const { dataset, bytes } = cleaned(made);

  it('keeps what its pixels mean and where they lie', () => {
    expect(textOf(dataset, 0x0008_0060)).toBe('CT');
    expect(textsOf(dataset, 0x0028_0030)).toEqual(['0.703125', '0.703125']);
    expect(textsOf(dataset, 0x0020_0032)).toEqual(['-180', '-180', '5.0']);
    expect(textOf(dataset, 0x0028_1052)).toBe('-1024');
    expect(textsOf(dataset, 0x0008_0008)).toEqual(['ORIGINAL', 'PRIMARY', 'AXIAL']);
    const pixels = read(made).dataset.get(0x7fe0_0010);
    expect(dataset.get(0x7fe0_0010)).toEqual(pixels);
  });

  it('says that it was cleaned, by what, and how', () => {
    expect(textOf(dataset, 0x0012_0062)).toBe('YES');
    expect(textOf(dataset, 0x0012_0063)).toContain('PS3.15 E.1-1 of 2024e');
    expect(textOf(itemOf(dataset, 0x0012_0064), 0x0008_0100)).toBe('113100');
    expect(textOf(dataset, 0x0028_0303)).toBe('REMOVED');
  });

  it('holds nothing that the slice said of people and places', () => {
    for (const text of [
      'Zebulon',
      'Quint',
      'QUINT',
      'Quartz',
      'QUARTZ',
      'Tessel',
      '77120934',
      '5550199',
      '1931',
      '2019',
      '0815',
      'Larkspur',
      'Cobble',
      '4471902',
    ])
      expect([text, bytes.includes(text, 0, 'latin1')]).toEqual([text, false]);
  });

  it('is the same image for the same patient and another one in another study', () => {
    expect(cleaned(made).bytes.equals(bytes)).toBe(true);
    const other = cleaned(made, cleaningOf({}, 'hearts')).dataset;
    for (const tag of [0x0008_0018, 0x0020_000d, 0x0020_000e, 0x0020_0052, 0x0010_0020])
      expect(textOf(other, tag)).not.toBe(textOf(dataset, tag));
  });

  it('keeps all slices of a series in one series, and their patient one patient', () => {
    const next = cleaned(dicomFile(ctSlice({ number: 2, instance: '1.2.826.0.1.99.1.2.4' }))).dataset;
    for (const tag of [0x0020_000d, 0x0020_000e, 0x0020_0052, 0x0010_0020]) expect(textOf(next, tag)).toBe(textOf(dataset, tag));
    expect(textOf(next, 0x0008_0018)).not.toBe(textOf(dataset, 0x0008_0018));
  });

  it('calls two patients without numbers two, and one study of theirs one', () => {
    const name = (study: string): string => textOf(cleaned(dicomFile(ctSlice({ patient: '', study }))).dataset, 0x0010_0020);
    expect(name('1.2.3')).toBe(name('1.2.3'));
    expect(name('1.2.3')).not.toBe(name('1.2.4'));
  });
});

describe('elements that images need', () => {
  const planted = (more: readonly MadeElement[]): DataSet => cleaned(dicomFile(ctSlice({ more }))).dataset;

  it.each([
    ['a name where a code belongs', [0x0018_0015, 'CS', 'ZEBULONSEN'], ''],
    ['a number of a record where one of a slice belongs', [0x0020_0013, 'IS', '77120934'], ''],
    ['a number that is none', [0x0018_0050, 'DS', '5.0 Zebulon'], ''],
    ['too many numbers', [0x0018_0050, 'DS', '5\\7712\\0934'], ''],
    ['a text where a number belongs', [0x0018_0050, 'LO', '5.0'], ''],
    ['a maker that nobody knows', [0x0008_0070, 'LO', 'Zebulonsen Imaging'], ''],
    ['a type of image that nobody knows', [0x0008_0008, 'CS', 'DERIVED\\SECONDARY\\ZEBULONSEN'], 'DERIVED'],
  ] as const)('are emptied, or made a code, of %s', (_what, element, left) => {
    const dataset = planted([element]);
    expect(dataset.has(element[0])).toBe(true);
    expect(textOf(dataset, element[0])).toBe(left);
    expect(textsOf(dataset, element[0]).join(' ')).not.toMatch(/ZEBULON|7712/i);
  });

  it('lose what stands behind a text as padding', () => {
    const { bytes } = cleaned(dicomFile(ctSlice({ more: [[0x0008_0060, 'CS', 'CT\0\0']] })));
    expect(bytes.includes('CT\0\0')).toBe(false);
    expect(textOf(planted([[0x0008_0060, 'CS', 'CT\0Zebulonsen']]), 0x0008_0060)).toBe('');
  });

  it('are the only ones: what nobody names here is left out, in an implicit file as well', () => {
    const unknown: readonly MadeElement[] = [
      [0x0008_9999, 'LO', 'Zebulonsen'],
      [0x0018_9999, 'UT', 'Zebulonsen'],
      [0x0046_0102, 'SQ', [[[0x0010_0010, 'PN', 'Zebulonsen']]]],
    ];
    for (const syntax of [SYNTAX.explicit, SYNTAX.implicit])
      for (const undefinedLengths of [true, false]) {
        const { bytes, dataset } = cleaned(dicomFile(ctSlice({ more: unknown }), { syntax, undefinedLengths }));
        expect(unknown.filter(([tag]) => dataset.has(tag))).toEqual([]);
        expect(bytes.includes('Zebulonsen')).toBe(false);
      }
  });
});

describe('options', () => {
  const expert = { basis: 'expert-determination' } as const;
  const under = (options: Parameters<typeof cleaningOf>[0], more: readonly MadeElement[] = []): DataSet =>
    cleaned(dicomFile(ctSlice({ more })), cleaningOf(options)).dataset;

  it('keep characteristics of patients, ages above 89 as 90', () => {
    const dataset = under({ retain: new Set(['patient']) });
    expect([0x0010_0040, 0x0010_1010, 0x0010_1030].map((tag) => textOf(dataset, tag))).toEqual(['F', '088Y', '71.5']);
    for (const [age, left] of [
      ['097Y', '090Y'],
      ['090Y', '090Y'],
      ['089Y', '089Y'],
      ['011M', '011M'],
      ['88 Y', ''],
    ] as const)
      expect(textOf(under({ retain: new Set(['patient']) }, [[0x0010_1010, 'AS', age]]), 0x0010_1010)).toBe(left);
    expect(textOf(under({ retain: new Set(['patient']) }, [[0x0010_0040, 'CS', 'ZEBULON']]), 0x0010_0040)).toBe('');
    expect(under({}).has(0x0010_1010)).toBe(false);
  });

  it('keep known words of descriptions and no other', () => {
    const dataset = under({ retain: new Set(['descriptors']) });
    expect(textOf(dataset, 0x0008_1030)).toBe('CHEST W/O CONTRAST');
    expect(textOf(dataset, 0x0008_103e)).toBe('AX CHEST 5MM');
    expect(under({}).has(0x0008_1030)).toBe(false);
    expect(under({ retain: new Set(['descriptors']) }, [[0x0008_103e, 'LO', 'Zebulonsen']]).has(0x0008_103e)).toBe(false);
  });

  it('move all dates of a patient by the same days, where an expert says so', () => {
    const day = (text: string): number =>
      Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6))) / 86_400_000;
    const dataset = under({ ...expert, dates: 'shifted' });
    const [study, content] = [0x0008_0020, 0x0008_0023].map((tag) => day(textOf(dataset, tag))) as [number, number];
    expect(content - study).toBe(1);
    const moved = day('20190314') - study;
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThanOrEqual(1826);
    expect(textOf(dataset, 0x0008_0030)).toBe('081533.12');
    expect(textOf(dataset, 0x0010_0030)).toBe('');
    expect(textOf(dataset, 0x0028_0303)).toBe('MODIFIED');
    // What is no date cannot be moved.
    expect(textOf(under({ ...expert, dates: 'shifted' }, [[0x0008_0020, 'DA', '2019.3.14']]), 0x0008_0020)).toBe('');
  });

  it('keep devices, institutions and UIDs, where an expert says so', () => {
    const dataset = under({ ...expert, retain: new Set(['device', 'institution', 'uids']) });
    expect(textOf(dataset, 0x0018_1000)).toBe('SN-QX-004417');
    expect(textOf(dataset, 0x0008_0080)).toBe('St Quintus Infirmary');
    expect(textOf(dataset, 0x0020_000d)).toBe('1.2.826.0.1.99.1');
    const codes = dataset.get(0x0012_0064);
    const said = codes?.kind === 'sequence' ? codes.items.map((item) => textOf(item, 0x0008_0100)) : [];
    expect(said).toEqual(['113100', '113109', '113110', '113112']);
  });

  it.each([
    { dates: 'shifted' },
    { dates: 'full' },
    { dates: 'full', basis: 'expert-determination' },
    { retain: new Set(['uids'] as const) },
    { retain: new Set(['device'] as const) },
    { retain: new Set(['institution'] as const) },
  ] as const satisfies readonly Partial<CleaningOptions>[])(
    'are refused where the basis does not carry them: %o',
    (options: Partial<CleaningOptions>) => {
      const file = read(dicomFile(ctSlice()));
      expect(() => cleanDicom(file, cleaningOf(options))).toThrow(expect.objectContaining({ code: 'BASIS_REFUSED' }));
    },
  );
});

describe('what is not cleaned', () => {
  const refusal = (elements: readonly MadeElement[]): string => {
    try {
      cleaned(dicomFile(elements));
    } catch (error) {
      if (isConsiliumError(error)) return error.code;
      throw error;
    }
    return 'cleaned';
  };

  it.each([
    ['an encapsulated PDF', '1.2.840.10008.5.1.4.1.1.104.1'],
    ['a structured report', '1.2.840.10008.5.1.4.1.1.88.11'],
    ['a plan of radiation', '1.2.840.10008.5.1.4.1.1.481.5'],
    ['an ECG', '1.2.840.10008.5.1.4.1.1.9.1.1'],
    ['a presentation state', '1.2.840.10008.5.1.4.1.1.11.1'],
    ['a class that nobody knows', '1.2.826.0.1.99.5'],
    ['none', ''],
  ])('is %s', (_what, sopClass) => {
    expect(refusal(ctSlice({ more: [[0x0008_0016, 'UI', sopClass]] }))).toBe('DICOM_REFUSED');
  });

  it('is an image without pixels, or with fewer than it says', () => {
    expect(refusal(ctSlice({ without: [0x7fe0_0010] }))).toBe('DICOM_INVALID');
    expect(refusal(ctSlice({ more: [[0x0028_0010, 'US', [17]]] }))).toBe('DICOM_INVALID');
    expect(refusal(ctSlice({ more: [[0x0028_0010, 'US', [0]]] }))).toBe('DICOM_INVALID');
    expect(refusal(ctSlice({ without: [0x0028_0100] }))).toBe('DICOM_INVALID');
  });

  it('is an image within a sequence', () => {
    const inner: MadeElement = [0x7fe0_0010, 'OW', Buffer.from('Zebulonsen')];
    const groups: MadeElement = [
      FUNCTIONAL_GROUPS,
      'SQ',
      [[[PIXEL_MEASURES, 'SQ', [[[0x0028_0030, 'DS', '0.5\\0.5'], inner]]], inner]],
    ];
    expect(cleaned(dicomFile(ctSlice({ more: [groups] }))).bytes.includes('Zebulonsen')).toBe(false);
  });

  it('is a value that no file can hold', () => {
    // Without representations lengths have four bytes, and other UIDs are longer.
    const long: MadeElement = [0x0020_0052, 'UI', '1\\'.repeat(40_000)];
    const clean = (): unknown => cleaned(dicomFile(ctSlice({ more: [long] }), { syntax: SYNTAX.implicit }));
    expect(clean).toThrow(expect.objectContaining({ code: 'DICOM_INVALID' }));
  });

  it('is what stands behind the last pixel', () => {
    const pixels = Buffer.concat([Buffer.alloc(512, 1), Buffer.from('Zebulonsen behind')]);
    const { bytes, dataset } = cleaned(
      dicomFile(ctSlice({ more: [[0x7fe0_0010, 'OW', pixels]] }), { trailing: Buffer.from('Zebulonsen trailing') }),
    );
    expect(bytes.includes('Zebulonsen')).toBe(false);
    expect(dataset.get(0x7fe0_0010)).toMatchObject({ bytes: Buffer.alloc(512, 1) });
  });
});
