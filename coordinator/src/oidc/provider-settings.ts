import { z } from 'zod';

/** Visible ASCII, as OpenID Connect has it. */
const visible = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'expected at most 255 visible characters');

/** The identity provider of a consortium, as it stands in coordinator.json. */
export const providerSchema = z.strictObject({
  /** Issuer identifier: tokens name it to the letter. */
  issuer: visible,
  /** By what name the provider knows the program that people log in with. */
  clientId: visible,
  /** For whom tokens have to be: the client itself, by an ID token, or an API, by an access token. */
  audience: visible,
  /** The claim that names the user. */
  claim: visible,
  /** What is asked for when somebody logs in, between blanks. */
  scope: z.string().regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'expected words between blanks'),
  /** Address and port where tokens are taken. */
  listen: z.string().min(1),
  port: z.number().int().min(0).max(65_535),
  /** Whether the provider may be one on this machine that speaks HTTP without TLS, for trials. */
  loopbackHttp: z.boolean(),
});

/** See {@link providerSchema}. */
export type ProviderSettings = z.output<typeof providerSchema>;
