import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractEntry, listZip } from './zip.mjs';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-zip-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A zip archive as APPNOTE.TXT describes it, with an extra field in each header and a comment at the end. */
function makeZip(files: { name: string; content: Buffer; stored?: boolean; crc?: number }[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, crc = crc32(content) } of files) {
    const data = stored ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(4, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), Buffer.alloc(4), data]);
    const central = Buffer.concat([
      Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
      fields,
      Buffer.alloc(14),
      Buffer.from(name),
      Buffer.alloc(4),
    ]);
    central.writeUInt32LE(offset, 42);
    parts.push(local);
    directory.push(central);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(7, 20);
  return Buffer.concat([...parts, ...directory, end, Buffer.from('comment')]);
}

const text = Buffer.from('federated '.repeat(10_000));

describe('zip', () => {
  it('unpacks compressed, stored and empty entries', async () => {
    const archive = join(folder, 'good.zip');
    const empty = Buffer.alloc(0);
    writeFileSync(
      archive,
      makeZip([
        { name: 'a/b.txt', content: text },
        { name: 'c', content: text, stored: true },
        { name: 'd', content: empty, stored: true },
      ]),
    );
    const entries = await listZip(archive);
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ['a/b.txt', text.length],
      ['c', text.length],
      ['d', 0],
    ]);
    let bytes = 0;
    for (const entry of entries) await extractEntry(archive, entry, join(folder, entry.name), (n: number) => (bytes += n));
    expect(bytes).toBe(2 * text.length);
    expect(readFileSync(join(folder, 'a/b.txt')).equals(text)).toBe(true);
    expect(readFileSync(join(folder, 'c')).equals(text)).toBe(true);
    expect(readFileSync(join(folder, 'd'))).toHaveLength(0);
  });

  it('puts nothing in place when the checksum differs', async () => {
    const archive = join(folder, 'bad.zip');
    writeFileSync(archive, makeZip([{ name: 'x', content: text, crc: 1 }]));
    const [entry] = await listZip(archive);
    await expect(extractEntry(archive, entry!, join(folder, 'x'), () => undefined)).rejects.toThrow('checksum differs');
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it('refuses a file that was cut off', async () => {
    const archive = join(folder, 'cut.zip');
    writeFileSync(archive, makeZip([{ name: 'x', content: text }]).subarray(0, 200));
    await expect(listZip(archive)).rejects.toThrow('not a zip archive');
  });
});
