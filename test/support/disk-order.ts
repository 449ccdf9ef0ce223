import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { researchService, siteService, WorkKind } from '@consilium/proto';
import { createSealer } from '@consilium/trust';
import Database from 'better-sqlite3';
import type { RecordedDisk, RecordedEvent, RecordedMessage } from './recorded-disk.ts';

/** What was seen on the way, so that a check that looked at nothing shows; and what was wrong. */
export interface DiskOrder {
  /** What was acknowledged, by kind: how often. */
  readonly seen: Readonly<Record<string, number>>;
  /** One sentence for everything that was said, or paid with, before the disk had it. */
  readonly broken: readonly string[];
}

/** Rules of one program: each event is looked at before it is applied. */
interface Rules {
  check(event: RecordedEvent): void;
}

/**
 * Replays what all programs did and checks the rule of the house at every message: *what is acknowledged was on the disk before, its
 * bytes and its name*. On the disk is what a power cut at that moment would leave; see {@link RecordedDisk}.
 */
export function checkDiskOrder(disk: RecordedDisk, events: readonly RecordedEvent[]): DiskOrder {
  const order = new Findings();
  const programs = new Map<number, Rules>();
  const touched = new Map<number, Set<string>>();
  for (const event of events) {
    if (event.op === 'start') {
      const rules = rulesOf(event.args, disk, order);
      if (rules !== undefined) programs.set(event.pid, rules);
    } else if (event.op === 'exit') {
      // The last thing that a program tells is that it has ended.
      for (const path of waitingOf(disk, touched.get(event.pid))) order.broke(`${path}: not on the disk when its program ended`);
      order.saw('exit');
    }
    programs.get(event.pid)?.check(event);
    disk.apply(event);
    if ('path' in event) {
      const paths = touched.get(event.pid) ?? new Set();
      touched.set(event.pid, paths.add('to' in event ? event.to : event.path));
    }
  }
  return order;
}

function rulesOf(args: readonly string[], disk: RecordedDisk, order: Findings): Rules | undefined {
  const folder = args[args.indexOf('--folder') + 1] ?? '';
  if (args[0] === 'start') return new SiteRules(join(folder, 'state'), disk, order);
  if (args[0] === 'coordinator' && args[1] === 'start') return new CoordinatorRules(join(folder, 'state'), disk, order);
  return undefined;
}

class Findings implements DiskOrder {
  readonly seen: Record<string, number> = {};
  readonly broken: string[] = [];

  saw(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }

  broke(what: string): void {
    this.broken.push(what);
  }
}

/** Files that no program relies on after a crash: locks, and the index of SQLite's log, which is rebuilt. */
const EPHEMERAL = /(\.lock|-shm)$/;

function waitingOf(disk: RecordedDisk, paths: ReadonlySet<string> | undefined): readonly string[] {
  return disk.waiting().filter((path) => paths?.has(path) === true && !EPHEMERAL.test(path));
}

/** The rules of an agent: its charge and its update are on the disk before anything of the update leaves, even its hash. */
class SiteRules implements Rules {
  readonly #state: string;
  readonly #disk: RecordedDisk;
  readonly #order: Findings;

  constructor(state: string, disk: RecordedDisk, order: Findings) {
    this.#state = state;
    this.#disk = disk;
    this.#order = order;
  }

