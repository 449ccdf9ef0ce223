/** How a data set and its pixels are written (PS3.5, section 10 and annex A). */
export interface TransferSyntax {
  readonly uid: string;
  readonly explicit: boolean;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
  /** Pixels are pieces of a compressed stream; `undefined` where they are plain. */
  readonly compression: Compression | undefined;
}

/** Of which family the streams of compressed pixels are. */
export type Compression = 'jpeg' | 'jpeg2000' | 'rle';

/** What is written where pixels are plain. */
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

function plain(uid: string, more: Partial<TransferSyntax> = {}): TransferSyntax {
  return { uid, explicit: true, bigEndian: false, deflated: false, compression: undefined, ...more };
}

/** JPEG-LS is written with the same markers as JPEG, high-throughput JPEG 2000 with those of JPEG 2000. Videos are not among them: no plan learns from one. */
const KNOWN: ReadonlyMap<string, TransferSyntax> = new Map(
  [
    plain('1.2.840.10008.1.2', { explicit: false }),
    plain(EXPLICIT_LITTLE_ENDIAN),
    plain('1.2.840.10008.1.2.1.99', { deflated: true }),
    plain('1.2.840.10008.1.2.2', { bigEndian: true }),
    ...['50', '51', '57', '70', '80', '81'].map((last) => plain(`1.2.840.10008.1.2.4.${last}`, { compression: 'jpeg' })),
    ...['90', '91', '201', '202', '203'].map((last) => plain(`1.2.840.10008.1.2.4.${last}`, { compression: 'jpeg2000' })),
    plain('1.2.840.10008.1.2.5', { compression: 'rle' }),
  ].map((syntax) => [syntax.uid, syntax]),
);

/** The syntax of a UID, if it is one that is read here. */
export function transferSyntaxOf(uid: string): TransferSyntax | undefined {
  return KNOWN.get(uid);
}
