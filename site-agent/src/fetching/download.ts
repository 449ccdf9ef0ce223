import { createHash } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip, type Gunzip } from 'node:zlib';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { PRIVATE_FILE_MODE, writeFully } from '@consilium/host';
import { type Answer, connectionProblem } from './https-exchange.ts';
import { NdjsonCheck } from './ndjson-check.ts';
import { paced } from './pace.ts';

/** What a file of resources is sent as; object stores know no type. */
const CONTENT_TYPES: ReadonlySet<string> = new Set([
  'application/fhir+ndjson',
  'application/ndjson',
  'application/x-ndjson',
  'application/octet-stream',
  'binary/octet-stream',
]);

/** Of files as they come: as they are, or packed. */
const ENDINGS = ['.ndjson', '.ndjson.gz'] as const;

/** Resources pack to a tenth, repeated ones to a hundredth. What unpacks to more was made to. */
const MOST_RATIO = 250;
/** So much may come out of anything. */
const FREE_BYTES = 16 * 1024 * 1024;

/** A file as it lies on the disk. */
export interface FetchedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly resources: number;
  readonly unpackedBytes: number;
}

/** How much may still come, shared by files that are fetched together. */
export class Allowance {
  readonly #most: number;
  #used: number;

  constructor(most: number, used: number) {
    this.#most = most;
    this.#used = used;
  }

  /** @throws ConsiliumError `FHIR_INVALID` */
  take(bytes: number): void {
    this.#used += bytes;
    if (this.#used > this.#most)
      throw new ConsiliumError({
        code: 'FHIR_INVALID',
        message: `the export has more than ${this.#most / 1e9} GB (mostGigabytes)`,
        advice:
          'If the hospital has so much, raise mostGigabytes in fhir-servers.yaml; else ask for fewer types, or a smaller group.',
      });
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
  }
}

/** A file that is being fetched. */
export interface Download {
  readonly folder: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly type: string;
  readonly count: number | undefined;
  readonly host: string;
  readonly allowance: Allowance;
  readonly told: (bytes: number) => void;
}

/**
 * Writes the body of an answer into a file for this user alone, whole or not at all, packed as it comes, and checks it on the way.
 *
 * @throws TryAgain when the connection is cut; ConsiliumError `FHIR_INVALID` for what are no resources of the type, `FHIR_PARTIAL` where fewer came than were said, `DISK_FULL`
 */
export async function writeDownload(answer: Answer, download: Download): Promise<FetchedFile> {
  const { folder, name, allowance, host } = download;
  const packed = requireNdjson(answer, download);
  const part = join(folder, `_${name}.part`);
  // What a killed command left there; it may have come packed otherwise.
  for (const left of [part, ...ENDINGS.map((ending) => join(folder, `${name}${ending}`))]) rmSync(left, { force: true });
  let unpackedBytes = 0;
  const fd = opened(part);
  const content = new Content(packed, host, (bytes) => {
    unpackedBytes += bytes;
    allowance.take(bytes);
  });
  try {
    await pour(answer, fd, content, download);
    const { check } = content;
    requireWhole(check, download);
    onDisk(part, () => {
      fchmodSync(fd, PRIVATE_FILE_MODE);
      fsyncSync(fd);
    });
    const ending = ENDINGS[content.isPacked ? 1 : 0];
    onDisk(part, () => renameSync(part, join(folder, `${name}${ending}`)));
    return {
      name: `${name}${ending}`,
      bytes: content.bytes,
      sha256: content.digest(),
      resources: check.resources,
      unpackedBytes,
    };
  } catch (error) {
    allowance.giveBack(unpackedBytes);
    download.told(-content.bytes);
    rmSync(part, { force: true });
    throw error;
  } finally {
    answer.body.destroy();
    content.close();
    closeSync(fd);
  }
}

async function pour({ body, pace }: Answer, fd: number, content: Content, { folder, host, told }: Download): Promise<void> {
  try {
    for await (const piece of paced(body, pace)) {
      await content.feed(piece);
      onDisk(folder, () => writeFully(fd, piece));
      told(piece.length);
    }
  } catch (error) {
    throw connectionProblem(error, host);
  }
  await content.end();
}

/** What passes through: hashed as it is, checked unpacked. */
class Content {
  readonly check: NdjsonCheck = new NdjsonCheck();
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #host: string;
  readonly #took: (bytes: number) => void;
  #unpacked = 0;
  #taken = 0;
  #gunzip: Gunzip | undefined;
  #problem: unknown;
  #goOn: () => void = () => {};
  readonly #declared: boolean;

