import { signingKey } from '@consilium/secure-sum';
import type { LogSigner } from '../audit/stored-log.ts';

/** Signs audit logs of tests. @param n which key */
export function testSigner(n = 1): LogSigner {
  const { publicKey, secret } = signingKey(new Uint8Array(32).fill(n));
  const verifier = { name: 'consilium/test/coordinator', publicKey };
  return { verifier, privateKey: secret, used: false, remember: () => {} };
}
