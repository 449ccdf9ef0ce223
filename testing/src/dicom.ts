import { deflateRawSync } from 'node:zlib';

/** What an element of a made file holds: text, numbers of its representation, bytes, items, or pieces of compressed pixels. */
export type MadeValue =
  | string
  | readonly number[]
  | Uint8Array
  | readonly MadeElement[][]
  | { readonly fragments: readonly Uint8Array[] };
/** Tag, representation, value. */
export type MadeElement = readonly [tag: number, vr: string, value: MadeValue];

/** How a made file is written. */
export interface MadeLayout {
  /** UID; explicit little endian unless given. */
  readonly syntax?: string;
  /** Sequences and items without lengths. */
  readonly undefinedLengths?: boolean;
  /** Text in the 128 bytes before the file. */
  readonly preamble?: string;
  /** More elements of the head. */
  readonly meta?: readonly MadeElement[];
  /** Behind the last element. */
  readonly trailing?: Uint8Array;
}

export const SYNTAX = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  bigEndian: '1.2.840.10008.1.2.2',
  jpeg: '1.2.840.10008.1.2.4.50',
  rle: '1.2.840.10008.1.2.5',
} as const;

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const WIDTHS: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 2, OW: 2 };

interface Writing {
  readonly explicit: boolean;
  readonly big: boolean;
  readonly undefinedLengths: boolean;
}

/** A DICOM file of these elements, in ascending order of tags whatever order they come in; written by code that shares nothing with the reader. */
export function dicomFile(elements: readonly MadeElement[], layout: MadeLayout = {}): Buffer {
  const { syntax = SYNTAX.explicit, undefinedLengths = false, preamble = '', meta = [], trailing = new Uint8Array(0) } = layout;
  const plain: Writing = { explicit: true, big: false, undefinedLengths: false };
  const text = (tag: number): string => (elements.find(([one]) => one === tag)?.[2] ?? '') as string;
  const head = dataSet(
    [
      [0x0002_0001, 'OB', Uint8Array.of(0, 1)],
      [0x0002_0002, 'UI', text(0x0008_0016)],
      [0x0002_0003, 'UI', text(0x0008_0018)],
      [0x0002_0010, 'UI', syntax],
      [0x0002_0012, 'UI', '1.2.3.4'],
      ...meta,
    ],
    plain,
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const body = dataSet(elements, { explicit: syntax !== SYNTAX.implicit, big: syntax === SYNTAX.bigEndian, undefinedLengths });
  return Buffer.concat([
    Buffer.from(preamble.padEnd(128, '\0'), 'latin1'),
    Buffer.from('DICM'),
    element([0x0002_0000, 'UL', length], plain),
    head,
    syntax === SYNTAX.deflated ? deflateRawSync(body) : body,
    trailing,
  ]);
}

/** Elements without a file around them. */
export function dataSet(elements: readonly MadeElement[], writing: Writing): Buffer {
  return Buffer.concat([...elements].sort(([a], [b]) => a - b).map((one) => element(one, writing)));
}

function element([tag, vr, value]: MadeElement, writing: Writing): Buffer {
  const { big, undefinedLengths } = writing;
  if (isFragments(value))
    return Buffer.concat([
      header(tag, 'OB', 0xffff_ffff, writing),
      ...value.fragments.flatMap((fragment) => [mark(0xfffe_e000, fragment.length, big), fragment]),
      mark(0xfffe_e0dd, 0, big),
    ]);
  if (vr === 'SQ') {
    const items = (value as readonly MadeElement[][]).flatMap((item) => {
      const body = dataSet(item, writing);
      return undefinedLengths
        ? [mark(0xfffe_e000, 0xffff_ffff, big), body, mark(0xfffe_e00d, 0, big)]
        : [mark(0xfffe_e000, body.length, big), body];
    });
    const body = Buffer.concat(items);
    return undefinedLengths
      ? Buffer.concat([header(tag, vr, 0xffff_ffff, writing), body, mark(0xfffe_e0dd, 0, big)])
      : Buffer.concat([header(tag, vr, body.length, writing), body]);
  }
  const bytes = bytesOf(vr, value as string | readonly number[] | Uint8Array, big);
  const even =
    bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0 : 32)]);
  return Buffer.concat([header(tag, vr, even.length, writing), even]);
}

