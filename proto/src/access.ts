import type { Role } from './roles.ts';

/**
 * Who may call a method. The server decides before the handler runs and before it reads a message, by the certificate that opened
 * the connection and by what is stored about its holder.
 *
 * - `site`: a hospital's agent that is registered and not revoked, with a certificate that is still valid.
 * - `user`: a person who is registered and not revoked, with a certificate that is still valid, and holds one of these roles.
 * - `any`: everybody whom the TLS handshake let in, and nothing more is asked: a site that was revoked gets an answer too.
 * - `stranger`: everybody, with no certificate at all. Served on connections of their own, on which there is nothing else.
 */
export type Access =
  | { readonly kind: 'site' }
  | { readonly kind: 'user'; readonly roles: readonly Role[] }
  | { readonly kind: 'any' }
  | { readonly kind: 'stranger' };
