import { createHmac } from 'node:crypto';
import { splitFingerprint } from '@consilium/learning';
import { describe, expect, it } from 'vitest';
import { headMac, isOwnHead } from './head-mac.ts';

const secret = new Uint8Array(32).fill(7);
const head = { seq: 12, hash: 'ab'.repeat(32) };
const mac = headMac(secret, 'cardiology', head);

describe('the proof of a reported position', () => {
  it('is HMAC-SHA-256 of its own purpose, population, number and hash', () => {
    const text = `consilium/ledger-head/v1\0["cardiology",12,"${'ab'.repeat(32)}"]`;
    expect(mac).toBe(createHmac('sha256', secret).update(text).digest('hex'));
    expect(isOwnHead(secret, 'cardiology', head, mac)).toBe(true);
  });

  it('holds for nothing else', () => {
    for (const [key, population, seq, hash] of [
      [new Uint8Array(32).fill(8), 'cardiology', 12, head.hash],
      [secret, 'oncology', 12, head.hash],
      [secret, 'cardiology', 13, head.hash],
      [secret, 'cardiology', Number.NaN, head.hash],
      [secret, 'cardiology', 2 ** 60, head.hash],
      [secret, 'cardiology', 12, 'ac'.repeat(32)],
    ] as const)
      expect(isOwnHead(key, population, { seq, hash }, mac)).toBe(false);
    const flipped = (mac.startsWith('0') ? '1' : '0') + mac.slice(1);
    for (const other of ['', 'x', mac.slice(1), `${mac}0`, mac.toUpperCase(), flipped, '\u0130'.repeat(64)])
      expect(isOwnHead(secret, 'cardiology', head, other)).toBe(false);
  });

  it('is no other use of the secret', () => {
    expect(mac).not.toBe(splitFingerprint({ secret, share: 0.2 }));
  });
});
