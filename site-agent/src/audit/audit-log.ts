import { join } from 'node:path';
import type { Clock, SecureRandom } from '@consilium/core';
import {
  AppendFile,
  type AppendFs,
  diskFs,
  type ExclusiveLock,
  type Locked,
  makePrivateFolder,
  readFileIfPresent,
  takeExclusiveLock,
  writeFileDurably,
} from '@consilium/host';
import {
  AuditChain,
  type AuditEntry,
  type Checkpoint,
  checkLog,
  corrupt,
  type Incident,
  IncidentBook,
  type NewEntry,
  type NoteVerifier,
  openCheckpoint,
  readVerifierKey,
  requireCheckpoint,
  SALT_BYTES,
  SITE_LOG,
  signCheckpoint,
  type SiteEvent,
  writeEntry,
  writeVerifierKey,
} from '@consilium/transparency';
import { signingKey } from '@consilium/secure-sum';
import { loadOrCreateKeyFile } from '@consilium/trust';
import { Openings } from './openings.ts';
import { forgetRestart, readRestart } from './restart-file.ts';
import { WaitingEvents } from './waiting-events.ts';

/** Who holds it is the one that works on the folder. */
export const AUDIT_LOCK: Locked = { code: 'AUDIT_LOCKED', what: 'the audit log', holder: 'the agent or another command' };
/** Sessions that are remembered. */
const SESSIONS = 32;
const LINE_END = '\n';

/** How to open an audit log. */
export interface AuditLogOptions {
  /** Folder of the log; made when absent, for the owner only. */
  readonly folder: string;
  /** Name of the log, and of the key that signs it. */
  readonly origin: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: SecureRandom;
  /** Told of each incident that is opened. @default nobody */
  readonly incident?: (incident: Incident) => void;
  /** @default the disk */
  readonly fs?: AppendFs;
}

/** Where what lies in the folder of an audit log. */
export const auditFiles = (folder: string) =>
  ({
    entries: join(folder, 'entries.jsonl'),
    /** The newest checkpoint. */
    checkpoint: join(folder, 'checkpoint'),
    /** For who checks the log. */
    verifierKey: join(folder, 'key.vkey'),
    privateKey: join(folder, 'signing.key'),
    lock: join(folder, 'audit.lock'),
    waiting: join(folder, 'waiting'),
    /** What opens the commitments that have left. */
    openings: join(folder, 'openings.jsonl'),
    /** How far it has come at a collector. */
    shipped: join(folder, 'shipped.json'),
    /** What is kept of the coordinator's log. */
    coordinator: join(folder, 'coordinator'),
    /** What the next log begins with, where the one before was damaged. */
    restart: join(folder, 'restart.json'),
  }) as const;

