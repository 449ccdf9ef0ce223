import { ConsiliumError } from '@consilium/core';
import type { Identity } from '@consilium/trust';

/** Whom an authority certifies on request. */
export type CertifiedMember = Pick<Identity, 'id'> & { readonly kind: 'site' | 'user' };

/** The authority of the consortium, as far as members meet it. */
export interface MemberAuthority {
  /**
   * Signs a member's certificate request. Who may have it is decided before.
   *
   * @returns the certificate as PEM
   * @throws ConsiliumError `CERTIFICATE_INVALID`, `PARAMETER_INVALID`, and what is wrong with the files of the authority
   */
  issue(member: CertifiedMember, requestPem: string): string;
  /** Certificates that are to be believed now, PEM, newest first, with the change from one to the other. */
  authoritiesPem(): string;
}

/** What a member takes in: its certificate and the authorities that it is to believe, as PEM. */
export interface Certified {
  readonly certificatePem: string;
  readonly authoritiesPem: string;
}

/** @throws ConsiliumError `NOT_IMPLEMENTED` where certificates are made elsewhere, as in rehearsals */
export function requireAuthority(authority: MemberAuthority | undefined): MemberAuthority {
  if (authority === undefined)
    throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: 'this coordinator has no authority of its own' });
  return authority;
}
