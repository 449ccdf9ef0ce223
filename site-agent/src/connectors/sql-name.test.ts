import { describe, expect, it } from 'vitest';
import { sqlName, sqlTable } from './sql-name.ts';

describe('a name in SQL', () => {
  it.each([
    ['age', '"age"'],
    ['Age "at" admission', '"Age ""at"" admission"'],
    ['a"; drop table person; --', '"a""; drop table person; --"'],
    ["it's", `"it's"`],
    ['größe\n$1', '"größe\n$1"'],
  ])('stands in quotes, whatever is in it: %j', (name, quoted) => expect(sqlName(name)).toBe(quoted));

  it.each(['', 'a\0b', 'x'.repeat(64), 'ü'.repeat(32)])('is refused where it would be cut or means nothing: %j', (name) => {
    expect(() => sqlName(name)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('has its schema in quotes of its own', () => {
    expect(sqlTable({ schema: 'a"b', table: 'c.d' })).toBe('"a""b"."c.d"');
    expect(sqlTable({ table: 't' })).toBe('"t"');
  });
});
