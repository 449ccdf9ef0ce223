import { ConsiliumError, type ErrorCode } from '@consilium/core';
import { remembered } from './remembered.ts';

/** Longest text, in bytes: names, hashes as digits, and the reasons why a site left. */
export const MAX_TEXT_BYTES = 2048;
/** Most elements of a list: there are no more sites (see `checkRoster`). */
const MAX_ELEMENTS = 65_535;

/** How a value is written as bytes: one way only, so that two byte strings that are read alike are equal. */
export interface Codec<T> {
  write(to: Writer, value: T): void;
  read(from: Reader): T;
}

/** Room for what is written at first: most messages of few sites. */
const FIRST_BYTES = 2048;

/** Bytes that are being written. */
export class Writer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  put(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  uint32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  /** @param bytes that the text has in UTF-8 */
  text(value: string, bytes: number): void {
    const at = this.#room(bytes);
    this.#bytes.write(value, at, bytes, 'utf8');
  }

  /** A copy of all that was written. */
  whole(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  /** @returns where so many bytes can be written */
  #room(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}

/** Bytes that are being read: nothing of them is believed. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #code: ErrorCode;
  #at = 0;

  /** @param code of the error where they are not what they should be */
  constructor(bytes: Uint8Array, code: ErrorCode) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#code = code;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next bytes; not a copy. */
  take(length: number): Buffer {
    if (length > this.left) throw this.wrong('ends too early');
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  wrong(how: string): ConsiliumError {
    return new ConsiliumError({ code: this.#code, message: `what was written of a sum under masks ${how}, at byte ${this.#at}` });
  }
}

/** @throws ConsiliumError `PARAMETER_INVALID` for a value that has no such form */
export function encoded<T>(codec: Codec<T>, value: T): Uint8Array {
  const to = new Writer();
  codec.write(to, value);
  return to.whole();
}

/** @throws ConsiliumError with this code for anything that {@link encoded} has not given */
export function decoded<T>(codec: Codec<T>, bytes: Uint8Array, code: ErrorCode): T {
  const from = new Reader(bytes, code);
  const value = codec.read(from);
  if (from.left !== 0) throw from.wrong('goes on after its end');
  return value;
}

/** Exactly so many bytes. */
export function bytesOf(length: number): Codec<Uint8Array> {
  return {
    write(to, value) {
      if (value.length !== length) throw unwritable(`${value.length} bytes instead of ${length}`);
      to.put(value);
    },
    read: (from) => new Uint8Array(from.take(length)),
  };
}

/** Half of a character, which no UTF-8 stands for. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Well-formed text, at most {@link MAX_TEXT_BYTES} bytes in UTF-8. */
export const text: Codec<string> = {
  write(to, value) {
    const bytes = Buffer.byteLength(value, 'utf8');
    if (bytes > MAX_TEXT_BYTES || LONE_SURROGATE.test(value)) throw unwritable('a text that is too long or no Unicode');
    to.uint32(bytes);
    to.text(value, bytes);
  },
  read(from) {
    const length = from.take(4).readUInt32BE();
    if (length > MAX_TEXT_BYTES) throw from.wrong('has a text that is too long');
    const bytes = from.take(length);
    const value = bytes.toString('utf8');
    if (!Buffer.from(value, 'utf8').equals(bytes)) throw from.wrong('has a text that is no Unicode');
    return value;
  },
};

/** A whole number from 0 to 2^53 - 1. */
export const whole: Codec<number> = {
  write(to, value) {
    if (!Number.isSafeInteger(value) || value < 0) throw unwritable(`${value}, which is not a whole number`);
    to.uint32(Math.floor(value / 2 ** 32));
    to.uint32(value % 2 ** 32);
  },
  read(from) {
    const bytes = from.take(8);
    const value = bytes.readUInt32BE(0) * 2 ** 32 + bytes.readUInt32BE(4);
    if (!Number.isSafeInteger(value)) throw from.wrong('has a number that is too large');
    return value;
  },
};

/** A positive double, with its bits. */
export const positive: Codec<number> = {
  write(to, value) {
    if (!isPositive(value)) throw unwritable(`${value}, which is not positive`);
    to.double(value);
  },
  read(from) {
    const value = from.take(8).readDoubleBE();
    if (!isPositive(value)) throw from.wrong('has a number that is not positive');
    return value;
  },
};

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

/** Elements one after the other, after their number. */
export function list<T>(element: Codec<T>): Codec<readonly T[]> {
  return {
    write(to, values) {
      if (values.length > MAX_ELEMENTS) throw unwritable(`a list of ${values.length}`);
      to.uint32(values.length);
      for (const value of values) element.write(to, value);
    },
    read(from) {
      const length = from.take(4).readUInt32BE();
      if (length > MAX_ELEMENTS) throw from.wrong('has a list that is too long');
      const values: T[] = [];
      for (let i = 0; i < length; i++) values.push(element.read(from));
      return values;
    },
  };
}

/** One of few words, as its place among them. */
export function oneOf<T extends string>(...words: readonly T[]): Codec<T> {
  return {
    write(to, value) {
      const place = words.indexOf(value);
      if (place === -1) throw unwritable(`the word ${value}`);
      to.byte(place);
    },
    read(from) {
      const word = words[from.take(1).readUInt8()];
      if (word === undefined) throw from.wrong('has an unknown word');
      return word;
    },
  };
}

/** Written once for each object, which does not change: a state is written again and again, with most of it as it was. */
export function remembering<T extends object>(codec: Codec<T>): Codec<T> {
  const bytesOnce = remembered((value: T): Uint8Array => encoded(codec, value));
  return { write: (to, value) => to.put(bytesOnce(value)), read: (from) => codec.read(from) };
}

type Members<T> = { readonly [K in keyof T]-?: Codec<Exclude<T[K], undefined>> };
type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/**
 * Members one after the other, in the order in which they are named here; those that may be absent after one byte that says whether they
 * are there.
 */
export function record<T extends object>(members: Members<T>, optional: readonly Optional<T>[] = []): Codec<T> {
  const names = Object.keys(members) as (keyof T)[];
  const mayLack = new Set<keyof T>(optional);
  return {
    write(to, value) {
      for (const name of names) {
        const member = value[name];
        if (mayLack.has(name)) to.byte(member === undefined ? 0 : 1);
        if (member !== undefined) members[name].write(to, member as Exclude<T[typeof name], undefined>);
        else if (!mayLack.has(name)) throw unwritable(`nothing as ${String(name)}`);
      }
    },
    read(from) {
      const value: Partial<T> = {};
      for (const name of names) {
        const there = mayLack.has(name) ? from.take(1).readUInt8() : 1;
        if (there > 1) throw from.wrong('does not say whether a member is there');
        if (there === 1) value[name] = members[name].read(from);
      }
      return value as T;
    },
  };
}

type Cases<T extends { readonly t: string }> = {
  readonly [K in T['t']]: Codec<Omit<Extract<T, { readonly t: K }>, 't'>>;
};

/** One case of a union, after one byte that says which, in the order in which they are named here. */
export function union<T extends { readonly t: string }>(cases: Cases<T>): Codec<T> {
  const tag = oneOf<T['t']>(...(Object.keys(cases) as T['t'][]));
  return {
    write(to, value) {
      tag.write(to, value.t as T['t']);
      const one = cases[value.t as T['t']] as Codec<unknown>;
      one.write(to, value);
    },
    read(from) {
      const t = tag.read(from);
      const one = cases[t] as Codec<object>;
      return { t, ...one.read(from) } as unknown as T;
    },
  };
}

function unwritable(what: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message: `no bytes of a sum under masks stand for ${what}` });
}
