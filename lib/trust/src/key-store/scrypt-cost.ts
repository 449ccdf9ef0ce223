import { z } from 'zod';

/**
 * What trying one passphrase costs: N = 2^17, r = 8, p = 1, that is 128 MiB and about half a second (RFC 7914; the least that OWASP's Password Storage
 * Cheat Sheet names for scrypt).
 */
export const SCRYPT_COST = { n: 2 ** 17, r: 8, p: 1 } as const;

/** Bytes of salt: as many as the key has, far more than the 16 of NIST SP 800-132. */
export const SCRYPT_SALT_BYTES = 32;

/** Never less than {@link SCRYPT_COST}: a file that says so was not written here. At most 1 GiB. */
export const scryptSchema = z.strictObject({
  n: z
    .int()
    .min(SCRYPT_COST.n)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n)), 'a power of two'),
  r: z.literal(SCRYPT_COST.r),
  p: z.int().min(SCRYPT_COST.p).max(4),
  salt: z.base64().refine((text) => Buffer.from(text, 'base64').length >= SCRYPT_SALT_BYTES, 'a salt of 32 bytes'),
});

/** Parameters of one derivation. */
export type Scrypt = z.output<typeof scryptSchema>;
