import { createWriteStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

// Zip layout: PKWARE APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const NEEDS_ZIP64 = 0xffffffff;

/** @typedef {{ name: string, method: number, crc: number, compressedSize: number, size: number, offset: number }} Entry */

/**
 * Lists a zip archive by its central directory.
 * @param {string} path
 * @returns {Promise<Entry[]>}
 */
export async function listZip(path) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tailSize = Math.min(size, END_SIZE + MAX_COMMENT);
    const end = await readAt(file, size - tailSize, tailSize);
    let at = end.length - END_SIZE;
    while (at >= 0 && end.readUInt32LE(at) !== END_SIGNATURE) at -= 1;
    if (at < 0) throw new Error(`${path} is not a zip archive`);
    const count = end.readUInt16LE(at + 10);
    const directory = await readAt(file, end.readUInt32LE(at + 16), end.readUInt32LE(at + 12));
    /** @type {Entry[]} */
    const entries = [];
    let position = 0;
    for (let i = 0; i < count; i += 1) {
      if (directory.readUInt32LE(position) !== CENTRAL_SIGNATURE) throw new Error(`${path}: damaged directory`);
      const nameLength = directory.readUInt16LE(position + 28);
      const entry = {
        name: directory.toString('utf8', position + 46, position + 46 + nameLength),
        method: directory.readUInt16LE(position + 10),
        crc: directory.readUInt32LE(position + 16),
        compressedSize: directory.readUInt32LE(position + 20),
        size: directory.readUInt32LE(position + 24),
        offset: directory.readUInt32LE(position + 42),
      };
      if (entry.size === NEEDS_ZIP64 || entry.offset === NEEDS_ZIP64) throw new Error(`${path}: zip64 is not supported`);
      entries.push(entry);
      position += 46 + nameLength + directory.readUInt16LE(position + 30) + directory.readUInt16LE(position + 32);
    }
    return entries;
  } finally {
    await file.close();
  }
}

/**
 * Unpacks one entry, checks its CRC-32, and puts it in place only when whole.
 * @param {string} archive
 * @param {Entry} entry
 * @param {string} target
 * @param {(bytes: number) => void} onBytes called with the size of each unpacked piece
 */
export async function extractEntry(archive, entry, target, onBytes) {
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`${entry.name}: compression method ${entry.method} is not supported`);
  await mkdir(dirname(target), { recursive: true });
  const file = await open(archive);
  try {
    const local = await readAt(file, entry.offset, 30);
    if (local.readUInt32LE(0) !== LOCAL_SIGNATURE) throw new Error(`${archive}: damaged entry ${entry.name}`);
    const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    let crc = 0;
    let size = 0;
    const check = new Transform({
      /**
       * @param {Buffer} chunk
       * @param {BufferEncoding} _encoding
       * @param {import('node:stream').TransformCallback} done
       */
      transform(chunk, _encoding, done) {
        crc = crc32(chunk, crc);
        size += chunk.length;
        onBytes(chunk.length);
        done(null, chunk);
      },
    });
    const temporary = `${target}.tmp`;
    const output = createWriteStream(temporary);
    if (entry.compressedSize === 0) {
      await pipeline([], check, output);
    } else {
      const source = file.createReadStream({
        start,
        end: start + entry.compressedSize - 1,
        autoClose: false,
        highWaterMark: 1 << 20,
      });
      if (entry.method === 8) await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), check, output);
      else await pipeline(source, check, output);
    }
    if (crc !== entry.crc || size !== entry.size) throw new Error(`${archive}: ${entry.name} is damaged (checksum differs)`);
    await rename(temporary, target);
  } finally {
    await file.close();
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('the archive ends too early');
  return buffer;
}
