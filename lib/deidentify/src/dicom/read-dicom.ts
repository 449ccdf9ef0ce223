import { invalidDicom, refusedDicom } from './dicom-error.ts';
import { DataSetReader } from './read-dataset.ts';
import { type DicomFile, TAG, textOf } from './elements.ts';
import { EXPLICIT_LITTLE_ENDIAN, transferSyntaxOf } from './transfer-syntax.ts';

const PREAMBLE_BYTES = 128;
const MAGIC = 'DICM';
const META_LENGTH = 0x0002_0000;
const META_SOP_CLASS = 0x0002_0002;
const META_SYNTAX = 0x0002_0010;
const DIRECTORY_CLASS = '1.2.840.10008.1.3.10';

/** What the reader cannot do by itself. */
export interface ReadOptions {
  /** Inflates a raw deflate stream, and throws when it is broken or becomes longer than the caller allows. */
  inflate(bytes: Uint8Array): Uint8Array;
}

/**
 * Reads a DICOM file (PS3.10) into elements, those of sequences at any depth included. Nothing in it is guessed: a file without its head, of
 * another order of bytes than it says, cut off, or with lengths that lie, is refused.
 *
 * @param bytes the whole file; elements are views of it
 * @throws ConsiliumError `DICOM_INVALID`; `DICOM_REFUSED` for a directory and for transfer syntaxes that are not read
 */
export function readDicom(bytes: Uint8Array, { inflate }: ReadOptions): DicomFile {
  const start = PREAMBLE_BYTES + MAGIC.length;
  if (bytes.length < start || Buffer.from(bytes.subarray(PREAMBLE_BYTES, start)).toString('latin1') !== MAGIC)
    throw invalidDicom('it does not begin as a DICOM file does, with 128 bytes and "DICM"');
  const reader = new DataSetReader(bytes, start);
  const meta = reader.readMeta();
  requireLength(meta.get(META_LENGTH), reader.at - start);
  // It names the patients of all files beside it.
  if (textOf(meta, META_SOP_CLASS) === DIRECTORY_CLASS) throw refusedDicom('it is a directory (DICOMDIR), not an image');
  const uid = textOf(meta, META_SYNTAX);
  if (uid === '') throw invalidDicom('its head does not say how it is written (transfer syntax)');
  const syntax = transferSyntaxOf(uid);
  if (syntax === undefined) throw refusedDicom('it is written in a transfer syntax that is not read here');
  const body = syntax.deflated ? new DataSetReader(inflate(bytes.subarray(reader.at)), 0) : reader;
  const dataset = body.readFile(syntax);
  const compressed = dataset.get(TAG.pixelData)?.kind === 'fragments';
  if (dataset.has(TAG.pixelData) && compressed !== (syntax.compression !== undefined))
    throw invalidDicom(`its pixels are ${compressed ? '' : 'not '}compressed, against what its head says`);
  return { dataset, transferSyntax: syntax.compression === undefined ? EXPLICIT_LITTLE_ENDIAN : uid };
}

/** The head says itself how long it is: 12 bytes of that element, and so many more. */
function requireLength(element: ReturnType<DicomFile['dataset']['get']>, length: number): void {
  if (element === undefined) return;
  if (element.kind !== 'value' || element.vr !== 'UL' || element.bytes.length !== 4) throw invalidDicom('its head is broken');
  const view = new DataView(element.bytes.buffer, element.bytes.byteOffset, 4);
  if (view.getUint32(0, true) !== length - 12) throw invalidDicom('its head is not as long as it says');
}
