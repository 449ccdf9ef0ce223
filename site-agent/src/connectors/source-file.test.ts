import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvFile } from './csv/csv-source.ts';
import { requireContent } from './file-content.ts';
import { isOpenToAll, requireSafeFile } from './source-file.ts';

let root = '';
let open = '';
const CSV = 'id,x\np1,1\n';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'source-file-'));
  open = mkdtempSync(join(tmpdir(), 'source-open-'));
  chmodSync(open, 0o755);
  mkdirSync(join(root, 'state'));
  mkdirSync(join(root, 'data'));
  for (const path of ['good.csv', 'state/ledger.csv', 'data/inner.csv']) writeFileSync(join(root, path), CSV);
  writeFileSync(join(root, 'image.csv'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  writeFileSync(join(root, 'sheet.csv'), Buffer.from('504b030414000600', 'hex'));
  writeFileSync(join(root, 'utf16.csv'), Buffer.from(CSV, 'utf16le'));
  writeFileSync(join(open, 'all.csv'), CSV, { mode: 0o644 });
  chmodSync(join(open, 'all.csv'), 0o644);
  writeFileSync(join(open, 'mine.csv'), CSV);
  chmodSync(join(open, 'mine.csv'), 0o640);
  symlinkSync(join(root, 'good.csv'), join(root, 'near.csv'));
  symlinkSync(join(root, 'good.csv'), join(root, 'data/out.csv'));
  symlinkSync('/dev/zero', join(root, 'zeros.csv'));
  execFileSync('mkfifo', [join(root, 'pipe.csv')]);
});

afterAll(() => {
  for (const folder of [root, open]) rmSync(folder, { recursive: true, force: true });
});

function problem(path: string): string {
  try {
    requireSafeFile(path, join(root, 'state'));
    requireContent(path, ['text']);
    return '';
  } catch (error) {
    const { code, message } = fromUnknown(error);
    return `${code} ${message.replace(path, '')}`;
  }
}

describe('a file that is to be a data set', () => {
  it.each([
    ['a folder', () => join(root, 'data'), 'SOURCE_UNSAFE  is a folder: name a file in it'],
    ['a pipe', () => join(root, 'pipe.csv'), 'SOURCE_UNSAFE  is a pipe'],
    ['a device', () => '/dev/zero', 'SOURCE_UNSAFE  is a device'],
    ['a link to a device', () => join(root, 'zeros.csv'), 'SOURCE_UNSAFE  is a device'],
    ['what the kernel makes up', () => '/proc/self/environ', 'SOURCE_UNSAFE  is made up by the machine'],
    ['an image', () => join(root, 'image.csv'), 'SOURCE_UNSAFE  is an image (PNG)'],
    ['a spreadsheet', () => join(root, 'sheet.csv'), 'SOURCE_UNSAFE  is a ZIP archive or a spreadsheet'],
    ['text of two bytes a letter', () => join(root, 'utf16.csv'), 'SOURCE_UNSAFE  is no text, or text in another encoding'],
    ['a link out of its folder', () => join(root, 'data/out.csv'), 'SOURCE_UNSAFE  is a link out of its folder'],
    ['a file of the agent', () => join(root, 'state/ledger.csv'), 'SOURCE_UNSAFE  lies in the folder of the agent itself'],
    ['nothing', () => join(root, 'none.csv'), 'FILE_UNREADABLE'],
  ])('is not %s', (_, path, words) => expect(problem(path())).toContain(words));

  it.each([
    ['a file', () => join(root, 'good.csv')],
    ['a link within its folder', () => join(root, 'near.csv')],
    ['a file that everybody can read', () => join(open, 'all.csv')],
  ])('may be %s', (_, path) => expect(problem(path())).toBe(''));

  it.each([
    ['a file for all in a folder for all', () => join(open, 'all.csv'), true],
    ['a file for few in a folder for all', () => join(open, 'mine.csv'), false],
    ['a file for all in a folder for its owner', () => join(root, 'data/inner.csv'), false],
  ])('is open to all or not: %s', (_, path, told) => expect(isOpenToAll(path())).toBe(told));

  it('is looked at again when it is read: a pipe or a device under its name holds nothing up', async () => {
    for (const path of [join(root, 'pipe.csv'), join(root, 'zeros.csv')]) {
      const read = async (): Promise<void> => {
        for await (const _ of csvFile(path).read(['id']).batches);
      };
      await expect(read()).rejects.toMatchObject({ code: 'SOURCE_UNSAFE' });
    }
  });
});