  check(event: RecordedEvent): void {
    if (event.op === 'write' && event.path.startsWith(join(this.#state, 'ledger/')) && event.path.endsWith('.jsonl')) {
      this.#charged(event.content);
    }
    if (event.op !== 'send') return;
    // Agents do all their writing in one breath: whatever they say, nothing of theirs waits for the disk.
    for (const path of this.#disk.waiting()) {
      if (path.startsWith(`${this.#state}/`) && !EPHEMERAL.test(path))
        this.#order.broke(`${path}: not on the disk when ${event.method} was sent`);
    }
    const { putUpdate, getUploadStatus } = siteService.methods;
    if (event.method === getUploadStatus.path) {
      const { key, updateHash } = getUploadStatus.request.decode(event.content);
      this.#leaves('hash', nameOf(key), updateHash);
    } else if (event.method === putUpdate.path && event.bytes === event.content.length) {
      const { header } = putUpdate.request.decode(event.content);
      if (header !== undefined && header !== null) this.#leaves('update', nameOf(header.key), header.updateHash ?? '');
    }
  }

  /** A line of the ledger is about to be written. */
  #charged(line: Buffer): void {
    const { op, key, update } = JSON.parse(line.toString('utf8')) as LedgerLine;
    if (op !== 'commit') return;
    this.#order.saw('commit');
    const name = nameOf(key);
    if (this.#sealedHash(name) !== update)
      this.#order.broke(`${name}: its charge is committed, but the update is not on the disk`);
  }

  #leaves(what: 'hash' | 'update', name: string, updateHash: string): void {
    this.#order.saw(`${what} leaves`);
    const committed = [...this.#ledgers()].some(
      (line) => line.op === 'commit' && nameOf(line.key) === name && line.update === updateHash,
    );
    if (!committed) this.#order.broke(`${name}: the ${what} of the update leaves, but its charge is not on the disk`);
    if (this.#sealedHash(name) !== updateHash)
      this.#order.broke(`${name}: the ${what} of the update leaves, but the update is not on the disk`);
  }

  *#ledgers(): Generator<LedgerLine> {
    const folder = join(this.#state, 'ledger');
    for (const path of this.#disk.files(folder).filter((file) => file.endsWith('.jsonl'))) {
      const lines = (this.#disk.durable(path)?.toString('utf8') ?? '').split('\n').slice(0, -1);
      for (const line of lines) yield JSON.parse(line) as LedgerLine;
    }
  }

  /** SHA-256 of the update in the sealed file that a power cut would leave, if there is one that opens. */
  #sealedHash(name: string): string | undefined {
    const sealed = this.#disk.durable(join(this.#state, 'updates', `${name}.sealed`));
    const key = this.#disk.durable(join(this.#state, 'sealing.key'));
    if (sealed === undefined || key === undefined) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'consilium-after-power-cut-'));
    try {
      const path = join(folder, 'update.sealed');
      writeFileSync(path, sealed);
      const reader = createSealer(Buffer.from(key.toString('latin1').trimEnd(), 'hex')).openFile(path, `update/${name}`);
      const content = reader.read(0, sealed.length);
      reader.close();
      const start = 4 + content.readUInt32LE(0);
      return createHash('sha256').update(content.subarray(start)).digest('hex');
    } catch {
      return undefined;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

interface LedgerLine {
  readonly op: string;
  readonly key?: AttemptKey;
  readonly update?: string;
}

/** The rules of a coordinator: whatever it tells anybody, a power cut leaves it knowing that itself. */
class CoordinatorRules implements Rules {
  readonly #state: string;
  readonly #disk: RecordedDisk;
  readonly #order: Findings;
  /** Updates that are being uploaded, by call. */
  readonly #uploads: Map<number, { readonly key: AttemptKey; readonly updateHash: string }> = new Map();

  constructor(state: string, disk: RecordedDisk, order: Findings) {
    this.#state = state;
    this.#disk = disk;
    this.#order = order;
  }

  check(event: RecordedEvent): void {
    if (event.op === 'receive') this.#received(event);
    if (event.op === 'send') this.#told(event);
  }

  #received({ method, call, content }: RecordedMessage): void {
    const { putUpdate } = siteService.methods;
    if (method !== putUpdate.path) return;
    const { header } = putUpdate.request.decode(content);
    this.#uploads.set(call, { key: header?.key ?? {}, updateHash: header?.updateHash ?? '' });
  }

  #told({ method, call, bytes, content }: RecordedMessage): void {
    const { session, putUpdate } = siteService.methods;
    const { submitStudy, startRun, watchRun, enrolSite } = researchService.methods;
    // Only pieces of models are longer than what is kept of a message.
    if (bytes > content.length) return;
    switch (method) {
      case putUpdate.path: {
        const upload = this.#uploads.get(call);
        if (putUpdate.response.decode(content).counted && upload !== undefined)
          this.#counted('answer', upload.key, upload.updateHash);
        return;
      }
      case session.path: {
        const { task, evaluationRequest, attemptEnded, receipt, runEnded } = session.response.decode(content);
        if (task) this.#step('task', task.key, ({ t, baseHash }) => t === 'collecting' && baseHash === task.baseHash);
        if (evaluationRequest) {
          const { key, modelHash } = evaluationRequest;
          this.#step('evaluation', key, (state) => state.t === 'evaluating' && state.modelHash === modelHash);
        }
        if (attemptEnded) this.#ended(attemptEnded.key, attemptEnded.closed === true);
        if (receipt) this.#counted('receipt', receipt.key, receipt.updateHash ?? '');
        if (runEnded)
          this.#run('end of a run', runEnded.run ?? '', ({ t }) => t === 'completed' || t === 'failed' || t === 'stopped');
        return;
      }
      case submitStudy.path: {
        const { planHash } = submitStudy.response.decode(content);
        return this.#look('study', planHash, (image) => image.has('select 1 from studies where plan_hash = ?', planHash));
      }
      case enrolSite.path:
        return this.#look('site', 'a site was admitted', (image) => image.has('select 1 from sites where revoked = 0'));
      case startRun.path:
        return this.#run('run', startRun.response.decode(content).run, () => true);
      case watchRun.path: {
        const { run, state } = watchRun.response.decode(content);
        if (state === 'completed') this.#run('watched end', run, ({ t }) => t === 'completed');
      }
    }
  }

  #counted(what: string, key: AttemptKey | null | undefined, updateHash: string): void {
    const { run, round, attempt } = key ?? {};
    this.#look(what, `${nameOf(key)}, update ${updateHash.slice(0, 12)}`, (image) => {
      const records = image.rows<{ record_json: string }>('select record_json from attempts where run = ?', run);
      const known = [image.state(run ?? ''), ...records.map(({ record_json }) => JSON.parse(record_json) as StoredState)];
      const own = known.filter((one) => one?.round === round && one?.attempt === attempt);
      if (isEvaluation(key)) {
        const scores = own.flatMap((one) => Object.values(one?.scores ?? {}));
        return scores.some(({ words, metrics }) => sha256(contentOf(words, metrics)) === updateHash);
      }
      const site = own
        .flatMap((one) => Object.entries(one?.participants ?? {}))
        .find(([, { t, updateHash: hash }]) => t === 'counted' && hash === updateHash)?.[0];
      if (site === undefined) return false;
      // Its bytes are needed until the model is made of them.
      if (image.state(run ?? '')?.t === 'evaluating' || records.some((one) => one.record_json.includes(updateHash))) return true;
      const row = image.rows<{ content: Buffer }>(
        'select content from updates where run = ? and round = ? and attempt = ? and site = ?',
        run,
        round,
        attempt,
        site,
      )[0];
      const file = join(this.#state, 'updates', `${nameOf(key)}.${site}.${updateHash}.update`);
      this.#order.saw(row === undefined ? 'update in a file' : 'update in the database');
      return sha256(row?.content ?? this.#disk.durable(file)) === updateHash;
    });
  }

