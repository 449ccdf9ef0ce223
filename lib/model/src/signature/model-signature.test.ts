import { createHash, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleKeys } from '../testing/sample-dossier.ts';
import { signedFiles, signFiles } from './model-signature.ts';

const keys = sampleKeys();
const FILES = new Map([
  ['model/weights.bin', 'ab'.repeat(32)],
  ['manifest.json', '01'.repeat(32)],
  ['model.card', 'cd'.repeat(32)],
]);

interface Bundle {
  readonly dsseEnvelope: { readonly payload: string; readonly signatures: readonly [{ readonly sig: string }] };
}

describe('a signature of files', () => {
  it('is that of the statement which the format asks for, over its DSSE encoding', () => {
    const { dsseEnvelope } = JSON.parse(signFiles(FILES, 'hip-stay', keys.secret)) as Bundle;
    const payload = Buffer.from(dsseEnvelope.payload, 'base64');
    const statement = JSON.parse(payload.toString()) as { readonly predicate: { readonly resources: { name: string }[] } };
    const order = ['manifest.json', 'model/weights.bin', 'model.card'];
    expect(statement.predicate.resources.map(({ name }) => name)).toEqual(order);
    const all = createHash('sha256');
    for (const name of order) all.update(Buffer.from(FILES.get(name) ?? '', 'hex'));
    expect(statement).toMatchObject({
      subject: [{ name: 'hip-stay', digest: { sha256: all.digest('hex') } }],
      predicateType: 'https://model_signing/signature/v1.0',
    });
    const type = 'application/vnd.in-toto+json';
    const signed = Buffer.concat([Buffer.from(`DSSEv1 28 ${type} ${payload.length} `), payload]);
    expect(type).toHaveLength(28);
    expect(verify('sha256', signed, keys.public, Buffer.from(dsseEnvelope.signatures[0].sig, 'base64'))).toBe(true);
  });

  it('is the lower of the two that hold for each number drawn, and its twin is refused', () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const number = (value: bigint): string => {
      const hex = value.toString(16).padStart(64, '0');
      return Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `022100${hex}` : `0220${hex}`;
    };
    let twins = 0;
    for (let i = 0; i < 40; i++) {
      const text = signFiles(FILES, 'x', keys.secret);
      const { payload, signatures } = (JSON.parse(text) as Bundle).dsseEnvelope;
      const sig = Buffer.from(signatures[0].sig, 'base64');
      const length = sig[3] ?? 0;
      const [r, s] = [sig.subarray(4, 4 + length), sig.subarray(6 + length)].map((one) => BigInt(`0x${one.toString('hex')}`));
      if (r === undefined || s === undefined) throw new Error('no signature');
      expect(s <= order / 2n).toBe(true);
      const body = `${number(r)}${number(order - s)}`;
      // Numbers with leading zero bytes are written shorter: one signature in a hundred.
      if (r.toString(16).length !== 64 || (order - s).toString(16).length !== 64) continue;
      const twin = Buffer.from(`30${(body.length / 2).toString(16)}${body}`, 'hex');
      const bytes = Buffer.from(payload, 'base64');
      const signed = Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${bytes.length} `), bytes]);
      expect(verify('sha256', signed, keys.public, twin)).toBe(true);
      const changed = Buffer.from(text.replace(signatures[0].sig, twin.toString('base64')));
      expect(() => signedFiles(changed, keys.public)).toThrow(
        expect.objectContaining({ code: 'DOSSIER_ALTERED', message: expect.stringMatching(/twin/) as string }),
      );
      twins += 1;
    }
    expect(twins).toBeGreaterThan(10);
  });

  it('tells the files to who has the key', () => {
    const text = Buffer.from(signFiles(FILES, 'x', keys.secret));
    expect(signedFiles(text, keys.public)).toEqual(FILES);
    expect(() => signedFiles(text, sampleKeys().public)).toThrow(expect.objectContaining({ code: 'DOSSIER_UNTRUSTED' }));
  });

  it('is refused with any bit of any byte changed', () => {
    const text = Buffer.from(signFiles(FILES, 'x', keys.secret));
    for (let i = 0; i < text.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(text);
        changed[i] = (changed[i] as number) ^ (1 << bit);
        let code: unknown = `accepted with bit ${bit} of byte ${i} changed`;
        try {
          signedFiles(changed, keys.public);
        } catch (error) {
          ({ code } = error as { readonly code: string });
        }
        // No expectation for each: there are twelve thousand.
        if (code !== 'DOSSIER_ALTERED' && code !== 'DOSSIER_UNTRUSTED') expect.fail(String(code));
      }
    }
  });

  it.each([
    ['of no JSON', '{'],
    ['of other JSON', '{}'],
    ['with white space', (text: string) => ` ${text}`],
    ['with a field more', (text: string) => text.replace('{"dsse', '{"a":1,"dsse')],
    ['with a field twice', (text: string) => text.replace('{"dsse', '{"dsseEnvelope":{},"dsse')],
    ['with an entry of a log that nobody asks', (text: string) => text.replace('"tlogEntries":[]', '"tlogEntries":[{}]')],
    [
      'with a second signature',
      (text: string) => text.replace(/"signatures":\[(?<one>\{.*?\})\]/, '"signatures":[$<one>,$<one>]'),
    ],
    ['of a certificate', (text: string) => text.replace('"publicKey"', '"certificate"')],
  ] as const)('is refused %s', (_what, change) => {
    const text = signFiles(FILES, 'x', keys.secret);
    const changed = typeof change === 'string' ? change : change(text);
    expect(changed).not.toBe(text);
    expect(() => signedFiles(Buffer.from(changed), keys.public)).toThrow(expect.objectContaining({ code: 'DOSSIER_ALTERED' }));
  });
});
