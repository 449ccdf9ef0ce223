import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashText } from './key-hash.ts';
import { Spill } from './spill.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-spill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RECORDS = 60_000;

function filled(): Spill {
  const spill = new Spill(folder, 'x');
  for (let i = 0; i < RECORDS; i++) {
    const record = Buffer.from(
      `-- record ${i} of patient ${i % 500}${i % 1000 === 0 ? '.'.repeat(50_000) : ' and what happened to them'}`,
    );
    spill.add(hashText(`patient ${i % 500}`), record, 3, record.length);
  }
  return spill;
}

describe('records that are spilled', () => {
  it('come back, all of one key in one part, in the order of the hashes of the keys', () => {
    const seen = new Set<string>();
    const wrong: string[] = [];
    const partOf = new Map<string, number>();
    let part = 0;
    let last = 0;
    for (const { bytes, begins, ends, hashes } of filled().read()) {
      for (const [i, begin] of begins.entries()) {
        const text = bytes.toString('utf8', begin, ends[i]);
        const [, record = '', patient = ''] = /^record (\d+) of patient (\d+)/.exec(text) ?? [];
        seen.add(record);
        if ((partOf.get(patient) ?? part) !== part || hashes[i] !== hashText(`patient ${patient}`)) wrong.push(text);
        partOf.set(patient, part);
      }
      if (hashes.length > 0) {
        expect(Math.min(...hashes)).toBeGreaterThanOrEqual(last);
        last = Math.max(...hashes);
      }
      part++;
    }
    expect(wrong).toEqual([]);
    expect(seen.size).toBe(RECORDS);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lie in files that only this process can read', () => {
    const spill = filled();
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const path = join(folder, file);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, 'latin1')).not.toContain('patient');
    }
    spill.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});
