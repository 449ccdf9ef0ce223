import { inflateSync } from 'node:zlib';
import { damaged, notRead } from './tiff-head.ts';

/**
 * Unpacks a strip or a tile. What comes out has the length that pixels need whatever the file says: neither memory nor time depend on how well somebody packed.
 *
 * @throws ImageFault where it is broken or too short, or packed by a method that is not read
 */
export function unpackBlock(packed: Uint8Array, compression: number, length: number): Uint8Array {
  switch (compression) {
    case 1:
      if (packed.length < length) throw damaged();
      return packed.subarray(0, length);
    case 5:
      return unpackLzw(packed, length);
    case 8:
    case 32_946:
      return inflated(packed, length);
    case 32_773:
      return unpackBits(packed, length);
    default:
      throw notRead(`pixels packed by ${METHODS[compression] ?? 'an unknown method'}`);
  }
}

const METHODS: Readonly<Record<number, string>> = {
  2: 'CCITT',
  3: 'CCITT',
  4: 'CCITT',
  6: 'JPEG',
  7: 'JPEG',
  50_000: 'Zstandard',
};

function inflated(packed: Uint8Array, length: number): Uint8Array {
  let bytes: Uint8Array;
  try {
    // Some programs fill the last block up.
    bytes = inflateSync(packed, { maxOutputLength: 2 * length + 64 });
  } catch {
    throw damaged();
  }
  if (bytes.length < length) throw damaged();
  return bytes.subarray(0, length);
}

/** TIFF 6.0, section 9: n + 1 bytes as they are, or one byte 1 - n times. */
function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let made = 0;
  for (let at = 0; made < length; ) {
    const head = packed[at++];
    if (head === undefined) throw damaged();
    if (head === 128) continue;
    const count = head < 128 ? head + 1 : 257 - head;
    if (at + (head < 128 ? count : 1) > packed.length) throw damaged();
    const end = Math.min(length, made + count);
    if (head < 128) bytes.set(packed.subarray(at, at + end - made), made);
    else bytes.fill(packed[at] as number, made, end);
    at += head < 128 ? count : 1;
    made = end;
  }
  return bytes;
}

const CLEAR = 256;
const END = 257;
const FIRST = 258;
const MOST_CODES = 4096;

/** TIFF 6.0, section 13: strings of bytes, each an earlier one and a byte more. Codes become longer one code earlier than they must. */
function unpackLzw(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // Where in what is made already a string stands, and how long it is: it is copied from there.
  const starts = new Int32Array(MOST_CODES);
  const lengths = new Int32Array(MOST_CODES);
  let next = FIRST;
  let width = 9;
  let before = -1;
  let beforeStart = 0;
  let made = 0;
  let buffer = 0;
  let bits = 0;
  for (let at = 0; made < length; ) {
    while (bits < width) {
      if (at >= packed.length) throw damaged();
      buffer = ((buffer << 8) | (packed[at++] as number)) & 0xff_ffff;
      bits += 8;
    }
    bits -= width;
    const code = (buffer >> bits) & (2 ** width - 1);
    if (code === END) throw damaged();
    if (code === CLEAR) {
      next = FIRST;
      width = 9;
      before = -1;
      continue;
    }
    const start = made;
    if (code < CLEAR) bytes[made++] = code;
    else {
      // The string that is about to be known is the one before with its own first byte.
      const isNew = code === next && before >= 0;
      if (!isNew && (code < FIRST || code >= next)) throw damaged();
      const from = isNew ? beforeStart : (starts[code] as number);
      const count = isNew ? start - beforeStart + 1 : (lengths[code] as number);
      const end = Math.min(length, made + count);
      for (let i = from; made < end; i++) bytes[made++] = bytes[i] as number;
    }
    if (before >= 0 && next < MOST_CODES) {
      starts[next] = beforeStart;
      lengths[next] = start - beforeStart + 1;
      next++;
      if (next === 2 ** width - 1 && width < 12) width++;
    }
    before = code;
    beforeStart = start;
  }
  return bytes;
}
