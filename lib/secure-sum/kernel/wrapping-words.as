// 32-bit words added and taken away modulo 2^32, four at a time (AssemblyScript). `npm run generate` compiles it into
// src/wrapping-words-wasm.ts; src/wrapping-words.ts says what it is for, and has the same in plain TypeScript.

/** The first page of memory holds the words that are changed, the second those that change them. */
const OTHER: usize = 0x1_0000;

/** Adds the first `bytes` of the other words, rounded up to 32. */
export function add(bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(at, i32x4.add(v128.load(at), v128.load(OTHER + at)));
    v128.store(at, i32x4.add(v128.load(at, 16), v128.load(OTHER + at, 16)), 16);
  }
}

/** Takes them away. */
export function subtract(bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(at, i32x4.sub(v128.load(at), v128.load(OTHER + at)));
    v128.store(at, i32x4.sub(v128.load(at, 16), v128.load(OTHER + at, 16)), 16);
  }
}
