import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = readFileSync(join(ROOT, 'docs/proofs/guarantee.md'), 'utf8');

interface Premise {
  readonly name: string;
  readonly code: string;
  readonly tests: string;
}

const PREMISES: readonly Premise[] = [...PAGE.matchAll(/^\| (P\d+) \|[^|]*\|([^|]*)\|([^|]*)\|$/gmu)].map(
  ([, name = '', code = '', tests = '']) => ({ name, code, tests }),
);

/** Names that a cell claims, each with the file before it; "the same" is the file before that. */
function claims(cell: string, quoted: RegExp): { readonly path: string; readonly names: readonly string[] }[] {
  let path = '';
  return cell.split(';').map((part) => {
    path = /^\s*the same /u.test(part) ? path : (/`([\w./-]+\.ts)`/u.exec(part)?.[1] ?? '');
    return { path, names: [...part.matchAll(quoted)].map(([, name = '']) => name) };
  });
}

function read(path: string): string {
  return existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '';
}

/** Whether a source exports a name. */
function exports(source: string, name: string): boolean {
  return new RegExp(String.raw`^export (?:async )?(?:function|class|const|type|interface) ${name}\b`, 'mu').test(source);
}

/** Whether a test of that name is in the file: the whole first argument of a call. */
function hasTest(source: string, name: string): boolean {
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((written) =>
    new RegExp(String.raw`(?:^|[\s)\]]|it|test|describe)\(\s*${written.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}`, 'mu').test(
      source,
    ),
  );
}

describe('the premises of the theorem', () => {
  it('are numbered without a gap, and the proof uses each of them', () => {
    expect(PREMISES.map(({ name }) => name)).toEqual(PREMISES.map((_, i) => `P${i + 1}`));
    expect(PREMISES.length).toBeGreaterThanOrEqual(20);
    const [before = ''] = PAGE.split('## Premises');
    const used = PREMISES.filter(({ name }) => new RegExp(`\\b${name}\\b`, 'u').test(before)).map(({ name }) => name);
    expect(used).toEqual(PREMISES.map(({ name }) => name));
  });

  it.each(PREMISES.map((premise) => [premise.name, premise] as const))('%s names code that exists', (_, { code }) => {
    const found = claims(code, /`[ ,]+`(\w+)(?=`)/gu);
    for (const { path, names } of found) {
      expect([path, names.length > 0]).toEqual([path, true]);
      for (const name of names) expect([path, name, exports(read(path), name)]).toEqual([path, name, true]);
    }
  });

  it.each(PREMISES.map((premise) => [premise.name, premise] as const))('%s names tests that exist', (_, { tests }) => {
    for (const { path, names } of claims(tests, /"([^"]+)"/gu)) {
      expect([path, read(path).length > 0 && path.endsWith('.test.ts')]).toEqual([path, true]);
      for (const name of names) expect([path, name, hasTest(read(path), name)]).toEqual([path, name, true]);
    }
  });
});

it('a name that is not there is noticed', () => {
  expect(hasTest("it('a patient moves', () => {});", 'a patient')).toBe(false);
  expect(hasTest("it('a patient moves', () => {});", 'a patient moves')).toBe(true);
  expect(exports('function hidden() {}', 'hidden')).toBe(false);
  expect(claims('`a.ts` `one`; the same `two`', /` `(\w+)`|same `(\w+)`/gu).map(({ path }) => path)).toEqual(['a.ts', 'a.ts']);
});