  /** An attempt is over once its model is made, or once it is in the history. */
  #ended(key: AttemptKey | null | undefined, closed: boolean): void {
    const { run, round, attempt } = key ?? {};
    this.#look('end of an attempt', nameOf(key), (image) => {
      const state = image.state(run ?? '');
      if (closed && state?.t === 'evaluating' && state.round === round && state.attempt === attempt) return true;
      const outcome = closed ? 'closed' : 'failed';
      const record = 'select 1 from attempts where run = ? and round = ? and attempt = ? and outcome = ?';
      return image.has(record, run, round, attempt, outcome);
    });
  }

  /** The run is in a state of this attempt, or beyond it. */
  #step(what: string, key: AttemptKey | null | undefined, fits: (state: StoredState) => boolean): void {
    this.#run(what, key?.run ?? '', (state) =>
      state.round === key?.round && state.attempt === key?.attempt ? fits(state) : false,
    );
  }

  #run(what: string, run: string, fits: (state: StoredState) => boolean): void {
    this.#look(what, run, (image) => {
      const state = image.state(run);
      return state !== undefined && fits(state) && this.#hasContent(image, run);
    });
  }

  /** What the run stands on: its model, and what the strategy remembers. */
  #hasContent(image: StoreAfterPowerCut, run: string): boolean {
    const [row] = image.rows<{ model_hash: string; strategy_hash: string | null }>('select * from runs where run = ?', run);
    const hashes = [row?.model_hash, row?.strategy_hash].filter((hash) => typeof hash === 'string');
    return hashes.every((hash) => {
      const small = image.rows<{ content: Buffer }>('select content from blobs where hash = ?', hash)[0];
      this.#order.saw(small === undefined ? 'model in a file' : 'model in the database');
      return sha256(small?.content ?? this.#disk.durable(join(this.#state, 'blobs', hash))) === hash;
    });
  }

  #look(what: string, which: string, holds: (image: StoreAfterPowerCut) => boolean): void {
    this.#order.saw(what);
    const image = new StoreAfterPowerCut(this.#state, this.#disk);
    try {
      if (!holds(image)) this.#order.broke(`${what} (${which}): told, but a power cut would have undone it`);
    } finally {
      image.close();
    }
  }
}

