import { invalidDicom, tagText } from './dicom-error.ts';
import { type DataSet, type DicomElement, type DicomFile, TAG, textElement, textOf } from './elements.ts';
import type { Deidentified } from '../zone/deidentified.ts';
import { hasLongLength, paddingOf } from './vr.ts';

/** Names this program as the writer, whatever wrote the file before: a UUID drawn once, as PS3.5, annex B.2 has it. */
const IMPLEMENTATION_CLASS = '2.25.172061549463815724046350937208714561277';
const IMPLEMENTATION_VERSION = 'CONSILIUM';
const UNDEFINED_LENGTH = 0xffff_ffff;
/** What a length of two bytes says at most. */
const LONGEST_SHORT = 0xffff;

/**
 * A cleaned image as a file of PS3.10: an empty preamble, a head of its own that names no application and no source, and the data set in explicit
 * little endian. Pixels are written as they were.
 *
 * @throws ConsiliumError `DICOM_INVALID` for a value that fits into no file, as one of a file without representations may be
 */
export function writeDicom({ dataset, transferSyntax }: Deidentified<DicomFile>): Buffer {
  const meta = [
    { kind: 'value', tag: 0x0002_0001, vr: 'OB', bytes: Uint8Array.of(0, 1) } as const,
    textElement(0x0002_0002, 'UI', textOf(dataset, TAG.sopClass)),
    textElement(0x0002_0003, 'UI', textOf(dataset, TAG.sopInstance)),
    textElement(0x0002_0010, 'UI', transferSyntax),
    textElement(0x0002_0012, 'UI', IMPLEMENTATION_CLASS),
    textElement(0x0002_0013, 'SH', IMPLEMENTATION_VERSION),
  ].map(encode);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(sizeOf(meta));
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM', 'latin1'),
    encode({ kind: 'value', tag: 0x0002_0000, vr: 'UL', bytes: length }),
    ...meta,
    ...encodeAll(dataset),
  ]);
}

function encodeAll(dataset: DataSet): readonly Buffer[] {
  return [...dataset.values()].sort((a, b) => a.tag - b.tag).map(encode);
}

function encode(element: DicomElement): Buffer {
  const { tag, vr } = element;
  if (element.kind === 'fragments')
    return Buffer.concat([
      header(tag, vr, UNDEFINED_LENGTH),
      ...element.fragments.flatMap((fragment) => {
        const even = fragment.length % 2 === 0 ? fragment : Buffer.concat([fragment, Buffer.of(0)]);
        return [item(even.length), even];
      }),
      Buffer.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0),
    ]);
  if (element.kind === 'sequence') {
    const items = element.items.flatMap((dataset) => {
      const elements = encodeAll(dataset);
      return [item(sizeOf(elements)), ...elements];
    });
    return Buffer.concat([header(tag, vr, sizeOf(items)), ...items]);
  }
  const { bytes } = element;
  const padding = bytes.length % 2 === 0 ? [] : [Buffer.of(paddingOf(vr))];
  return Buffer.concat([header(tag, vr, bytes.length + padding.length), bytes, ...padding]);
}

function header(tag: number, vr: DicomElement['vr'], length: number): Buffer {
  const long = hasLongLength(vr);
  const bytes = Buffer.alloc(long ? 12 : 8);
  bytes.writeUInt16LE(tag >>> 16, 0);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  bytes.write(vr, 4, 'latin1');
  if (long) bytes.writeUInt32LE(length, 8);
  else if (length <= LONGEST_SHORT) bytes.writeUInt16LE(length, 6);
  else throw invalidDicom(`${tagText(tag)} is longer than its representation can be`);
  return bytes;
}

function item(length: number): Buffer {
  const bytes = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}

function sizeOf(buffers: readonly Uint8Array[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}

/** The UIDs of study and image by which a cleaned file is filed. */
export function imageUids({ dataset }: Deidentified<DicomFile>): { readonly study: string; readonly instance: string } {
  return { study: textOf(dataset, TAG.studyInstance), instance: textOf(dataset, TAG.sopInstance) };
}
