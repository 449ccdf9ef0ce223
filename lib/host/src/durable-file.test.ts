import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makePrivateFolder, readFileIfPresent, writeFileDurably, writeFully } from './durable-file.ts';
import { seededRandom, uniform53 } from '@consilium/core';

const folder = mkdtempSync(join(tmpdir(), 'consilium-durable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('writes text and bytes that only the owner may read', () => {
  const path = join(folder, 'a');
  writeFileDurably(path, 'grün');
  expect(readFileSync(path, 'utf8')).toBe('grün');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileDurably(path, Uint8Array.of(1, 2, 3), 0o640);
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

it('what a crash left beside the file changes neither the old content nor the rights of the new', () => {
  const path = join(folder, 'b');
  writeFileDurably(path, 'old');
  writeFileSync(`${path}.new`, 'half of the n', { mode: 0o644 });
  chmodSync(`${path}.new`, 0o644);
  expect(readFileSync(path, 'utf8')).toBe('old');
  writeFileDurably(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(existsSync(`${path}.new`)).toBe(false);
});

it('a link in the way is replaced, not followed', () => {
  const path = join(folder, 'c');
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, `${path}.new`);
  writeFileDurably(path, 'mine');
  expect(readFileSync(victim, 'utf8')).toBe('untouched');
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

it('a write that cannot be finished leaves the old content and nothing beside it', () => {
  const inside = join(folder, 'd');
  mkdirSync(inside);
  mkdirSync(join(inside, 'taken'));
  expect(() => writeFileDurably(join(inside, 'taken'), 'x')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(inside)).toEqual(['taken']);
});

it.skipIf(!existsSync('/dev/full'))('a full disk throws instead of passing unseen', () => {
  const fd = openSync('/dev/full', 'w');
  try {
    expect(() => writeFully(fd, Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'ENOSPC' }) as Error);
  } finally {
    closeSync(fd);
  }
});

it('a file that is not there is undefined, one that cannot be read is an error', () => {
  expect(readFileIfPresent(join(folder, 'nothing'))).toBeUndefined();
  expect(() => readFileIfPresent(folder)).toThrow(/EISDIR/);
  makePrivateFolder(join(folder, 'p', 'q'));
  expect(statSync(join(folder, 'p', 'q')).mode & 0o777).toBe(0o700);
  writeFileDurably(join(folder, 'p', 'q', 'r'), 'here');
  expect(readFileIfPresent(join(folder, 'p', 'q', 'r'))?.toString()).toBe('here');
});

it('killed at any moment, the file holds one whole version', async () => {
  const path = join(folder, 'killed');
  const compiled = join(folder, 'durable-file.mjs');
  const typescript = createRequire(import.meta.url)('typescript') as {
    transpile(text: string, options: Record<string, unknown>): string;
  };
  const source = readFileSync(new URL('./durable-file.ts', import.meta.url), 'utf8');
  writeFileSync(compiled, typescript.transpile(source, { module: 99, target: 10 }));
  const program = `
    import { writeFileDurably } from ${JSON.stringify(compiled)};
    for (let i = 0; ; i = (i + 1) % 26) {
      writeFileDurably(${JSON.stringify(path)}, Buffer.alloc(300_000, 97 + i));
      process.stdout.write('.');
    }`;
  const random = seededRandom('kill');
  for (let kill = 0; kill < 6; kill++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, uniform53(random) * 40));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const content = readFileSync(path);
    expect(content.length).toBe(300_000);
    expect(content.every((byte) => byte === content[0])).toBe(true);
  }
});
