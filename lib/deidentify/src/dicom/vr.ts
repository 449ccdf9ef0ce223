/** What an explicit header says with a 16-bit length, and how wide one number is where bytes have an order; 1 for texts and bytes. */
const SHORT = {
  AE: 1,
  AS: 1,
  AT: 2,
  CS: 1,
  DA: 1,
  DS: 1,
  DT: 1,
  FD: 8,
  FL: 4,
  IS: 1,
  LO: 1,
  LT: 1,
  PN: 1,
  SH: 1,
  SL: 4,
  SS: 2,
  ST: 1,
  TM: 1,
  UI: 1,
  UL: 4,
  US: 2,
} as const;

/** Those with two reserved bytes and a 32-bit length. */
const LONG = { OB: 1, OD: 8, OF: 4, OL: 4, OV: 8, OW: 2, SQ: 1, SV: 8, UC: 1, UN: 1, UR: 1, UT: 1, UV: 8 } as const;

/** A value representation of PS3.5, section 6.2. */
export type Vr = keyof typeof SHORT | keyof typeof LONG;

/** Whether two letters are a value representation. */
export function isVr(text: string): text is Vr {
  return Object.hasOwn(SHORT, text) || Object.hasOwn(LONG, text);
}

/** Whether its length takes 32 bits in an explicit header (PS3.5, section 7.1.2). */
export function hasLongLength(vr: Vr): boolean {
  return Object.hasOwn(LONG, vr);
}

/** Bytes of a number whose order of bytes the transfer syntax says; 1 where there is none. */
export function widthOf(vr: Vr): 1 | 2 | 4 | 8 {
  return { ...SHORT, ...LONG }[vr];
}

/** What fills a value to an even length: a space, but NUL for UIDs and bytes. */
export function paddingOf(vr: Vr): number {
  return vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0x00 : 0x20;
}
