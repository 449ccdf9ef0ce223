import { littleEndianBytes } from '../little-endian.ts';

/** What an HDF5 file holds: groups by name, and arrays of float32. */
export interface Hdf5Group {
  readonly [name: string]: Hdf5Group | Hdf5Array;
}

/** An array of float32, row by row. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Numbers of header messages (HDF5 File Format Specification 3.0, IV.A.2). */
const MESSAGE = { dataspace: 1, linkInfo: 2, datatype: 3, fillValue: 5, link: 6, layout: 8, groupInfo: 10 } as const;

const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;
const SUPERBLOCK_BYTES = 96;

/** IEEE 754 float32, little-endian: class and version, bit field, size, then where sign, exponent and mantissa lie. */
const FLOAT32 = Buffer.from('11201f000400000000002000170800177f000000', 'hex');

/**
 * Groups and arrays as an HDF5 file, in pieces, one behind the other: version 0 of the superblock, version 1 of object headers, groups as links in their
 * headers, arrays contiguous. That much of the format needs no library. Values are not copied.
 */
export function encodeHdf5(root: Hdf5Group): readonly Uint8Array[] {
  const superblock = Buffer.alloc(SUPERBLOCK_BYTES);
  const file = new Hdf5Pieces(superblock);
  const rootAddress = file.group(root);
  superblock.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
  // Offsets and lengths of 8 bytes; the sizes of tree nodes, of which there are none.
  superblock.set([0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0], 8);
  superblock.writeBigUInt64LE(UNDEFINED_ADDRESS, 32);
  superblock.writeBigUInt64LE(BigInt(file.length), 40);
  superblock.writeBigUInt64LE(UNDEFINED_ADDRESS, 48);
  superblock.writeBigUInt64LE(BigInt(rootAddress), 64);
  return file.pieces;
}

class Hdf5Pieces {
  readonly pieces: Uint8Array[] = [];
  length = 0;

  constructor(superblock: Uint8Array) {
    this.#put(superblock);
  }

  /** Puts a group behind everything in it. @returns its address */
  group(group: Hdf5Group): number {
    const links = Object.entries(group).map(([name, member]) => {
      const address = isArray(member) ? this.#array(member) : this.group(member);
      return [MESSAGE.link, linkMessage(name, address)] as const;
    });
    const info = Buffer.alloc(18);
    // No heap and no tree: all links stand in the header.
    info.writeBigUInt64LE(UNDEFINED_ADDRESS, 2);
    info.writeBigUInt64LE(UNDEFINED_ADDRESS, 10);
    return this.#put(objectHeader([[MESSAGE.linkInfo, info], [MESSAGE.groupInfo, Buffer.alloc(2)], ...links]));
  }

  #array({ shape, values }: Hdf5Array): number {
    const content = littleEndianBytes(values);
    const address = this.#put(content);
    const space = Buffer.alloc(8 + 8 * shape.length);
    space.set([1, shape.length]);
    for (const [i, size] of shape.entries()) space.writeBigUInt64LE(BigInt(size), 8 + 8 * i);
    const layout = Buffer.alloc(18);
    layout.set([3, 1]);
    layout.writeBigUInt64LE(BigInt(address), 2);
    layout.writeBigUInt64LE(BigInt(content.length), 10);
    return this.#put(
      objectHeader([
        [MESSAGE.dataspace, space],
        [MESSAGE.datatype, FLOAT32],
        // Allocated with the file; nothing is filled.
        [MESSAGE.fillValue, Buffer.of(2, 1, 2, 0)],
        [MESSAGE.layout, layout],
      ]),
    );
  }

  /** Puts bytes at the end, and zeros behind them up to a multiple of 8. @returns where they begin */
  #put(bytes: Uint8Array): number {
    const address = this.length;
    const zeros = -bytes.length & 7;
    this.pieces.push(bytes);
    if (zeros > 0) this.pieces.push(new Uint8Array(zeros));
    this.length += bytes.length + zeros;
    return address;
  }
}

function isArray(member: Hdf5Group | Hdf5Array): member is Hdf5Array {
  return member['values'] instanceof Float32Array;
}

function linkMessage(name: string, address: number): Buffer {
  const text = Buffer.from(name, 'utf8');
  const to = Buffer.alloc(8);
  to.writeBigUInt64LE(BigInt(address));
  return Buffer.concat([Buffer.of(1, 0, text.length), text, to]);
}

function objectHeader(messages: readonly (readonly [type: number, content: Buffer])[]): Buffer {
  const parts = messages.map(([type, content]) => {
    const part = Buffer.alloc(8 + Math.ceil(content.length / 8) * 8);
    part.writeUInt16LE(type, 0);
    part.writeUInt16LE(part.length - 8, 2);
    part.set(content, 8);
    return part;
  });
  const prefix = Buffer.alloc(16);
  prefix.set([1, 0]);
  prefix.writeUInt16LE(messages.length, 2);
  prefix.writeUInt32LE(1, 4);
  prefix.writeUInt32LE(
    parts.reduce((sum, { length }) => sum + length, 0),
    8,
  );
  return Buffer.concat([prefix, ...parts]);
}
