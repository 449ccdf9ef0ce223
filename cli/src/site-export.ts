import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { fromUnknown } from '@consilium/core';
import {
  AuditChain,
  type AuditEntry,
  type Checkpoint,
  checkLog,
  commitTo,
  corrupt,
  openCheckpoint,
  readVerifierKey,
  SITE_LOG,
} from '@consilium/transparency';

/** What a hospital's export and the coordinator's log say of each other. */
export interface OpenedExport {
  readonly site: string;
  /** Entries of the site's log. */
  readonly entries: number;
  /** Commitments of the site in the coordinator's log that the export opens, each to a beginning of the log that is in it. */
  readonly opened: number;
  /** Older ones, which the site no longer opens. */
  readonly forgotten: number;
  /** Newer ones: of sessions after the export was written. */
  readonly later: number;
  /** Where the log follows one that was damaged: which one it is, who began it, and why. */
  readonly restarted?: {
    readonly log: number;
    readonly entries: number;
    readonly by: string;
    readonly at: string;
    readonly reason: string;
  };
}

/** An export of a hospital, to be compared with what the coordinator wrote down of it at each session. */
export class SiteExport {
  readonly #verifier: ReturnType<typeof readVerifierKey>;
  readonly #lines: readonly string[];
  readonly #newest: Checkpoint;
  /** Notes by the commitment to them, hex. */
  readonly #openings: ReadonlyMap<string, string>;
  readonly #opened: Checkpoint[] = [];
  #commitments = 0;
  #forgotten = 0;
  /** Commitments since the last one that was opened. */
  readonly #unopened: string[] = [];

  /** @param folder written by `consilium-site audit export` @throws ConsiliumError `FILE_UNREADABLE`, `AUDIT_CORRUPT` */
  constructor(folder: string) {
    this.#verifier = readVerifierKey(textOf(join(folder, 'key.vkey')));
    this.#newest = openCheckpoint(textOf(join(folder, 'checkpoint')), this.#verifier);
    this.#lines = linesOf(join(folder, 'entries.jsonl'));
    this.#openings = new Map(linesOf(join(folder, 'openings.jsonl')).map(openingOf));
  }

  /** Looks at the next entry of the coordinator's log. @throws ConsiliumError `AUDIT_CORRUPT` for a commitment that the export should open and does not */
  see({ event, actor, as, at, commitment }: AuditEntry): void {
    if (event !== 'session.opened' || as !== 'site' || actor !== this.#site || typeof commitment !== 'string') return;
    this.#commitments += 1;
    const note = this.#openings.get(commitment);
    if (note === undefined) {
      this.#unopened.push(at);
      return;
    }
    const [missed] = this.#unopened;
    if (missed !== undefined && this.#opened.length > 0)
      throw corrupt(
        `what ${actor} committed itself to on ${missed} is not opened by its export: it is of another log, or incomplete`,
      );
    this.#forgotten += this.#unopened.splice(0).length;
    this.#opened.push(openCheckpoint(note, this.#verifier));
  }

  /** Checks the site's log against everything that was opened. @throws ConsiliumError `AUDIT_CORRUPT` saying between which entries it was changed */
  end(): OpenedExport {
    if (this.#commitments > 0 && this.#opened.length === 0)
      throw corrupt(`the export opens none of the ${this.#commitments} commitments of ${this.#site}: it is of another log`);
    const chain = new AuditChain(SITE_LOG);
    let restarted: OpenedExport['restarted'];
    checkLog(chain, this.#lines, [this.#newest, ...this.#opened], (entry, position) => {
      const { event, actor: by, at, log, entries, reason } = entry;
      if (position === 1 && event === 'log.restarted')
        restarted = { log: Number(log), entries: Number(entries), by, at, reason: typeof reason === 'string' ? reason : '' };
    });
    return {
      ...(restarted === undefined ? {} : { restarted }),
      site: this.#site,
      entries: chain.size,
      opened: this.#opened.length,
      forgotten: this.#forgotten,
      later: this.#unopened.length,
    };
  }

  /** As `consilium-site` names its log. */
  get #site(): string {
    return this.#verifier.name.split('/').at(-1) ?? '';
  }
}

function openingOf(line: string): [commitment: string, checkpoint: string] {
  let opening: { readonly key?: unknown; readonly checkpoint?: unknown } | null;
  try {
    opening = JSON.parse(line) as typeof opening;
  } catch (error) {
    throw corrupt('openings.jsonl holds what is no JSON', error);
  }
  const { key, checkpoint } = opening ?? {};
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key) || typeof checkpoint !== 'string')
    throw corrupt('openings.jsonl holds what opens nothing');
  return [commitTo(checkpoint, Buffer.from(key, 'hex')).toString('hex'), checkpoint];
}

function linesOf(path: string): readonly string[] {
  return textOf(path).split('\n').slice(0, -1);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
