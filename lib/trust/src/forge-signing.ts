import forge from 'node-forge';

/**
 * Stands in for forge's own RSA signer, so that forge encodes what is to be signed and `node:crypto` signs it: the
 * big-number code of forge does not run in constant time, and a CA key is worth timing.
 */
export const deferredSigner = { sign: (): string => '' } as unknown as forge.pki.rsa.PrivateKey;

/** DER bytes of what forge just encoded. */
export function derOf(value: forge.asn1.Asn1 | null): Buffer {
  return Buffer.from(forge.asn1.toDer(value as forge.asn1.Asn1).getBytes(), 'latin1');
}
