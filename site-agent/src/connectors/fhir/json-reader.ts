import type { Found, Later, Member, ObjectShape, ReadAs, Shape } from './json-shape.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  DEEPEST,
  MINUS,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  requireName,
  skipBlanks,
  skipColon,
  skipNumber,
  skipText,
  skipValue,
  skipWord,
  textOf,
  UnreadJson,
} from './json-skip.ts';

type Value = string | number | boolean | undefined | readonly Value[] | Found;

/**
 * Reads of a JSON text what a shape wants, and passes over the rest byte by byte: names, addresses and narratives of a resource never become strings.
 * The whole text is checked against the grammar; objects have names of the shape only, so that no text names a property.
 *
 * Stricter than JSON where two programs could read two things: a wanted member that appears twice, and the name `__proto__` anywhere.
 */
export class JsonReader {
  /** The text that was read last, with what is around it. */
  bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /**
   * @param bytes valid UTF-8 from `from` to `to`
   * @returns members that are `null` or not there are undefined
   * @throws UnreadJson
   */
  read<S extends Shape>(bytes: Buffer, from: number, to: number, shape: S): ReadAs<S> | undefined {
    this.bytes = bytes;
    this.#end = to;
    this.#at = skipBlanks(bytes, from, to);
    const value = this.#value(shape, 0);
    if (skipBlanks(bytes, this.#at, to) !== to) throw new UnreadJson('broken');
    return value as ReadAs<S> | undefined;
  }

  /** A value of the text that was read last. @throws UnreadJson */
  later<S extends Shape>(at: Later<S> | undefined, shape: S): ReadAs<S> | undefined {
    if (at === undefined) return undefined;
    this.#at = at;
    return this.#value(shape, 1) as ReadAs<S> | undefined;
  }

  #value(shape: Shape, depth: number): Value {
    const bytes = this.bytes;
    const start = this.#at;
    const first = start < this.#end ? (bytes[start] as number) : 0;
    switch (shape.t) {
      case 'absent':
        throw new UnreadJson('absent');
      case 'later':
        if (first === 0x6e) break;
        this.#at = skipValue(bytes, start, this.#end, depth);
        return start;
      case 'text':
        if (first !== QUOTE) break;
        this.#at = skipText(bytes, start, this.#end);
        return textOf(bytes, start + 1, this.#at - 1);
      case 'object':
        if (first !== OPEN_OBJECT) break;
        return this.#object(shape, depth + 1);
      case 'list':
        if (first !== OPEN_LIST) break;
        return this.#list(shape.of as Shape, depth + 1);
      case 'number':
        if (first !== MINUS && (first < 0x30 || first > 0x39)) break;
        return this.#number();
      case 'boolean':
        if (first !== 0x74 && first !== 0x66) break;
        this.#at = skipWord(bytes, start, this.#end);
        return first === 0x74;
    }
    // Of another form, or nothing; but what is no JSON is that first of all.
    this.#at = skipValue(bytes, start, this.#end, depth);
    if (first !== 0x6e) throw new UnreadJson('shape');
    return undefined;
  }

  #object(shape: ObjectShape, depth: number): Value {
    if (depth > DEEPEST) throw new UnreadJson('deep');
    const bytes = this.bytes;
    const end = this.#end;
    const found = new shape.make();
    let seen = 0;
    let at = skipBlanks(bytes, this.#at + 1, end);
    if (at < end && bytes[at] === CLOSE_OBJECT) {
      this.#at = at + 1;
      return found;
    }
    for (;;) {
      const behind = skipText(bytes, at, end);
      const member = memberOf(shape, bytes, at + 1, behind - 1);
      at = skipColon(bytes, behind, end);
      if (member === undefined) at = skipValue(bytes, at, end, depth);
      else {
        const bit = 1 << member.place;
        if ((seen & bit) !== 0) throw new UnreadJson('duplicate');
        seen |= bit;
        this.#at = at;
        found.values[member.place] = this.#value(member.shape, depth);
        at = this.#at;
      }
      at = skipBlanks(bytes, at, end);
      const next = at < end ? bytes[at] : 0;
      if (next !== COMMA) {
        if (next !== CLOSE_OBJECT) throw new UnreadJson('broken');
        this.#at = at + 1;
        return found;
      }
      at = skipBlanks(bytes, at + 1, end);
    }
  }

  #list(of: Shape, depth: number): Value {
    if (depth > DEEPEST) throw new UnreadJson('deep');
    const bytes = this.bytes;
    const end = this.#end;
    const values: Value[] = [];
    this.#at = skipBlanks(bytes, this.#at + 1, end);
    if (this.#at < end && bytes[this.#at] === CLOSE_LIST) {
      this.#at++;
      return values;
    }
    for (;;) {
      const value = this.#value(of, depth);
      if (value !== undefined) values.push(value);
      const at = skipBlanks(bytes, this.#at, end);
      const next = at < end ? bytes[at] : 0;
      if (next !== COMMA) {
        if (next !== CLOSE_LIST) throw new UnreadJson('broken');
        this.#at = at + 1;
        return values;
      }
      this.#at = skipBlanks(bytes, at + 1, end);
    }
  }

  #number(): number {
    const start = this.#at;
    this.#at = skipNumber(this.bytes, start, this.#end);
    const value = Number(this.bytes.toString('latin1', start, this.#at));
    if (!Number.isFinite(value)) throw new UnreadJson('shape');
    return value;
  }
}

/** The wanted member that a name between two quotes means. @throws UnreadJson */
function memberOf({ byLength }: ObjectShape, bytes: Buffer, start: number, end: number): Member | undefined {
  requireName(bytes, start, end);
  const candidates = byLength[end - start];
  if (candidates !== undefined) {
    next: for (const member of candidates) {
      for (let i = 0, at = start; at < end; i++, at++) if (member.bytes[i] !== bytes[at]) continue next;
      return member;
    }
  }
  return hasEscape(bytes, start, end) ? escapedMember(byLength, textOf(bytes, start, end)) : undefined;
}

/** `id` may be written `\u0069d`. */
function escapedMember(byLength: ObjectShape['byLength'], name: string): Member | undefined {
  return byLength.flatMap((members) => members ?? []).find((member) => member.name === name);
}

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === 0x5c) return true;
  return false;
}
