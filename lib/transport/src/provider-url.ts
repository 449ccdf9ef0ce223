import { isIP } from 'node:net';
import { ConsiliumError } from '@consilium/core';

/**
 * A URL of an identity provider, which has to be reached by TLS: who can answer in its place can make tokens of anybody.
 *
 * @param what whose URL, for the words
 * @param options whether HTTP without TLS may lead to an address of this machine, for trials
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function providerUrl(text: string, what: string, { loopbackHttp }: { readonly loopbackHttp: boolean }): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw invalid(`${what} is no URL: ${text}`, error);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid(`${what} has a user, a query or a fragment: ${text}`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHttp && isLoopback(url.hostname))) return url;
  throw invalid(
    `${what} is not reached by TLS: ${text}${loopbackHttp ? ', and HTTP is for an address of this machine alone (127.0.0.1 or [::1])' : ''}`,
  );
}

/** An address, and no name: what a name leads to is for others to say. */
function isLoopback(hostname: string): boolean {
  return hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}

function invalid(message: string, cause?: unknown): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, cause, details: { field: 'issuer' } });
}
