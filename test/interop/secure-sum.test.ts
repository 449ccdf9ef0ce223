import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const CHECKER = join(import.meta.dirname, 'secure_sum.py');
const VECTORS = join(import.meta.dirname, '../../lib/secure-sum/fixtures/sum-of-five.json');
const folder = mkdtempSync(join(tmpdir(), 'consilium-interop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(path: string): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('python3', [CHECKER, path], { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

describe('a program that shares no code with this one, in another language', () => {
  it('finds the same keys, shares, masks, hashes, signatures and sum', () => {
    expect(check(VECTORS)).toEqual({ status: 0, text: '318 statements hold\n' });
  });

  it('sees one digit that is changed, wherever it is', () => {
    const text = readFileSync(VECTORS, 'utf8');
    const path = join(folder, 'changed.json');
    const digits = [...text.matchAll(/"[0-9a-f]{64,}"/g)].map(({ index, 0: { length } }) => index + (length >> 1));
    expect(digits.length).toBeGreaterThan(150);
    for (let i = 0; i < digits.length; i += 7) {
      const at = digits[i] ?? 0;
      writeFileSync(path, `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`);
      expect([at, check(path).status]).toEqual([at, 1]);
    }
  });
});
