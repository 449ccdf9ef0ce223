import { isAbsolute } from 'node:path';
import { ConsiliumError } from '@consilium/core';

/** A key in a PKCS#11 token, and how it is reached. */
export interface TokenAddress {
  readonly kind: 'pkcs11';
  /** Label of the token. */
  readonly token: string;
  /** Serial number of the token, where several have the label. */
  readonly serial?: string;
  /** Label of the key. */
  readonly object: string;
  /** Library of the token's maker, absolute. */
  readonly modulePath: string;
  /** File with the PIN, absolute. */
  readonly pinSource: string;
}

/** What we understand of a URI; anything else could mean another key than we would take. */
const PATH_NAMES: ReadonlySet<string> = new Set(['token', 'serial', 'object', 'type']);
const QUERY_NAMES: ReadonlySet<string> = new Set(['module-path', 'pin-source']);

const EXAMPLE =
  'For example: pkcs11:token=hospital;object=consilium?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/etc/consilium/pin';

/**
 * Reads what follows `pkcs11:` in a URI of RFC 7512: token, object, and where several tokens have the label serial; module-path and pin-source, both absolute.
 *
 * @throws ConsiliumError `CONFIG_INVALID`, also for a PIN in the URI itself, which everybody would see who sees the command line
 */
export function parseTokenUri(text: string): TokenAddress {
  const [path = '', query = '', ...more] = text.split('?');
  if (more.length > 0) throw invalid('there is more than one "?"');
  const attributes = new Map([...attributesOf(path, ';', PATH_NAMES), ...attributesOf(query, '&', QUERY_NAMES)]);
  const type = attributes.get('type');
  if (type !== undefined && type !== 'secret-key') throw invalid('the type of the key is secret-key: AES of 256 bits');
  const wanted = (name: string): string => {
    const value = attributes.get(name);
    if (value === undefined || value === '') throw invalid(`${name} is missing`);
    return value;
  };
  const file = (name: string): string => {
    const value = wanted(name).replace(/^file:(?:\/\/(?=\/))?/, '');
    if (!isAbsolute(value)) throw invalid(`${name} is an absolute path`);
    return value;
  };
  const serial = attributes.get('serial');
  return {
    kind: 'pkcs11',
    token: wanted('token'),
    ...(serial === undefined ? {} : { serial }),
    object: wanted('object'),
    modulePath: file('module-path'),
    pinSource: file('pin-source'),
  };
}

/** The URI of {@link parseTokenUri}, with its scheme. */
export function writeTokenUri({ token, serial, object, modulePath, pinSource }: TokenAddress): string {
  const path = [
    `token=${escaped(token)}`,
    ...(serial === undefined ? [] : [`serial=${escaped(serial)}`]),
    `object=${escaped(object)}`,
  ];
  return `pkcs11:${path.join(';')}?module-path=${escaped(modulePath)}&pin-source=${escaped(pinSource)}`;
}

function* attributesOf(text: string, separator: string, known: ReadonlySet<string>): Generator<readonly [string, string]> {
  const seen = new Set<string>();
  for (const part of text.split(separator)) {
    if (part === '') continue;
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(part) ?? [];
    if (name === 'pin-value')
      throw invalid('the PIN does not belong here: write it into a file with mode 600 and name that with pin-source');
    if (!known.has(name)) throw invalid(`${JSON.stringify(name === '' ? part : name)} is not understood here`);
    if (seen.has(name)) throw invalid(`${name} is there twice`);
    seen.add(name);
    try {
      yield [name, decodeURIComponent(value)];
    } catch (error) {
      throw invalid(`${name} has a "%" that is no escape`, error);
    }
  }
}

/** Percent-encoding of all that RFC 7512 does not allow in a value; a "/" may stay. */
function escaped(value: string): string {
  return encodeURIComponent(value).replaceAll('%2F', '/');
}

function invalid(why: string, cause?: unknown): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({ code: 'CONFIG_INVALID', message: `the URI of the PKCS#11 key: ${why}`, advice: EXAMPLE, cause });
}
