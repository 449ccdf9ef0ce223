import { invalidDicom, tagText } from './dicom-error.ts';
import { dictionaryVr } from './dictionary.ts';
import { type DataSet, type DicomElement, TAG } from './elements.ts';
import { hasLongLength, isVr, type Vr, widthOf } from './vr.ts';

/** Sequences in sequences. No image has a tenth of it; without a bound a file of nothing but openings would end the program. */
const DEEPEST = 32;
/** Elements and items of one file, so that a file of empty ones cannot fill the memory. */
const MOST_ELEMENTS = 1_000_000;

const UNDEFINED_LENGTH = 0xffff_ffff;
const ITEM = 0xfffe_e000;
const ITEM_END = 0xfffe_e00d;
const SEQUENCE_END = 0xfffe_e0dd;

/** How elements are written. */
export interface Layout {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

const IMPLICIT: Layout = { explicit: false, bigEndian: false };

interface Header {
  readonly tag: number;
  readonly vr: Vr;
  readonly length: number;
}

/** Elements of one data set: a second one of a tag would be another value for another reader. */
class Ascending extends Map<number, DicomElement> {
  #last = -1;

  add(element: DicomElement): void {
    if (element.tag <= this.#last) throw invalidDicom(`${tagText(element.tag)} does not come after ${tagText(this.#last)}`);
    this.#last = element.tag;
    this.set(element.tag, element);
  }
}

/**
 * Reads elements from the first byte to the last, strictly: tags ascend, lengths fit into what holds them, whatever opens is closed. What is
 * not so is refused and never guessed at, for a reader that guesses may see less than the next one does.
 */
export class DataSetReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;
  #elements = 0;

  /** @param start where the first element begins */
  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  /** Where the next element begins. */
  get at(): number {
    return this.#at;
  }

