import { join } from 'node:path';
import { type Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { TlsIdentity } from '@consilium/transport';
import {
  certificateLife,
  certificatesIn,
  issuerIn,
  keyPairOf,
  type MemberIdentity,
  nextKey,
  OPERATOR_FOLDER,
  parseIdentity,
  promoteNext,
  readIdentityFolder,
  writeAuthorities,
  writeCertificate,
  writeNextCertificate,
} from '@consilium/trust';
import { type Authorities, issueFor, readAuthorities, tidyAuthorities } from './authorities.ts';
import { IDENTITY_FOLDER, readCoordinatorConfig } from './config.ts';
import { lifeWarnings } from './life-warnings.ts';

/** What the server shows: to members, some of whom do not know the newest authority yet, and to strangers, who know that one alone. */
export interface ServerIdentities {
  readonly members: TlsIdentity;
  readonly strangers: TlsIdentity;
}

/** What {@link renewOwn} works with. */
export interface UpkeepContext {
  /** Folder of the coordinator. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Renews the certificates that lie in the coordinator's folder, its own with a new key and that of its operator, where they are due or
 * issued by an authority that another one follows, and says in the log what nears its end.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID`, `KEY_INVALID`, `CONFIG_INVALID`, `FILE_UNREADABLE`, `DISK_FULL`
 */
export async function renewOwn({ folder, clock, log }: UpkeepContext): Promise<ServerIdentities> {
  const now = clock.now();
  const authorities = readAuthorities(folder, now);
  for (const fingerprint of tidyAuthorities(folder, now))
    log.info({ fingerprint }, 'the key of an authority that is over was removed');
  const { hosts } = readCoordinatorConfig(folder);
  const own = join(folder, IDENTITY_FOLDER);
  if (
    await renewed(
      own,
      authorities,
      clock,
      async (identity) => {
        const { publicKeyPem } = await nextKey(own);
        writeNextCertificate(
          own,
          issueFor(authorities.serving, { publicKeyPem }, parseIdentity(identity.certificatePem), clock, hosts),
        );
        promoteNext(own);
      },
      authorities.serving.certificatePem,
    )
  )
    log.info('the certificate of the coordinator was renewed');
  const operator = join(folder, OPERATOR_FOLDER);
  if (
    await renewed(
      operator,
      authorities,
      clock,
      (identity) => {
        const { publicKeyPem } = keyPairOf(identity.privateKeyPem);
        writeCertificate(operator, issueFor(authorities.newest, { publicKeyPem }, parseIdentity(identity.certificatePem), clock));
      },
      authorities.newest.certificatePem,
    )
  )
    log.info('the certificate of the operator was renewed');
  const members = readIdentityFolder(own);
  for (const { level, what, message } of lifeWarnings(
    authorities,
    { coordinator: members, operator: readIdentityFolder(operator) },
    now,
  ))
    log[level]({ what }, message);
  return { members, strangers: strangersIdentity(members, authorities, hosts, clock) };
}

/** Whether an identity was renewed. What it believes always holds the authority that issued its certificate, whatever moment a crash comes at. */
async function renewed(
  folder: string,
  { trustedPem }: Authorities,
  clock: Clock,
  renew: (identity: MemberIdentity) => Promise<void> | void,
  issuerPem: string,
): Promise<boolean> {
  const identity = readIdentityFolder(folder);
  const [certificate] = certificatesIn(identity.certificatePem);
  const current = certificate !== undefined && issuerIn(issuerPem, certificate) !== undefined;
  const due = !current || certificateLife(identity.certificatePem, clock.now()).due;
  if (due) {
    const gone = certificatesIn(identity.authorityPem).filter(
      ({ raw }) => !certificatesIn(trustedPem).some((kept) => kept.raw.equals(raw)),
    );
    writeAuthorities(folder, [trustedPem, ...gone.map(String)].join('\n'));
    await renew(identity);
  }
  if (due || identity.authorityPem !== trustedPem) writeAuthorities(folder, trustedPem);
  return due;
}

/** Strangers know an authority by its fingerprint in their join string: the newest one. */
function strangersIdentity(
  { certificatePem, privateKeyPem }: MemberIdentity,
  { newest, serving }: Authorities,
  hosts: readonly string[],
  clock: Clock,
): TlsIdentity {
  const authorityPem = newest.certificatePem;
  if (newest === serving) return { certificatePem, privateKeyPem, authorityPem };
  const { publicKeyPem } = keyPairOf(privateKeyPem);
  return {
    certificatePem: issueFor(newest, { publicKeyPem }, parseIdentity(certificatePem), clock, hosts),
    privateKeyPem,
    authorityPem,
  };
}

/** A server whose certificate is over serves nobody. @throws ConsiliumError `CERTIFICATE_INVALID`, which says what to do */
export function requireLiveCertificate(folder: string, nowMs: number): void {
  const { certificatePem } = readIdentityFolder(join(folder, IDENTITY_FOLDER));
  const { notBeforeMs, notAfterMs, stage } = certificateLife(certificatePem, nowMs);
  if (stage !== 'over' && nowMs >= notBeforeMs) return;
  const date = (ms: number): string => new Date(ms).toISOString();
  throw new ConsiliumError({
    code: 'CERTIFICATE_INVALID',
    message:
      stage === 'over'
        ? `the certificate of this coordinator expired on ${date(notAfterMs)}, and the clock here says ${date(nowMs)}`
        : `the certificate of this coordinator is valid only from ${date(notBeforeMs)}, and the clock here says ${date(nowMs)}`,
    advice: `Correct the clock of this machine if it is wrong. If it is right: consilium coordinator renew --folder ${folder}, then start again.`,
  });
}
