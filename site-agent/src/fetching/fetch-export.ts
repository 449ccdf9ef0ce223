import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  canonicalJson,
  type Clock,
  ConsiliumError,
  fromUnknown,
  isConsiliumError,
  type Json,
  type Randomness,
  sha256Hex,
} from '@consilium/core';
import { allowedUrl } from './allowed-url.ts';
import { type BulkServer, ExportGone } from './bulk-server.ts';
import { Allowance, type FetchedFile, writeDownload } from './download.ts';
import type { ExportShelf, UnfinishedExport } from './export-shelf.ts';
import type { FhirServer } from './fhir-servers-file.ts';
import { shortBody } from './https-exchange.ts';
import type { Manifest, OfferedFile } from './manifest.ts';
import { type IssueCount, IssueCounts, isLoss, issuesOf, issuesText } from './operation-outcome.ts';
import { patiently } from './patience.ts';

/** Files that are fetched together: many are small, and the way to the server takes longest. */
const TOGETHER = 4;
/** Most bytes of a file of OperationOutcomes. */
const MOST_OUTCOME_BYTES = 64 * 1024 * 1024;

/** How far a fetch is. */
export type FetchStep =
  | { readonly t: 'waiting'; readonly percent: number | undefined }
  | { readonly t: 'fetching'; readonly files: number; readonly of: number; readonly bytes: number };

/** What a fetch needs, beside the server. */
export interface FetchContext {
  readonly server: FhirServer;
  readonly bulk: BulkServer;
  readonly shelf: ExportShelf;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Whether to take an export of which the server says that it lacks something. */
  readonly despiteErrors: boolean;
  readonly fresh: boolean;
  readonly told: (step: FetchStep) => void;
  /** Called once the export is whole, before it counts. */
  readonly record: (summary: FetchSummary) => void;
}

/** What was fetched. */
export interface FetchSummary {
  readonly transactionTime: string;
  readonly files: number;
  readonly bytes: number;
  /** By type, in the order in which they were asked for. */
  readonly resources: Readonly<Record<string, number>>;
  /** What the server says that it could not export, or warns of. */
  readonly issues: readonly IssueCount[];
  /** Files of types that nobody asked for, which were not fetched. */
  readonly notAsked: number;
  /** SHA-256 of names and contents of all files. */
  readonly content: string;
  /** Whether an earlier command began it. */
  readonly resumed: boolean;
}

/**
 * Fetches an export and lets it be what the folder of its source holds, whole or not at all.
 *
 * What was fetched of it stays when the network fails, the disk is full or the command is killed, and the next command goes on; what the server
 * sends wrongly is thrown away.
 *
 * @throws ConsiliumError `FHIR_UNAVAILABLE`, `FHIR_REFUSED`, `FHIR_UNTRUSTED`, `FHIR_INVALID`, `FHIR_PARTIAL`, `CLOCK_SKEWED`, `DISK_FULL`, `STORE_FAILED`
 */
export async function fetchExport(context: FetchContext): Promise<FetchSummary> {
  const { server, shelf, bulk, random, clock } = context;
  for (let fresh = context.fresh; ; fresh = true) {
    const unfinished = shelf.unfinished(server.hash, fresh, random);
    const { journal, resumed } = unfinished;
    try {
      if (!resumed)
        journal.write({ t: 'begun', server: server.name, hash: server.hash, at: new Date(clock.now()).toISOString() });
      const summary = await fetchWhole(context, unfinished);
      context.record(summary);
      const resources = Object.values(summary.resources).reduce((sum, count) => sum + count, 0);
      const place = journal.last('accepted')?.place;
      shelf.settle(unfinished, { server: server.name, resources, content: summary.content }, clock);
      if (place !== undefined) await bulk.forget(place);
      return summary;
    } catch (error) {
      if (error instanceof ExportGone) {
        shelf.discard(unfinished);
        // One that an earlier command began may have ended since. One of our own has not.
        if (resumed) continue;
        throw new ConsiliumError({
          code: 'FHIR_UNAVAILABLE',
          message: `${bulk.host} does not know the export any more, or its links have ended before all files were fetched`,
          advice:
            'Run the command again, which asks for a new export. If it ends so again, ask the administrator of the server to keep exports for longer.',
        });
      }
      if (
        isConsiliumError(error) &&
        (isConsiliumError(error, 'FHIR_INVALID') || isConsiliumError(error, 'FHIR_PARTIAL')) &&
        !(error instanceof Lossy)
      ) {
        const place = journal.last('accepted')?.place;
        shelf.discard(unfinished);
        if (place !== undefined) await bulk.forget(place);
      } else journal.close();
      throw error;
    }
  }
}

/** An export that lacks something, of which a person may say that it is enough: what there is of it stays. */
class Lossy extends ConsiliumError<'FHIR_PARTIAL'> {}

