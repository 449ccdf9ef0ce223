import { type Clock, fromUnknown } from '@consilium/core';
import type { researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';
import {
  certificateLife,
  checkCertificate,
  createRequest,
  followChanges,
  keyPairOf,
  lifeSentence,
  type MemberIdentity,
  parseIdentity,
  writeAuthorities,
  writeCertificate,
} from '@consilium/trust';

/**
 * Renews the certificate of the user whose identity lies in a folder, for the same key, where that is due. What the coordinator says of
 * authorities is taken in as far as those believed so far have signed it.
 *
 * @returns a sentence for the user when the certificate nears its end and was not renewed
 */
export async function renewUser(
  folder: string,
  identity: MemberIdentity,
  research: Pick<Client<typeof researchService>, 'renewCertificate'>,
  clock: Pick<Clock, 'now'>,
): Promise<string | undefined> {
  const now = clock.now();
  const { due, notAfterMs, stage } = certificateLife(identity.certificatePem, now);
  if (!due) return undefined;
  const { certificatePem: current, privateKeyPem } = identity;
  const { consortium, kind, id } = parseIdentity(current);
  try {
    const { csrPem } = createRequest({ identity: { consortium, kind, id }, keyPair: keyPairOf(privateKeyPem) });
    const answer = await research.renewCertificate({ requestPem: csrPem });
    const authorityPem = followChanges(identity.authorityPem, answer.authoritiesPem, now);
    checkCertificate(answer.certificatePem, { authorityPem, clock, privateKeyPem });
    // In this order, at no moment is there a certificate of somebody unknown: what was believed before still is.
    writeAuthorities(folder, authorityPem);
    writeCertificate(folder, answer.certificatePem);
    return undefined;
  } catch (error) {
    if (stage === 'month') return undefined;
    return `Your certificate ${lifeSentence(notAfterMs, now)}, and was not renewed: ${fromUnknown(error).message}`;
  }
}
