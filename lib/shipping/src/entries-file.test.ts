import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EntriesFile } from './entries-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-entries-file-'));
  path = join(folder, 'entries.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function after(file: EntriesFile, position: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of file.after(position)) found.push(line);
  return found;
}

it('follows a log that others write, by whole lines', async () => {
  const file = new EntriesFile(path);
  expect(file.size()).toBe(0);
  expect(await after(file, 0)).toEqual([]);
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i} ${'ä'.repeat(i % 7)}`);
  writeFileSync(path, `${lines.slice(0, 300).join('\n')}\nhalf`);
  expect(file.size()).toBe(300);
  expect(await after(file, 298)).toEqual(lines.slice(298, 300));
  writeFileSync(path, `${lines.join('\n')}\n`);
  for (const position of [0, 1, 255, 256, 257, 511, 512, 999, 1000])
    expect(await after(file, position)).toEqual(lines.slice(position));
  appendFileSync(path, 'one more\n');
  expect(await after(file, 1000)).toEqual(['one more']);
  // Somebody who begins again sees the same.
  expect(await after(new EntriesFile(path), 990)).toEqual([...lines.slice(990), 'one more']);
});

it('notices a log whose end was cut off', () => {
  writeFileSync(path, 'one\ntwo\n');
  const file = new EntriesFile(path);
  expect(file.size()).toBe(2);
  truncateSync(path, 4);
  expect(() => file.size()).toThrow('shorter');
});