async function fetchWhole(context: FetchContext, unfinished: UnfinishedExport): Promise<FetchSummary> {
  const { bulk, server, despiteErrors, told } = context;
  const { journal } = unfinished;
  if (journal.last('accepted') === undefined) journal.write({ t: 'accepted', place: await bulk.begin() });
  let manifest: Manifest | undefined = journal.last('manifest')?.manifest;
  if (manifest === undefined) {
    manifest = await bulk.manifest(journal.last('accepted')?.place ?? '', (percent) => told({ t: 'waiting', percent }));
    journal.write({ t: 'manifest', manifest });
  }
  if (journal.last('issues') === undefined) journal.write({ t: 'issues', issues: await readIssues(context, manifest) });
  const issues = journal.last('issues')?.issues ?? [];
  const losses = issues.filter(({ severity }) => isLoss(severity));
  if (losses.length > 0 && !despiteErrors)
    throw new Lossy({
      code: 'FHIR_PARTIAL',
      message: `${bulk.host} could not export everything: ${issuesText(losses)}`,
      advice: `Its administrator finds the records that are missing in its log. If the hospital decides that the rest is enough: consilium-site data fetch-fhir ${server.name} --despite-errors`,
    });
  const files = await fetchWithFreshLinks(context, unfinished, manifest);
  const resources = server.types.map((type) => [
    type,
    files.reduce((sum, [{ type: of }, file]) => sum + (of === type ? file.resources : 0), 0),
  ]);
  const contents = files.map(([, { name, sha256, resources: count }]) => ({ name, sha256, resources: count }));
  return {
    transactionTime: manifest.transactionTime,
    files: files.length,
    bytes: files.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    resources: Object.fromEntries(resources) as Readonly<Record<string, number>>,
    issues,
    notAsked: manifest.notAsked,
    content: sha256Hex(canonicalJson(contents as Json)),
    resumed: unfinished.resumed,
  };
}

/** Files of what went wrong, counted: their words stay where they are. */
async function readIssues(
  { bulk, server, clock }: FetchContext,
  { errors, requiresAccessToken }: Manifest,
): Promise<readonly IssueCount[]> {
  const counts = new IssueCounts();
  for (const text of errors) {
    const url = allowedUrl(text, server.allowed, 'the URL of a file of errors');
    const what = 'a file of errors of the export';
    const body = await patiently(clock, async () => {
      const headers = { accept: 'application/fhir+ndjson', 'accept-encoding': 'identity' };
      const answer = await bulk.ask(url, what, headers, requiresAccessToken);
      const bytes = await shortBody(answer, MOST_OUTCOME_BYTES, what, url.host);
      if (isEnded(answer.status)) throw new ExportGone();
      if (answer.status !== 200) throw bulk.refusal(answer, bytes.toString('utf8'), what);
      return bytes.toString('utf8');
    });
    for (const line of body.split('\n')) {
      if (line.trim() === '') continue;
      // A line that is no outcome tells of something that cannot be known: as bad as an error.
      for (const issue of issuesOf(line) ?? [{ severity: 'error', code: 'unknown' } as const]) counts.add(issue);
    }
  }
  return counts.list();
}

/** Links end before an export does: the server is asked for others, once. */
async function fetchWithFreshLinks(
  context: FetchContext,
  unfinished: UnfinishedExport,
  manifest: Manifest,
): Promise<readonly (readonly [OfferedFile, FetchedFile])[]> {
  const { journal } = unfinished;
  try {
    return await fetchFiles(context, unfinished, manifest);
  } catch (error) {
    if (!(error instanceof ExportGone)) throw error;
    const fresh = await context.bulk.manifest(journal.last('accepted')?.place ?? '', () => {});
    // Another export under the same address would be mixed with this one.
    if (!isSameExport(fresh, manifest)) throw error;
    journal.write({ t: 'manifest', manifest: fresh });
    return await fetchFiles(context, unfinished, fresh);
  }
}

/** Files that are there are known by their place: in another order, one would be fetched twice and another never. Signatures are in the query. */
function isSameExport(a: Manifest, b: Manifest): boolean {
  const shape = ({ files }: Manifest): string =>
    canonicalJson(files.map(({ type, count, url }) => ({ type, count, at: url.split('?', 1)[0] })) as Json);
  return a.transactionTime === b.transactionTime && shape(a) === shape(b);
}

async function fetchFiles(
  { bulk, server, clock, told }: FetchContext,
  { folder, journal }: UnfinishedExport,
  { files, requiresAccessToken }: Manifest,
): Promise<readonly (readonly [OfferedFile, FetchedFile])[]> {
  const done = new Map<number, FetchedFile>();
  for (const [index, file] of journal.files()) if (await isThere(folder, file)) done.set(index, file);
  const sum = (field: 'bytes' | 'unpackedBytes'): number => [...done.values()].reduce((all, file) => all + file[field], 0);
  const allowance = new Allowance(server.mostGigabytes * 1e9, sum('unpackedBytes'));
  let bytes = sum('bytes');
  const tell = (more: number): void => {
    bytes += more;
    told({ t: 'fetching', files: done.size, of: files.length, bytes });
  };
  const waiting = [...files.entries()].filter(([index]) => !done.has(index)).reverse();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined && !failed; next = waiting.pop()) {
      const [index, { type, url: text, count }] = next;
      const url = allowedUrl(text, server.allowed, 'the URL of a file');
      const what = `a file of ${type}`;
      const file = await patiently(clock, async () => {
        const headers = { accept: 'application/fhir+ndjson', 'accept-encoding': 'gzip' };
        const answer = await bulk.ask(url, what, headers, requiresAccessToken);
        if (answer.status !== 200) {
          answer.body.resume();
          if (isEnded(answer.status)) throw new ExportGone();
          throw bulk.refusal(answer, '', what);
        }
        return await writeDownload(answer, {
          folder,
          name: `${type}.${index}`,
          type,
          count,
          host: url.host,
          allowance,
          told: tell,
        });
      });
      journal.write({ t: 'file', index, file });
      done.set(index, file);
      tell(0);
    }
  };
  const workers = Array.from({ length: TOGETHER }, () =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return files.map((offered, index) => [offered, done.get(index) as FetchedFile]);
}

/** How a server answers for a link that has ended; object stores forbid it. */
function isEnded(status: number): boolean {
  return status === 403 || status === 404 || status === 410;
}

/** Whether a file is still there, and what it was. */
async function isThere(folder: string, { name, bytes, sha256 }: FetchedFile): Promise<boolean> {
  const path = join(folder, name);
  if (statSync(path, { throwIfNoEntry: false })?.size !== bytes) return false;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return hash.digest('hex') === sha256;
}