function bytesOf(vr: string, value: string | readonly number[] | Uint8Array, big: boolean): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  const width = WIDTHS[vr] ?? 1;
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return big && width === 2 ? bytes.swap16() : bytes;
  }
  const bytes = Buffer.alloc(width * value.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [i, number] of value.entries()) {
    if (vr === 'FD') view.setFloat64(8 * i, number, !big);
    else if (vr === 'FL') view.setFloat32(4 * i, number, !big);
    else if (width === 4) view.setUint32(4 * i, number, !big);
    else if (width === 2) view.setUint16(2 * i, number, !big);
    else view.setUint8(i, number);
  }
  return bytes;
}

function header(tag: number, vr: string, length: number, { explicit, big }: Writing): Buffer {
  if (!explicit) return mark(tag, length, big);
  const long = LONG.has(vr);
  const bytes = Buffer.alloc(long ? 12 : 8);
  mark(tag, 0, big).copy(bytes, 0, 0, 4);
  bytes.write(vr, 4, 'latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (long) view.setUint32(8, length, !big);
  else view.setUint16(6, length, !big);
  return bytes;
}

function mark(tag: number, length: number, big: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  view.setUint16(0, tag >>> 16, !big);
  view.setUint16(2, tag & 0xffff, !big);
  view.setUint32(4, length, !big);
  return bytes;
}

function isFragments(value: MadeValue): value is { readonly fragments: readonly Uint8Array[] } {
  return typeof value === 'object' && 'fragments' in value;
}

/** Whose image it is, and how it differs from the others. */
export interface MadeImage {
  readonly patient?: string;
  readonly study?: string;
  readonly series?: string;
  readonly instance?: string;
  readonly number?: number;
  /** Side of the square image in pixels. */
  readonly side?: number;
  /** In the place of elements with these tags, or beside the others. */
  readonly more?: readonly MadeElement[];
  readonly without?: readonly number[];
}

/** A slice of a CT of the chest with what scanners write into it, people and places included: none of them exists. */
export function ctSlice(image: MadeImage = {}): readonly MadeElement[] {
  const {
    patient = 'MRN-77120934',
    study = '1.2.826.0.1.99.1',
    series = '1.2.826.0.1.99.1.2',
    instance = '1.2.826.0.1.99.1.2.3',
  } = image;
  const { number = 1, side = 16, more = [], without = [] } = image;
  const pixels = Buffer.alloc(2 * side * side);
  for (let i = 0; i < side * side; i++) pixels.writeInt16LE(((i * 37 + number * 11) % 2000) - 1000, 2 * i);
  const elements: readonly MadeElement[] = [
    [0x0008_0005, 'CS', 'ISO_IR 100'],
    [0x0008_0008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
    [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    [0x0008_0018, 'UI', instance],
    [0x0008_0020, 'DA', '20190314'],
    [0x0008_0021, 'DA', '20190314'],
    [0x0008_0022, 'DA', '20190314'],
    [0x0008_0023, 'DA', '20190315'],
    [0x0008_0030, 'TM', '081533.12'],
    [0x0008_0031, 'TM', '081601'],
    [0x0008_0032, 'TM', '081602'],
    [0x0008_0033, 'TM', '081603'],
    [0x0008_0050, 'SH', 'ACC4471902'],
    [0x0008_0060, 'CS', 'CT'],
    [0x0008_0070, 'LO', 'GE MEDICAL SYSTEMS'],
    [0x0008_0080, 'LO', 'St Quintus Infirmary'],
    [0x0008_0081, 'ST', '12 Larkspur Row, Quintonbury'],
    [0x0008_0090, 'PN', 'Quartzmann^Odile^Dr'],
    [0x0008_1010, 'SH', 'QUINT-CT07'],
    [0x0008_1030, 'LO', 'CHEST W/O CONTRAST QUARTZMANN'],
    [0x0008_103e, 'LO', 'AX CHEST 5MM for Zebulon'],
    [0x0008_1040, 'LO', 'Quintus Radiology'],
    [0x0008_1050, 'PN', 'Quartzmann^Odile'],
    [0x0008_1070, 'PN', 'Tessel^Bram'],
    [0x0008_1090, 'LO', 'QuintScan 64'],
    [
      0x0008_1140,
      'SQ',
      [
        [
          [0x0008_1150, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
          [0x0008_1155, 'UI', '1.2.826.0.1.99.77.1'],
        ],
      ],
    ],
    [0x0010_0010, 'PN', 'Zebulonsen^Quirina'],
    [0x0010_0020, 'LO', patient],
    [0x0010_0030, 'DA', '19310228'],
    [0x0010_0040, 'CS', 'F'],
    [0x0010_1000, 'LO', 'OLDMRN-5550199'],
    [0x0010_1010, 'AS', '088Y'],
    [0x0010_1030, 'DS', '71.5'],
    [0x0010_1040, 'LO', '7 Cobblewick Lane'],
    [0x0010_2154, 'SH', '555-0142-889'],
    [0x0010_21b0, 'LT', 'Seen by Dr Quartzmann on 13 March'],
    [0x0010_4000, 'LT', 'prefers to be called Quirry'],
    [0x0018_0015, 'CS', 'CHEST'],
    [0x0018_0022, 'CS', 'HELICAL MODE'],
    [0x0018_0050, 'DS', '5.0'],
    [0x0018_0060, 'DS', '120'],
    [0x0018_0090, 'DS', '500'],
    [0x0018_1000, 'LO', 'SN-QX-004417'],
    [0x0018_1020, 'LO', 'quint-sw-7.1'],
    [0x0018_1030, 'LO', 'QUINTUS CHEST ROUTINE'],
    [0x0018_1100, 'DS', '360'],
    [0x0018_1120, 'DS', '0'],
    [0x0018_1130, 'DS', '133.7'],
    [0x0018_1151, 'IS', '180'],
    [0x0018_1152, 'IS', '12'],
    [0x0018_5100, 'CS', 'FFS'],
    [0x0020_000d, 'UI', study],
    [0x0020_000e, 'UI', series],
    [0x0020_0010, 'SH', 'STUDY-90121'],
    [0x0020_0011, 'IS', '2'],
    [0x0020_0012, 'IS', '1'],
    [0x0020_0013, 'IS', String(number)],
    [0x0020_0032, 'DS', `-180\\-180\\${(5 * number).toFixed(1)}`],
    [0x0020_0037, 'DS', '1\\0\\0\\0\\1\\0'],
    [0x0020_0052, 'UI', '1.2.826.0.1.99.4'],
    [0x0020_1040, 'LO', 'SN'],
    [0x0020_1041, 'DS', (5 * number).toFixed(1)],
    [0x0020_4000, 'LT', 'image comment about Quirina'],
    [0x0028_0002, 'US', [1]],
    [0x0028_0004, 'CS', 'MONOCHROME2'],
    [0x0028_0010, 'US', [side]],
    [0x0028_0011, 'US', [side]],
    [0x0028_0030, 'DS', '0.703125\\0.703125'],
    [0x0028_0100, 'US', [16]],
    [0x0028_0101, 'US', [16]],
    [0x0028_0102, 'US', [15]],
    [0x0028_0103, 'US', [1]],
    [0x0028_1050, 'DS', '40'],
    [0x0028_1051, 'DS', '400'],
    [0x0028_1052, 'DS', '-1024'],
    [0x0028_1053, 'DS', '1'],
    [0x0032_1032, 'PN', 'Quartzmann^Odile'],
    [0x0040_0244, 'DA', '20190314'],
    [0x0040_0254, 'LO', 'PPS for Zebulonsen'],
    [0x0009_0010, 'LO', 'QUINTUS PRIVATE'],
    [0x0009_1001, 'LO', 'private Zebulonsen'],
    [0x7fe0_0010, 'OW', pixels],
  ];
  const changed = new Set([...without, ...more.map(([tag]) => tag)]);
  return [...elements.filter(([tag]) => !changed.has(tag)), ...more];
}
