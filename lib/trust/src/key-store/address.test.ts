import { describe, expect, it } from 'vitest';
import { parseKeyStore, writeKeyStore } from './address.ts';

describe('the name of a key store', () => {
  it.each([
    'passphrase:/etc/consilium/passphrase',
    'systemd:consilium-site',
    'pkcs11:token=My%20token%3B1;serial=0f;object=consilium?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/etc/consilium/pin%3F',
  ])('%s is written as it was read', async (text) => {
    expect(writeKeyStore(parseKeyStore(text))).toBe(text);
  });

  it.each([
    'vault:here',
    'passphrase:',
    'systemd:../other',
    'pkcs11:object=o?module-path=/m&pin-source=/p',
    'pkcs11:token=t;object=o?module-path=m&pin-source=/p',
    'pkcs11:token=t;object=o?module-path=/m&pin-value=1234',
    'pkcs11:token=t;token=u;object=o?module-path=/m&pin-source=/p',
    'pkcs11:token=t;id=%01;object=o?module-path=/m&pin-source=/p',
    'pkcs11:token=%zz;object=o?module-path=/m&pin-source=/p',
    'pkcs11:token=t;object=o;type=private?module-path=/m&pin-source=/p',
    'pkcs11:token=t;object=o?module-path=/m&pin-source=/p?x',
  ])('%s is refused', (text) => {
    expect(() => parseKeyStore(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
  });
});
