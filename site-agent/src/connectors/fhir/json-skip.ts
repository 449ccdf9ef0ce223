/** Why a text was not read. */
export type JsonFault = 'broken' | 'deep' | 'duplicate' | 'hostile' | 'shape' | 'absent';

/** A text that is not read. Says nothing of what stands in it. */
export class UnreadJson extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Deepest nesting: resources have a dozen levels, and a text of brackets alone would end the stack. */
export const DEEPEST = 64;

/** A name that no resource has, and that turns objects of careless programs into others. */
const PROTO = '__proto__';
const UNDERLINE = 0x5f;

export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const MINUS = 0x2d;
const BACKSLASH = 0x5c;
const BLANK = 0x20;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

// What follows passes over parts of a JSON text (RFC 8259) and checks them. Every function is given the bytes, where a part begins and where the text
// ends, and returns where the part ends. Plain functions over plain numbers: they see every byte of an export, and this is how they become fast.

/** What ends a run of plain characters within quotes: quotes, escapes, control characters. */
const ENDS_RUN: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE || byte === BACKSLASH || byte < BLANK ? 1 : 0,
);

/** A text in quotes. @returns behind the closing quote @throws UnreadJson */
export function skipText(bytes: Buffer, from: number, end: number): number {
  if (from >= end || bytes[from] !== QUOTE) throw new UnreadJson('broken');
  for (let at = from + 1; at < end; at++) {
    const byte = bytes[at] as number;
    if (ENDS_RUN[byte] === 0) continue;
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) break;
    at = skipEscape(bytes, at + 1, end);
  }
  throw new UnreadJson('broken');
}

/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`. */
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/** @returns the last byte of an escape */
function skipEscape(bytes: Buffer, at: number, end: number): number {
  if (at >= end) throw new UnreadJson('broken');
  const byte = bytes[at] as number;
  if (byte !== 0x75) {
    if (!ESCAPES.has(byte)) throw new UnreadJson('broken');
    return at;
  }
  if (at + 4 >= end) throw new UnreadJson('broken');
  for (let i = at + 1; i <= at + 4; i++) if (!isHex(bytes[i] as number)) throw new UnreadJson('broken');
  return at + 4;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

/** Blanks. @returns the first byte behind them, which may be the end */
export function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > BLANK || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
  }
  return at;
}

/** A number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`. @throws UnreadJson */
export function skipNumber(bytes: Buffer, from: number, end: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  at = at < end && bytes[at] === 0x30 ? at + 1 : skipDigits(bytes, at, end);
  if (at < end && bytes[at] === 0x2e) at = skipDigits(bytes, at + 1, end);
  if (at >= end || ((bytes[at] as number) | 0x20) !== 0x65) return at;
  at++;
  if (at < end && (bytes[at] === 0x2b || bytes[at] === MINUS)) at++;
  return skipDigits(bytes, at, end);
}

function skipDigits(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x30 || byte > 0x39) break;
  }
  if (at === from) throw new UnreadJson('broken');
  return at;
}

/** `true`, `false` or `null`. @throws UnreadJson */
export function skipWord(bytes: Buffer, from: number, end: number): number {
  const word = bytes[from] === 0x74 ? TRUE : bytes[from] === 0x66 ? FALSE : NULL;
  if (end - from < word.length) throw new UnreadJson('broken');
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) throw new UnreadJson('broken');
  return from + word.length;
}

/** A value of any kind. @param depth of what it is in @throws UnreadJson */
export function skipValue(bytes: Buffer, from: number, end: number, depth: number): number {
  const first = from < end ? (bytes[from] as number) : 0;
  if (first === QUOTE) return skipText(bytes, from, end);
  if (first === OPEN_OBJECT) return skipObject(bytes, from, end, depth + 1);
  if (first === OPEN_LIST) return skipList(bytes, from, end, depth + 1);
  if (first === MINUS || (first >= 0x30 && first <= 0x39)) return skipNumber(bytes, from, end);
  return skipWord(bytes, from, end);
}

function skipObject(bytes: Buffer, from: number, end: number, depth: number): number {
  if (depth > DEEPEST) throw new UnreadJson('deep');
  let at = skipBlanks(bytes, from + 1, end);
  if (bytes[at] === CLOSE_OBJECT && at < end) return at + 1;
  for (;;) {
    const behind = skipText(bytes, at, end);
    requireName(bytes, at + 1, behind - 1);
    at = skipColon(bytes, behind, end);
    at = skipBlanks(bytes, skipValue(bytes, at, end, depth), end);
    const next = at < end ? bytes[at] : 0;
    if (next === CLOSE_OBJECT) return at + 1;
    if (next !== COMMA) throw new UnreadJson('broken');
    at = skipBlanks(bytes, at + 1, end);
  }
}

function skipList(bytes: Buffer, from: number, end: number, depth: number): number {
  if (depth > DEEPEST) throw new UnreadJson('deep');
  let at = skipBlanks(bytes, from + 1, end);
  if (bytes[at] === CLOSE_LIST && at < end) return at + 1;
  for (;;) {
    at = skipBlanks(bytes, skipValue(bytes, at, end, depth), end);
    const next = at < end ? bytes[at] : 0;
    if (next === CLOSE_LIST) return at + 1;
    if (next !== COMMA) throw new UnreadJson('broken');
    at = skipBlanks(bytes, at + 1, end);
  }
}

/** A colon with the blanks around it. @throws UnreadJson */
export function skipColon(bytes: Buffer, from: number, end: number): number {
  const at = skipBlanks(bytes, from, end);
  if (at >= end || bytes[at] !== COLON) throw new UnreadJson('broken');
  return skipBlanks(bytes, at + 1, end);
}

/** Requires that the name between two quotes is none that makes mischief, however it is written. @throws UnreadJson */
export function requireName(bytes: Buffer, start: number, end: number): void {
  const first = bytes[start];
  if (first !== UNDERLINE && first !== BACKSLASH) return;
  if (textOf(bytes, start, end) === PROTO) throw new UnreadJson('hostile');
}

/** What stands between two quotes, which was checked. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH) return JSON.parse(`"${bytes.toString('utf8', start, end)}"`) as string;
    if (byte >= 0x80) return wide(bytes, start, end);
  }
  return bytes.toString('latin1', start, end);
}

function wide(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}
