import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonReader } from './json-reader.ts';
import { ABSENT, BOOLEAN, later, list, NUMBER, object, TEXT } from './json-shape.ts';
import { type JsonFault, UnreadJson } from './json-skip.ts';

/** How often each input is made up: a few thousand times with all tests, a million for who has the time (`CONSILIUM_FUZZ=1000000`). */
const RUNS = Number(process.env['CONSILIUM_FUZZ'] ?? 3000);

const SHAPE = object({
  id: TEXT,
  n: NUMBER,
  yes: BOOLEAN,
  inner: object({ id: TEXT, list: list(object({ code: TEXT })) }),
  texts: list(TEXT),
  later: later(TEXT),
  gone: ABSENT,
});
const reader = new JsonReader();

function read(text: string): ReturnType<typeof reader.read<typeof SHAPE>> {
  // Bytes around a text belong to other lines.
  const bytes = Buffer.from(`{"id"${text}"}`, 'utf8');
  return reader.read(bytes, 5, bytes.length - 2, SHAPE);
}

function fault(text: string): JsonFault | 'none' {
  try {
    read(text);
    return 'none';
  } catch (error) {
    if (error instanceof UnreadJson) return error.fault;
    throw error;
  }
}

describe('a JSON text', () => {
  it('gives what the shape wants, and where the rest begins', () => {
    const found = read(
      ' {"x":[1,{"id":"other"}], "id" : "a\\u0062\\n\\"ü" ,"n":-1.5e2,"yes":true,"inner":{"list":[{"code":"c","d":null},{}]},"texts":["é",null],"later":"behind","y":{}} ',
    );
    expect(found?.id).toBe('ab\n"ü');
    expect(found?.n).toBe(-150);
    expect(found?.yes).toBe(true);
    expect(found?.inner?.id).toBeUndefined();
    expect(found?.inner?.list?.map(({ code }) => code)).toEqual(['c', undefined]);
    expect(found?.texts).toEqual(['é']);
    expect(reader.later(found?.later, TEXT)).toBe('behind');
    expect(found?.gone).toBeUndefined();
  });

  it('knows a member however its name is written, and null as nothing', () => {
    expect(read('{"\\u0069d":"a","inner":null,"later":null}')?.id).toBe('a');
    expect(read('{"inner":null,"later":null}')).toMatchObject({ id: undefined, inner: undefined, later: undefined });
  });

  it.each<readonly [string, JsonFault]>([
    ['{"id":"a","\\u0069d":"b"}', 'duplicate'],
    ['{"inner":{"list":[],"list":[]}}', 'duplicate'],
    ['{"__proto__":{"polluted":1}}', 'hostile'],
    ['{"x":[{"\\u005f_proto__":1}]}', 'hostile'],
    ['{"id":1}', 'shape'],
    ['{"n":1e400}', 'shape'],
    ['{"inner":"text"}', 'shape'],
    ['[1]', 'shape'],
    ['{"gone":1}', 'absent'],
    ['{"id":"a"', 'broken'],
    ['{"id":"a"}}', 'broken'],
    ['{"id":"a",}', 'broken'],
    ['{"id":"\u0000"}', 'broken'],
    ['{"x":01}', 'broken'],
    ['{"x":.5}', 'broken'],
    ['{"x":tru}', 'broken'],
    ['{x:1}', 'broken'],
    ['', 'broken'],
    [`{"x":${'['.repeat(100)}${']'.repeat(100)}}`, 'deep'],
    [`{"x":${'{"a":'.repeat(100_000)}`, 'deep'],
  ])('is refused: %j', (text, expected) => {
    expect(fault(text.slice(0, 200_000))).toBe(expected);
  });

  it('changes no object of the program', () => {
    for (const text of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) fault(text);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is taken and read as another reader does', () => {
    let taken = 0;
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"id"',
      '"n"',
      '"x"',
      '1',
      '-0.5e1',
      'true',
      'null',
      '"',
      '\\',
      ' ',
    );
    const texts = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
      fc
        .tuple(fc.json({ maxDepth: 3 }), fc.string({ unit: 'binary' }), fc.nat(200))
        .map(([text, id, at]) => `{"x":${text},"id":${JSON.stringify(id)}}`.slice(0, at + 5)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        // Half a pair of surrogates has no bytes of its own.
        fc.pre(!/\p{Surrogate}/u.test(text));
        let other: unknown;
        try {
          other = JSON.parse(text);
        } catch {
          expect(fault(text)).not.toBe('none');
          return;
        }
        const found = fault(text);
        expect(found).not.toBe('broken');
        if (found !== 'none') return;
        taken++;
        if (typeof other !== 'object' || other === null) return;
        expect(read(text)?.id).toBe((other as { id?: string | null }).id ?? undefined);
      }),
      { numRuns: RUNS, seed: 7 },
    );
    expect(taken).toBeGreaterThan(RUNS / 20);
  });
});