  /** The head of a file: elements of group 0002, as long as there are any. @throws ConsiliumError `DICOM_INVALID` */
  readMeta(): DataSet {
    const layout = { explicit: true, bigEndian: false };
    const elements = new Ascending();
    while (this.#at + 4 <= this.#bytes.length && this.#view.getUint16(this.#at, true) === 2)
      elements.add(this.#readElement(layout, this.#bytes.length, 0));
    return elements;
  }

  /**
   * The data set of a file, up to its pixels: what follows them is a signature or padding, and never kept.
   *
   * @throws ConsiliumError `DICOM_INVALID`
   */
  readFile(layout: Layout): DataSet {
    const elements = new Ascending();
    while (this.#at < this.#bytes.length && !elements.has(TAG.pixelData))
      elements.add(this.#readElement(layout, this.#bytes.length, 0));
    return elements;
  }

  #readElement(layout: Layout, end: number, depth: number): DicomElement {
    const { tag, vr, length } = this.#readHeader(layout, end);
    if (length === UNDEFINED_LENGTH) {
      if (tag === TAG.pixelData && layout.explicit)
        return { kind: 'fragments', tag, vr: 'OB', fragments: this.#readFragments(layout) };
      // A program that did not know it copied it as it was: implicit, little endian (PS3.5, section 6.2.2, note 2).
      const inside = vr === 'UN' && layout.explicit ? IMPLICIT : layout;
      if (vr !== 'SQ' && (vr !== 'UN' || layout.bigEndian))
        throw invalidDicom(`${tagText(tag)} has no length, and is no sequence`);
      return { kind: 'sequence', tag, vr: 'SQ', items: this.#readItems(inside, undefined, end, depth + 1) };
    }
    const after = this.#within(length, end, tag);
    if (vr === 'SQ') return { kind: 'sequence', tag, vr, items: this.#readItems(layout, after, after, depth + 1) };
    const bytes = this.#bytes.subarray(this.#at, after);
    this.#at = after;
    return { kind: 'value', tag, vr, bytes: layout.bigEndian ? littleEndian(bytes, vr, tag) : bytes };
  }

  #readHeader({ explicit, bigEndian }: Layout, end: number): Header {
    this.#count();
    const tag = this.#readTag(bigEndian, end);
    if (tag >>> 16 === 0xfffe) throw invalidDicom(`${tagText(tag)} stands where no sequence is`);
    if (!explicit) {
      const length = this.#readUint32(bigEndian, end);
      const known = dictionaryVr(tag);
      return { tag, length, vr: known ?? (length === UNDEFINED_LENGTH ? 'SQ' : 'UN') };
    }
    this.#within(4, end, tag);
    const letters = String.fromCharCode(this.#view.getUint8(this.#at), this.#view.getUint8(this.#at + 1));
    if (!isVr(letters)) throw invalidDicom(`${tagText(tag)} has no value representation`);
    if (!hasLongLength(letters)) {
      const length = this.#view.getUint16(this.#at + 2, !bigEndian);
      this.#at += 4;
      return { tag, vr: letters, length };
    }
    this.#at += 4;
    return { tag, vr: letters, length: this.#readUint32(bigEndian, end) };
  }

  /** @param after where the sequence ends, if its length is known @param end where what holds it ends */
  #readItems(layout: Layout, after: number | undefined, end: number, depth: number): readonly DataSet[] {
    if (depth > DEEPEST) throw invalidDicom(`more than ${DEEPEST} sequences stand in each other`);
    const items: DataSet[] = [];
    while (after === undefined || this.#at < after) {
      this.#count();
      const tag = this.#readTag(layout.bigEndian, end);
      const length = this.#readUint32(layout.bigEndian, end);
      if (tag === SEQUENCE_END && after === undefined && length === 0) return items;
      if (tag !== ITEM) throw invalidDicom(`a sequence holds ${tagText(tag)} where an item has to be`);
      items.push(this.#readItem(layout, length, end, depth));
    }
    return items;
  }

  #readItem(layout: Layout, length: number, end: number, depth: number): DataSet {
    const elements = new Ascending();
    const after = length === UNDEFINED_LENGTH ? undefined : this.#within(length, end, ITEM);
    while (after === undefined || this.#at < after) {
      if (after === undefined && this.#ends(layout, end)) return elements;
      elements.add(this.#readElement(layout, after ?? end, depth));
    }
    return elements;
  }

  /** Whether an item of no length ends here; passes over its end. */
  #ends({ bigEndian }: Layout, end: number): boolean {
    const start = this.#at;
    if (this.#readTag(bigEndian, end) !== ITEM_END) {
      this.#at = start;
      return false;
    }
    if (this.#readUint32(bigEndian, end) !== 0) throw invalidDicom('the end of an item has a length');
    return true;
  }

  #readFragments({ bigEndian }: Layout): readonly Uint8Array[] {
    const fragments: Uint8Array[] = [];
    const end = this.#bytes.length;
    for (;;) {
      this.#count();
      const tag = this.#readTag(bigEndian, end);
      const length = this.#readUint32(bigEndian, end);
      if (tag === SEQUENCE_END && length === 0) return fragments;
      if (tag !== ITEM) throw invalidDicom('the pieces of the compressed pixels do not follow each other');
      const after = this.#within(length, end, TAG.pixelData);
      fragments.push(this.#bytes.subarray(this.#at, after));
      this.#at = after;
    }
  }

  #readTag(bigEndian: boolean, end: number): number {
    this.#within(4, end, undefined);
    const group = this.#view.getUint16(this.#at, !bigEndian);
    const element = this.#view.getUint16(this.#at + 2, !bigEndian);
    this.#at += 4;
    return group * 0x1_0000 + element;
  }

  #readUint32(bigEndian: boolean, end: number): number {
    this.#within(4, end, undefined);
    const value = this.#view.getUint32(this.#at, !bigEndian);
    this.#at += 4;
    return value;
  }

  /** Where so many bytes from here end, if that is within what holds them. */
  #within(length: number, end: number, tag: number | undefined): number {
    const after = this.#at + length;
    if (after > end) throw invalidDicom(`${tag === undefined ? 'an element' : tagText(tag)} is longer than what holds it`);
    return after;
  }

  #count(): void {
    this.#elements++;
    if (this.#elements > MOST_ELEMENTS) throw invalidDicom(`it has more than ${MOST_ELEMENTS} elements`);
  }
}

function littleEndian(bytes: Uint8Array, vr: Vr, tag: number): Uint8Array {
  const width = widthOf(vr);
  if (width === 1) return bytes;
  if (bytes.length % width !== 0) throw invalidDicom(`${tagText(tag)} has a broken number`);
  const copy = Buffer.from(bytes);
  if (width === 2) return copy.swap16();
  return width === 4 ? copy.swap32() : copy.swap64();
}
