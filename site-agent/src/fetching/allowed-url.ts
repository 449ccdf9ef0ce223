import { ConsiliumError } from '@consilium/core';

/** Longest URL that is followed: signed links of object stores have some hundred characters. */
const MOST_CHARACTERS = 8192;

/** An absolute https URL of visible ASCII, without user, password and fragment. */
const PLAIN_URL = /^https:\/\/[0-9A-Za-z.:[\]-]+(?:[/?][\x21-\x22\x24-\x5b\x5d-\x7e]*)?$/i;

/** A host of an allow-list: a name or address, and a port where it is not 443. */
export function hostOf(entry: string): string | undefined {
  if (!/^(?:[0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(entry)) return undefined;
  const text = `https://${entry}`;
  return URL.canParse(text) ? new URL(text).host : undefined;
}

/**
 * The one judge of URLs: of each that this program asks, its own and those of servers, and before a byte is sent there.
 *
 * What a server names in its answers is foreign text: it could lead the agent, and the token in its hand, to any machine of the hospital. Hosts are
 * compared as a whole with their ports; a name is not looked up, for the certificate that TLS demands is for the name.
 *
 * @param allowed hosts as {@link hostOf} gives them
 * @param what whose URL, for the words; the URL itself is not quoted, since a signed link is a secret
 * @throws ConsiliumError `FHIR_UNTRUSTED`
 */
export function allowedUrl(text: string, allowed: ReadonlySet<string>, what: string): URL {
  const refuse = (problem: string): never => {
    throw new ConsiliumError({ code: 'FHIR_UNTRUSTED', message: `${what} ${problem}` });
  };
  if (text.length > MOST_CHARACTERS) return refuse(`is longer than ${MOST_CHARACTERS} characters`);
  if (!/^https:\/\//i.test(text)) return refuse('does not begin with https://');
  if (!PLAIN_URL.test(text)) return refuse('has a user, a fragment, or characters that no URL has');
  if (!URL.canParse(text)) return refuse('is no URL');
  const url = new URL(text);
  // Once more of what was understood, which is what is dialled.
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '')
    return refuse('has a user or a fragment');
  if (!allowed.has(url.host)) return refuse(`leads to ${url.host}, which fhir-servers.yaml does not name`);
  return url;
}
