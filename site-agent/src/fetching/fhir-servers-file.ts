import { dirname, isAbsolute, resolve } from 'node:path';
import { canonicalJson, ConsiliumError, fromUnknown, type Json, sha256Hex } from '@consilium/core';
import { parseYaml, readOwnFile } from '@consilium/host';
import { z } from 'zod';
import { RESOURCE_TYPES } from '../connectors/fhir/resource-kinds.ts';
import { allowedUrl, hostOf } from './allowed-url.ts';

const SINCE =
  'is refused: an export since a date holds no patient whole. Each fetch takes all, and the one before stays until it is complete';

const host = z.string().refine((entry) => hostOf(entry) !== undefined, 'is a host, or host:port');

/** An id of FHIR; not one of dots alone, which in a path means another: `Group/..` is the whole system. */
const group = z.string().regex(/^(?!\.+$)[A-Za-z0-9.-]{1,64}$/, 'is an id of FHIR, and not dots alone');

const serverSchema = z.strictObject({
  /** Base address of FHIR R4. */
  url: z.string().refine(isBaseUrl, 'is the base address of the server: https://, without user, query and fragment'),
  clientId: z.string().regex(/^[\x20-\x7e]{1,255}$/, 'is the name by which the server knows this client'),
  /** Private key, PEM: P-384 (ES384) or RSA (RS384). */
  keyFile: z.string().min(1),
  /** `kid` in the key set that the server was given. @default the thumbprint of the key (RFC 7638) */
  keyId: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional(),
  /** Whose resources. */
  export: z.union([z.enum(['system', 'patients']), z.strictObject({ group })], {
    error: 'is "system", "patients" or { group: ID }',
  }),
  types: z.array(z.enum(RESOURCE_TYPES)).min(1),
  /** Folder of the source; this program alone writes there. */
  folder: z.string().refine(isAbsolute, 'is an absolute path'),
  /** Other hosts that may give tokens or files; that of `url` always may. */
  hosts: z.array(host).max(20).default([]),
  /** Authorities to believe, PEM. @default those that Node brings */
  ca: z.string().min(1).optional(),
  /** Most bytes of an export, unpacked. */
  mostGigabytes: z.number().min(0.000_001).max(100_000).default(100),
  /** How long the server may take to prepare an export. */
  waitHours: z.number().min(0.000_1).max(240).default(24),
  since: z.undefined({ error: SINCE }).optional(),
});

const fileSchema = z.strictObject({
  servers: z.record(z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/), serverSchema),
});

/** A FHIR server as the hospital describes it; paths are absolute. */
export interface FhirServer extends Omit<z.output<typeof serverSchema>, 'since'> {
  readonly name: string;
  /** Hosts that may be asked anything. */
  readonly allowed: ReadonlySet<string>;
  /** Differs when an export begun under one description must not go on under the other. */
  readonly hash: string;
}

/**
 * A server of `fhir-servers.yaml`.
 *
 * @throws ConsiliumError `CONFIG_INVALID` with line and column of each problem, `USAGE` for a server that is not there, `FILE_UNSAFE`, `FILE_UNREADABLE`
 */
export function readFhirServer(path: string, name: string): FhirServer {
  const text = fileText(path);
  if (text === undefined)
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `there is no ${path}: describe the server in it`,
      advice: 'docs/data.md has an example, under "From a FHIR server".',
    });
  const { servers } = parseYaml(text, fileSchema, path, 'CONFIG_INVALID').value;
  const found = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (found === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `${path} describes no server ${name}; it has ${Object.keys(servers).join(', ') || 'none'}`,
    });
  const { since: _since, ...server } = found;
  const from = (file: string): string => resolve(dirname(path), file);
  const located = { ...server, keyFile: from(server.keyFile), ...(server.ca === undefined ? {} : { ca: from(server.ca) }) };
  const hosts = [new URL(server.url).host, ...server.hosts.flatMap((entry) => hostOf(entry) ?? [])];
  const { waitHours: _wait, mostGigabytes: _most, ...decisive } = located;
  return { ...located, name, allowed: new Set(hosts), hash: sha256Hex(canonicalJson({ name, ...decisive } as Json)) };
}

/** Private keys of all servers, as far as they can be read off the file. @throws ConsiliumError as {@link readFhirServer} */
export function fhirKeyFiles(path: string): readonly string[] {
  const text = fileText(path);
  if (text === undefined) return [];
  const { servers } = parseYaml(text, fileSchema, path, 'CONFIG_INVALID').value;
  return Object.values(servers).map(({ keyFile }) => resolve(dirname(path), keyFile));
}

function fileText(path: string): string | undefined {
  try {
    return readOwnFile(path)?.toString('utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text) || text.includes('?')) return false;
  try {
    allowedUrl(text, new Set([new URL(text).host]), 'url');
    return true;
  } catch {
    // Why not, the message of the schema says.
    return false;
  }
}