  constructor(declaredPacked: boolean, host: string, took: (bytes: number) => void) {
    this.#declared = declaredPacked;
    this.#host = host;
    this.#took = took;
  }

  get isPacked(): boolean {
    return this.#gunzip !== undefined;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  async feed(piece: Buffer): Promise<void> {
    if (this.bytes === 0 && (this.#declared || (piece[0] === 0x1f && piece[1] === 0x8b))) this.#gunzip = this.#unpacking();
    this.bytes += piece.length;
    this.#hash.update(piece);
    if (this.#gunzip === undefined) return this.#see(piece);
    // Empty members and zeros behind the last one unpack to nothing, and fill the disk.
    this.#take();
    const gunzip = this.#gunzip;
    // When the piece is through, or never will be: of one that is broken the callback is not called.
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
      gunzip.write(piece, () => resolve());
    });
    this.#throwProblem();
  }

  async end(): Promise<void> {
    const gunzip = this.#gunzip;
    if (gunzip !== undefined) {
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
        gunzip.end();
      });
      this.#throwProblem();
    }
    this.check.end();
  }

  close(): void {
    this.#gunzip?.destroy();
  }

  #unpacking(): Gunzip {
    const gunzip = createGunzip();
    gunzip.on('data', (bytes: Buffer) => {
      try {
        this.#see(bytes);
      } catch (error) {
        gunzip.destroy(error as Error);
      }
    });
    gunzip.on('error', (error) => (this.#problem ??= error));
    gunzip.on('close', () => this.#goOn());
    return gunzip;
  }

  #see(bytes: Buffer): void {
    this.#unpacked += bytes.length;
    if (this.#gunzip !== undefined && this.#unpacked > FREE_BYTES + MOST_RATIO * this.bytes)
      throw invalid(`${this.#host} sends a file that unpacks to more than ${MOST_RATIO} times its size`);
    this.#take();
    this.check.feed(bytes);
  }

  /** What a file takes: as it comes or unpacked, whichever is more. */
  #take(): void {
    const takes = Math.max(this.bytes, this.#unpacked);
    this.#took(takes - this.#taken);
    this.#taken = takes;
  }

  #throwProblem(): void {
    if (this.#problem === undefined) return;
    if (this.#problem instanceof ConsiliumError) throw this.#problem;
    // What the unpacker says is about bytes, and is ours to put in words.
    throw invalid(`${this.#host} sends a file that is said to be gzip and cannot be unpacked`);
  }
}

/** @returns whether the body is packed, as its head says */
function requireNdjson({ headers, body }: Answer, { host, count }: Download): boolean {
  const refuse = (problem: string): never => {
    body.destroy();
    throw invalid(`${host} sends ${problem}`);
  };
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!CONTENT_TYPES.has(type))
    return refuse(`a file that is no NDJSON, by its content type${type === '' ? '' : ` (${shown(type)})`}`);
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip')
    return refuse('a file packed otherwise than by gzip, which was not asked for');
  // Without any of these, a connection that is cut looks like the end of the file.
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined && count === undefined)
    return refuse('a file of which nothing says how long it is');
  return encoding === 'gzip';
}

function requireWhole(check: NdjsonCheck, { host, type, count }: Download): void {
  if (check.broken > 0)
    throw invalid(`${host} sends a file of ${type} in which ${check.broken} of ${check.resources} lines are no resource`);
  const first = check.firstType();
  if (first !== undefined && first !== type) throw invalid(`${host} sends a file of ${type} that begins with another type`);
  if (count !== undefined && count !== check.resources)
    throw new ConsiliumError({
      code: 'FHIR_PARTIAL',
      message: `${host} sends ${check.resources} resources in a file of ${type} that is said to have ${count}`,
    });
}

/** A content type, as far as it is one. */
function shown(type: string): string {
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,60}$/.test(type) ? type : 'which is none';
}

function opened(path: string): number {
  return onDisk(path, () => openSync(path, 'wx', PRIVATE_FILE_MODE));
}

function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function invalid(message: string): ConsiliumError<'FHIR_INVALID'> {
  return new ConsiliumError({ code: 'FHIR_INVALID', message });
}
