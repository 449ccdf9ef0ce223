import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError } from '@consilium/core';
import { callJoin, parseAddress, routeTo } from '@consilium/transport';
import { holdsLogin } from './login/login-folder.ts';
import {
  certificateFingerprint,
  checkCertificate,
  coordinatorIdentityCheck,
  followChanges,
  IDENTITY_FILES,
  type JoinInvitation,
  publicKeyFingerprint,
  readIdentityKey,
  requestFor,
  waitingKey,
  writeIdentityFolder,
} from '@consilium/trust';

/**
 * Joins as the user whom an invitation names. Whom it dials is known by the authority's fingerprint before anything is said; the key is on
 * the disk before the coordinator sees its public half, so that a join which was cut off goes on with the same key, for which alone the
 * invitation then serves.
 *
 * @param folder where the identity goes
 * @returns fingerprint of the key that was admitted
 * @throws ConsiliumError `CONFIG_INVALID` when the folder holds an identity, `CERTIFICATE_INVALID` when somebody else answers,
 * `INVITATION_INVALID`, `ADMISSION_REFUSED`, `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED`, `NOT_TLS`
 */
export async function joinAsUser(folder: string, invitation: JoinInvitation, clock: Clock): Promise<string> {
  const { kind, id: user, consortium, address, token } = invitation;
  if (kind !== 'user') {
    throw new ConsiliumError({
      code: 'INVITATION_INVALID',
      message: `the join string is for the site ${user} and not for a person`,
      advice: 'A hospital joins with "consilium-site join". Ask the operator for a string of "consilium user add".',
    });
  }
  if (existsSync(join(folder, IDENTITY_FILES.certificate)) || holdsLogin(folder)) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${folder} holds an identity already, and nothing was changed`,
      advice: 'Name another folder with --folder, or move this one away if nobody needs it any more.',
    });
  }
  const { authorityPem, certificatePem, authoritiesPem } = await callJoin({
    address,
    route: routeTo(parseAddress(address), undefined, process.env),
    accepts: (certificate) => certificateFingerprint(certificate) === invitation.authorityFingerprint,
    checkServer: coordinatorIdentityCheck(consortium),
    request: async () => {
      const keyPair = await waitingKey(join(folder, IDENTITY_FILES.key));
      return { user, token, requestPem: requestFor({ consortium, kind, id: user }, keyPair) };
    },
  });
  const privateKeyPem = readIdentityKey(folder);
  // While one authority follows another, members believe both; the one that the join string names has signed the other in.
  const believed = followChanges(authorityPem, authoritiesPem, clock.now());
  checkCertificate(certificatePem, { authorityPem: believed, clock, privateKeyPem });
  writeIdentityFolder(folder, { certificatePem, privateKeyPem, authorityPem: believed, consortium, address });
  return publicKeyFingerprint(privateKeyPem);
}
