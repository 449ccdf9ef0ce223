/**
 * Who may call a method. The server decides before the handler runs and before it reads a message, by the certificate that opened
 * the connection.
 *
 * - `site`: a hospital's agent that is registered and not revoked, with a certificate that is still valid.
 * - `user`: a researcher or operator with a certificate that is still valid.
 * - `any`: everybody whom the TLS handshake let in, and nothing more is asked: a site that was revoked gets an answer too.
 * - `stranger`: everybody, with no certificate at all. Served on connections of their own, on which there is nothing else.
 */
export type Access =
  | { readonly kind: 'site' }
  | { readonly kind: 'user' }
  | { readonly kind: 'any' }
  | { readonly kind: 'stranger' };