interface AttemptKey {
  readonly run?: string | null | undefined;
  readonly round?: number | null | undefined;
  readonly attempt?: number | null | undefined;
  /** As it travels, or as a ledger has it. */
  readonly kind?: WorkKind | string | null | undefined;
}

/** What the rules look at of a run's state, or of the record of a finished attempt. */
interface StoredState extends AttemptKey {
  readonly t?: string;
  readonly baseHash?: string;
  readonly modelHash?: string;
  readonly participants?: Readonly<Record<string, { readonly t: string; readonly updateHash?: string }>>;
  readonly scores?: Readonly<Record<string, { readonly words?: string; readonly metrics?: string }>>;
}

/** The coordinator's database as it would be found after a power cut. */
class StoreAfterPowerCut {
  readonly #folder: string;
  readonly #database: Database.Database;

  constructor(state: string, disk: RecordedDisk) {
    this.#folder = mkdtempSync(join(tmpdir(), 'consilium-after-power-cut-'));
    for (const name of ['coordinator.db', 'coordinator.db-wal', 'coordinator.db-journal']) {
      const content = disk.durable(join(state, name));
      if (content !== undefined) writeFileSync(join(this.#folder, name), content);
    }
    this.#database = new Database(join(this.#folder, 'coordinator.db'));
  }

  /** Nothing where the disk does not even have the table. */
  rows<T>(query: string, ...values: readonly unknown[]): readonly T[] {
    try {
      return this.#database.prepare(query).all(...values) as readonly T[];
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('no such table')) return [];
      throw error;
    }
  }

  has(query: string, ...values: readonly unknown[]): boolean {
    return this.rows(query, ...values).length > 0;
  }

  state(run: string): StoredState | undefined {
    const row = this.rows<{ state_json: string }>('select state_json from runs where run = ?', run)[0];
    return row === undefined ? undefined : (JSON.parse(row.state_json) as StoredState);
  }

  close(): void {
    this.#database.close();
    rmSync(this.#folder, { recursive: true });
  }
}

function nameOf(key: AttemptKey | null | undefined): string {
  return `${key?.run}.${key?.round}.${key?.attempt}${isEvaluation(key) ? '.evaluation' : ''}`;
}

function isEvaluation(key: AttemptKey | null | undefined): boolean {
  return key?.kind === WorkKind.WORK_KIND_EVALUATION || key?.kind === 'evaluation';
}

/** Scores as they came: noised words, or exact metrics. */
function contentOf(words: string | undefined, metrics: string | undefined): Buffer | undefined {
  if (words !== undefined) return Buffer.from(words, 'base64');
  return metrics === undefined ? undefined : Buffer.from(metrics, 'utf8');
}

function sha256(content: Buffer | undefined): string | undefined {
  return content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
}
