import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesBelow, readTogether } from './folder-files.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'consilium-files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lists what can be read as a file, through links, and neither sockets nor what is not taken', async () => {
  mkdirSync(join(folder, 'a', 'deep'), { recursive: true });
  mkdirSync(join(folder, 'elsewhere'));
  for (const path of ['b', 'a/x', 'a/deep/y', 'elsewhere/z']) writeFileSync(join(folder, path), path);
  symlinkSync(join(folder, 'b'), join(folder, 'a', 'link'));
  symlinkSync(join(folder, 'gone'), join(folder, 'a', 'dangling'));
  symlinkSync(folder, join(folder, 'a', 'up'));
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'a', 'volume'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  expect(filesBelow(folder, (path) => path !== 'elsewhere')).toEqual(['a/deep/y', 'a/link', 'a/volume/z', 'a/x', 'b']);
  await new Promise((resolve) => server.close(resolve));
  expect(() => filesBelow(join(folder, 'nothing'))).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }) as Error);
});

it('reads files as they all were at one moment, however often one is replaced meanwhile', () => {
  const put = (name: string, text: string): void => {
    writeFileSync(join(folder, `${name}.new`), text);
    renameSync(join(folder, `${name}.new`), join(folder, name));
  };
  const both = (n: number): void => ['first', 'second'].forEach((name) => put(name, String(n)));
  both(0);
  let asked = 0;
  const list = (): readonly string[] => {
    // Between the two files of a reading, three times; and once one is gone.
    if (asked < 9) both((asked += 1));
    if (asked === 4) rmSync(join(folder, 'second'));
    return ['first', 'second'];
  };
  const contents = readTogether(folder, list);
  expect([...contents].map(([name, content]) => [name, content.toString()])).toEqual([
    ['first', '9'],
    ['second', '9'],
  ]);
  const restless = (): readonly string[] => {
    put('first', String((asked += 1)));
    return ['first'];
  };
  expect(() => readTogether(folder, restless)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }) as Error);
});
