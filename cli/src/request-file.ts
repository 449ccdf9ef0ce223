import { readFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { checkRequest, isFingerprintOf, type KeyFacts, keyLines, keyWords } from '@consilium/trust';

/** A certificate request that came as a file, of a site or a user. */
export interface RequestFile {
  readonly requestPem: string;
  /** Fingerprint of the key that it is for. */
  readonly key: string;
  /** Of the key that vouches for it, where it brings one. */
  readonly provedKey: string | undefined;
}

/** Who makes requests of a kind, and with what, for the words. */
export interface RequestMaker {
  /** Such as `the hospital`. */
  readonly who: string;
  /** Command that writes the file. */
  readonly command: string;
}

/**
 * Reads a request, and refuses one that is not for the key which its maker has read out.
 *
 * @param fingerprint what was read out; `undefined` where the operator compares afterwards
 * @throws ConsiliumError `CERTIFICATE_INVALID` for another file, `REQUEST_INVALID`, `ADMISSION_REFUSED` for another key, `USAGE`, `FILE_UNREADABLE`
 */
export function readRequestFile(path: string, fingerprint: string | undefined, { who, command }: RequestMaker): RequestFile {
  const requestPem = text(path);
  if (!requestPem.includes('-----BEGIN CERTIFICATE REQUEST-----')) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: `${path} is no certificate request`,
      advice: `Name the file that ${who} made with "${command}".`,
    });
  }
  const { key, provedKey } = checkRequest(requestPem);
  if (fingerprint !== undefined && !isFingerprintOf(fingerprint, key)) {
    throw new ConsiliumError({
      code: 'ADMISSION_REFUSED',
      message: `${path} is of another key: ${keyWords(key)}`,
      advice: `Ask ${who} to read the words out again. If they stay different, the request was changed on its way: have it sent again.`,
    });
  }
  return { requestPem, key, provedKey };
}

/** The key that was admitted, for programs. */
export function admittedFacts(
  { key: fingerprint }: RequestFile,
  read: string | undefined,
): { readonly key: KeyFacts; readonly compared: boolean } {
  return { key: { fingerprint, words: keyWords(fingerprint) }, compared: read !== undefined };
}

/** The key that was admitted, and what is left to compare. */
export function admittedLines(
  member: string,
  { key }: RequestFile,
  fingerprint: string | undefined,
  { who }: RequestMaker,
): readonly string[] {
  return [
    ...keyLines(member, { fingerprint: key, words: keyWords(key) }),
    ...(fingerprint === undefined ? [`Compare the words with what ${who} reads out: a request may be changed on its way.`] : []),
  ];
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
