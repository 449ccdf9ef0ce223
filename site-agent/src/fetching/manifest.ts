import { ConsiliumError } from '@consilium/core';
import { z } from 'zod';
import { allowedUrl } from './allowed-url.ts';

/** Most files of one export: some servers write twenty thousand small ones. */
const MOST_FILES = 200_000;

const file = z.object({ type: z.string(), url: z.string(), count: z.int().min(0).optional() });
const manifestSchema = z.object({
  transactionTime: z.iso.datetime({ offset: true }),
  request: z.string(),
  requiresAccessToken: z.boolean(),
  output: z.array(file).max(MOST_FILES),
  error: z.array(file).max(MOST_FILES).default([]),
  deleted: z.array(z.unknown()).default([]),
  link: z.array(z.object({ relation: z.string().optional() })).default([]),
});

/** A file of an export that is to be fetched. */
export interface OfferedFile {
  readonly type: string;
  readonly url: string;
  /** Resources in it, as the server says. */
  readonly count?: number | undefined;
}

/** What a server has exported. */
export interface Manifest {
  /** Of when the resources are. */
  readonly transactionTime: string;
  readonly requiresAccessToken: boolean;
  /** Of the types that were asked for, in the order of the server. */
  readonly files: readonly OfferedFile[];
  /** URLs of files of OperationOutcomes. */
  readonly errors: readonly string[];
  /** Files of types that nobody asked for: they are left where they are. */
  readonly notAsked: number;
}

/**
 * Reads and judges what a server says it has exported (Bulk Data Access 2.0, "Response - Complete Status"): all URLs, and that it is everything that was asked for.
 *
 * @throws ConsiliumError `FHIR_INVALID` for what is no manifest, `FHIR_PARTIAL` for an export that is not whole, `FHIR_UNTRUSTED` for a URL that is not allowed
 */
export function readManifest(text: string, types: readonly string[], allowed: ReadonlySet<string>, host: string): Manifest {
  const parsed = manifestSchema.safeParse(parseJson(text, host));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ConsiliumError({ code: 'FHIR_INVALID', message: `${host} gives a manifest whose ${where} is not as it must be` });
  }
  const { transactionTime, request, requiresAccessToken, output, error, deleted, link } = parsed.data;
  const partial = (problem: string): never => {
    throw new ConsiliumError({ code: 'FHIR_PARTIAL', message: `the export of ${host} ${problem}` });
  };
  if (/[?&]_since=/.test(request)) partial('is one since a date (_since), though all was asked for: it holds no patient whole');
  if (deleted.length > 0) partial('speaks of deleted resources, which only an export since a date does: it is not all there is');
  if (link.some(({ relation }) => relation === 'next'))
    partial('is a part of one (its manifest has a next page), though parts were not asked for');
  const files = output.filter(({ type }) => types.includes(type));
  if (files.length === 0)
    partial(`holds no file of ${types.join(', ')}: the group may be empty, or this client may read nothing`);
  for (const { url } of [...files, ...error]) allowedUrl(url, allowed, `the URL of a file that ${host} names`);
  if (new Set(files.map(({ url }) => url)).size < files.length) partial('names the same file twice');
  return {
    transactionTime,
    requiresAccessToken,
    files,
    errors: error.map(({ url }) => url),
    notAsked: output.length - files.length,
  };
}

function parseJson(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own words quote the text.
    throw new ConsiliumError({ code: 'FHIR_INVALID', message: `${host} gives a manifest that is not JSON` });
  }
}
