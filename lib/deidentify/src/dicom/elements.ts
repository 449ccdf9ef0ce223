import { paddingOf, type Vr } from './vr.ts';

/** Bytes of one value, in little endian order whatever the file had. */
export interface ValueElement {
  readonly kind: 'value';
  readonly tag: number;
  /** As the file says it; `UN` for what an implicit file does not say and no table here knows. */
  readonly vr: Vr;
  readonly bytes: Uint8Array;
}

/** A sequence: data sets in a data set. */
export interface SequenceElement {
  readonly kind: 'sequence';
  readonly tag: number;
  readonly vr: 'SQ';
  readonly items: readonly DataSet[];
}

/** Encapsulated pixel data: pieces of a compressed stream, the first of which is the table of offsets. */
export interface FragmentsElement {
  readonly kind: 'fragments';
  readonly tag: number;
  readonly vr: 'OB';
  readonly fragments: readonly Uint8Array[];
}

/** One data element; group and element are one number, (0010,0020) is 0x00100020. */
export type DicomElement = ValueElement | SequenceElement | FragmentsElement;

/** Elements by their tags, in ascending order. */
export type DataSet = ReadonlyMap<number, DicomElement>;

/** What is read of a file, and what is written into one: the head of the file (group 0002) is rebuilt, never carried. */
export interface DicomFile {
  /** UID of the transfer syntax of compressed pixels; explicit little endian for all others, since values are normalised while they are read. */
  readonly transferSyntax: string;
  readonly dataset: DataSet;
}

/** Tags that several files speak of. */
export const TAG = {
  specificCharacterSet: 0x0008_0005,
  imageType: 0x0008_0008,
  sopClass: 0x0008_0016,
  sopInstance: 0x0008_0018,
  modality: 0x0008_0060,
  patientName: 0x0010_0010,
  patientId: 0x0010_0020,
  patientAge: 0x0010_1010,
  identityRemoved: 0x0012_0062,
  method: 0x0012_0063,
  methodCodes: 0x0012_0064,
  bodyPart: 0x0018_0015,
  studyInstance: 0x0020_000d,
  samplesPerPixel: 0x0028_0002,
  photometric: 0x0028_0004,
  planarConfiguration: 0x0028_0006,
  frames: 0x0028_0008,
  rows: 0x0028_0010,
  columns: 0x0028_0011,
  pixelSpacing: 0x0028_0030,
  bitsAllocated: 0x0028_0100,
  bitsStored: 0x0028_0101,
  highBit: 0x0028_0102,
  pixelRepresentation: 0x0028_0103,
  burnedInAnnotation: 0x0028_0301,
  recognizableFeatures: 0x0028_0302,
  datesModified: 0x0028_0303,
  windowCenter: 0x0028_1050,
  windowWidth: 0x0028_1051,
  rescaleIntercept: 0x0028_1052,
  rescaleSlope: 0x0028_1053,
  pixelData: 0x7fe0_0010,
} as const;

/** A value made of a text. @param text only characters of one byte */
export function textElement(tag: number, vr: Vr, text: string): ValueElement {
  const bytes = Buffer.from(text, 'latin1');
  return { kind: 'value', tag, vr, bytes: bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(paddingOf(vr))]) };
}

/** A value of no bytes. */
export function emptyElement(tag: number, vr: Vr): DicomElement {
  return vr === 'SQ' ? { kind: 'sequence', tag, vr, items: [] } : { kind: 'value', tag, vr, bytes: new Uint8Array(0) };
}

/** The values of a text element without padding, character for byte; none where there is no such element or it is empty. */
export function textsOf(dataset: DataSet, tag: number): readonly string[] {
  const element = dataset.get(tag);
  return element?.kind === 'value' ? textValues(element) : [];
}

/** The first value of a text element; '' where there is none. */
export function textOf(dataset: DataSet, tag: number): string {
  return textsOf(dataset, tag)[0] ?? '';
}

/** {@link textsOf} for one element. */
export function textValues({ bytes }: ValueElement): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  // NUL belongs after UIDs, and stands after other texts in many files.
  const values = text.split('\\').map((value) => value.replace(/^ +|[ \0]+$/g, ''));
  return values.length === 1 && values[0] === '' ? [] : values;
}

/** Numbers of an element of one of the representations of numbers; undefined where it has another one, or a text that is no number. */
export function numbersOf(element: DicomElement | undefined): readonly number[] | undefined {
  if (element?.kind !== 'value') return undefined;
  const { vr, bytes } = element;
  if (vr === 'DS' || vr === 'IS') return decimals(textValues(element), vr);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = BINARY[vr];
  if (read === undefined || bytes.byteLength % read.width !== 0) return undefined;
  return Array.from({ length: bytes.byteLength / read.width }, (_, i) => read.at(view, i * read.width));
}

/** The first number of an element. */
export function numberOf(dataset: DataSet, tag: number): number | undefined {
  return numbersOf(dataset.get(tag))?.[0];
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const INTEGER = /^[+-]?\d{1,10}$/;

function decimals(texts: readonly string[], vr: 'DS' | 'IS'): readonly number[] | undefined {
  const form = vr === 'IS' ? INTEGER : DECIMAL;
  return texts.every((text) => text.length <= 16 && form.test(text)) ? texts.map(Number) : undefined;
}

const BINARY: Partial<Record<Vr, { readonly width: number; readonly at: (view: DataView, offset: number) => number }>> = {
  US: { width: 2, at: (view, offset) => view.getUint16(offset, true) },
  SS: { width: 2, at: (view, offset) => view.getInt16(offset, true) },
  UL: { width: 4, at: (view, offset) => view.getUint32(offset, true) },
  SL: { width: 4, at: (view, offset) => view.getInt32(offset, true) },
  FL: { width: 4, at: (view, offset) => view.getFloat32(offset, true) },
  FD: { width: 8, at: (view, offset) => view.getFloat64(offset, true) },
};