/**
 * The audit log of a site: one entry a line, each naming the hash of the one before, each on the disk before the call that
 * wrote it returns, and a signed checkpoint over all of them (RFC 6962 tree, C2SP tlog-checkpoint).
 *
 * One process has it open. What commands do while the agent has it waits in a file of its own, durably, until the agent
 * takes it up: before its own next entry, so that a decision stands before what follows from it.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #lock: ExclusiveLock;
  readonly #file: AppendFile;
  readonly #chain: AuditChain = new AuditChain(SITE_LOG);
  readonly #waiting: WaitingEvents;
  readonly #openings: Openings;
  readonly #book: IncidentBook = new IncidentBook();
  #number = 0;
  /** When the newest sessions were opened. */
  #sessions: readonly number[] = [];
  #sealed = -1;
  #checkpoint = '';

  /** Use {@link openAuditLog}. */
  constructor(options: AuditLogOptions, lock: ExclusiveLock, file: AppendFile) {
    this.#options = options;
    this.#lock = lock;
    this.#file = file;
    const { folder } = options;
    const { waiting, openings } = auditFiles(folder);
    this.#waiting = new WaitingEvents(waiting);
    this.#openings = new Openings(openings, options.random, options.fs ?? diskFs);
    const salts = this.#load();
    this.#waiting.forget(salts);
    this.#begin();
    this.#openIncidents();
    this.seal();
  }

  /** Entries so far. */
  get size(): number {
    return this.#chain.size;
  }

  /** How long ago the newest sessions were opened, in milliseconds, the oldest first. */
  sessionAges(): readonly number[] {
    const now = this.#options.clock.now();
    return this.#sessions.map((at) => Math.max(0, now - at));
  }

  /** Whose log it is, as certificates name it. */
  get site(): string {
    return this.#options.origin.split('/').at(-1) ?? '';
  }

  /** Which log of this site it is: 0, or one more for each that was damaged before it. */
  get number(): number {
    return this.#number;
  }

  /** What was seen in it that people should look into, the newest last. */
  get incidents(): readonly Incident[] {
    return this.#book.all;
  }

  /**
   * Writes down what happened, after what commands have left. On the disk when it returns.
   *
   * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`; and then what it is about must not happen
   */
  record(actor: string, event: SiteEvent): void {
    this.takeWaiting();
    this.#append(entryOf(actor, event, this.#options));
    this.#openIncidents();
  }

  /** Takes up what commands have left. @throws ConsiliumError as {@link record} */
  takeWaiting(): void {
    for (const { entry, done } of this.#waiting.all()) {
      this.#append(entry);
      done();
    }
  }

  /** Signs a checkpoint over all entries, unless there is one. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  seal(): void {
    if (this.#sealed === this.#chain.size) return;
    const { folder, origin } = this.#options;
    const { verifierKey, checkpoint, privateKey } = auditFiles(folder);
    const { publicKey, secret } = signingKey(loadOrCreateKeyFile(privateKey));
    const own = `${writeVerifierKey({ name: origin, publicKey })}${LINE_END}`;
    const known = readFileIfPresent(verifierKey)?.toString('utf8');
    if (known === undefined) writeFileDurably(verifierKey, own);
    else if (known !== own) throw corrupt(`${verifierKey} names another key, or another site, than this log is signed with`);
    const note = signCheckpoint({ origin, size: this.#chain.size, root: this.#chain.root() }, secret);
    writeFileDurably(checkpoint, note);
    this.#checkpoint = note;
    this.#sealed = this.#chain.size;
  }

  /**
   * Signs a checkpoint over all entries and commits to it, for the coordinator to keep: what opens that is on the disk when it returns.
   *
   * @returns 32 bytes that tell nothing of the log
   * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`
   */
  commit(): Buffer {
    // Also where nothing was written since: how long a greeting takes must not say whether data were read.
    this.#sealed = -1;
    this.seal();
    return this.#openings.commit(this.#checkpoint);
  }

  /** Seals and lets others open it. */
  close(): void {
    try {
      this.takeWaiting();
      this.seal();
    } finally {
      this.#openings.close();
      this.#file.close();
      this.#lock.release();
    }
  }

  #append(entry: NewEntry): void {
    const line = writeEntry({ ...entry, prev: this.#chain.last }, SITE_LOG);
    this.#file.append(`${line}${LINE_END}`);
    this.#look(this.#chain.take(line));
  }

  /** Looks at the newest entry. */
  #look(entry: AuditEntry): void {
    const { size, last } = this.#chain;
    this.#book.take(entry, { entry: size, hash: last });
    if (entry.event === 'session.opened') this.#sessions = [...this.#sessions, Date.parse(entry.at)].slice(-SESSIONS);
    if (entry.event === 'log.restarted' && typeof entry['log'] === 'number') this.#number = entry['log'];
  }

  /** Writes down as incidents what the entries so far say. */
  #openIncidents(): void {
    for (let next = this.#book.next(); next !== undefined; next = this.#book.next()) {
      const { incident, kind, subject, evidence } = next;
      const event = { event: 'incident.opened', incident, kind, subject, evidence } as const;
      this.#append(entryOf('agent', event, this.#options));
      const opened = this.#book.all.at(-1);
      if (opened !== undefined) this.#options.incident?.(opened);
    }
  }

  /** A log that follows a damaged one begins with what it was left. */
  #begin(): void {
    const { restart } = auditFiles(this.#options.folder);
    const left = this.#chain.size === 0 ? readRestart(restart) : [];
    for (const entry of left) this.#append(entry);
    if (left.length > 0) forgetRestart(restart);
  }

  /** Reads all entries and compares them with the newest checkpoint. @returns their salts */
  #load(): ReadonlySet<string> {
    const { folder } = this.#options;
    const content = this.#file.read();
    const whole = content.lastIndexOf(LINE_END) + 1;
    // Nobody has learnt that an entry without its line end is there, so nothing has happened on its word.
    if (whole < content.length) this.#file.truncate(whole);
    const salts = new Set<string>();
    const checkpoints = checkpointsOf(folder);
    checkLog(this.#chain, linesOf(content), checkpoints, (entry) => {
      salts.add(entry.salt);
      this.#look(entry);
    });
    requireCheckpoint(this.#chain.size, checkpoints[0]);
    return salts;
  }
}

/**
 * Opens the audit log of a site, or makes a new one.
 *
 * @throws ConsiliumError `AUDIT_LOCKED` while another process has it, `AUDIT_CORRUPT` naming the entry, `KEY_INVALID`, `DISK_FULL`
 */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  const files = auditFiles(options.folder);
  makePrivateFolder(options.folder);
  const lock = takeExclusiveLock(files.lock, options.clock, AUDIT_LOCK);
  let file: AppendFile | undefined;
  try {
    file = new AppendFile(files.entries, options.fs ?? diskFs);
    return new AuditLog(options, lock, file);
  } catch (error) {
    file?.close();
    lock.release();
    throw error;
  }
}

/** An entry without its place in a log. */
export function entryOf(actor: string, event: SiteEvent, { clock, random }: Pick<AuditLogOptions, 'clock' | 'random'>): NewEntry {
  const salt = Buffer.alloc(SALT_BYTES);
  random.fill(salt);
  return { v: 1, at: new Date(clock.now()).toISOString(), actor, salt: salt.toString('hex'), ...event };
}

/** The newest checkpoint in the folder of a log, opened by the key beside it; none before the first. */
export function checkpointsOf(folder: string): readonly Checkpoint[] {
  const files = auditFiles(folder);
  const note = readFileIfPresent(files.checkpoint);
  return note === undefined ? [] : [openCheckpoint(note.toString('utf8'), verifierOf(folder))];
}

/** Who signs the log in a folder. @throws ConsiliumError `AUDIT_CORRUPT` */
export function verifierOf(folder: string): NoteVerifier {
  return readVerifierKey(readFileIfPresent(auditFiles(folder).verifierKey)?.toString('utf8') ?? '');
}

/** The lines of a log, without their ends; a last one without its end is not one. */
export function* linesOf(content: Buffer): Generator<string> {
  for (let start = 0; ; ) {
    const end = content.indexOf(LINE_END, start);
    if (end === -1) return;
    yield content.toString('utf8', start, end);
    start = end + 1;
  }
}
