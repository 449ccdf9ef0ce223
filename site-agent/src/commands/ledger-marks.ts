import { dirname, join } from 'node:path';
import { ConsiliumError, fromUnknown, randomId, secureRandom } from '@consilium/core';
import { parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';
import type { LedgerHead } from '../ledger/index.ts';

const lossSchema = z.strictObject({
  by: z.string().min(1).max(200),
  timeMs: z.int().min(0),
  reason: z.string().min(1).max(1000),
  /** Entries that the ledger had when the agent last started; `null` where no agent had opened it. */
  entries: z.int().min(0).nullable(),
  /** Of the last of these entries; absent where there was none, and in files of before this field. */
  hash: z.string().optional(),
});

const markSchema = z.strictObject({
  /** Where the ledger stood when the agent last started; `null` where it need not be there. */
  head: z.strictObject({ seq: z.int().min(0), hash: z.string() }).nullable(),
  /** Losses that people have accepted, oldest first. */
  losses: z.array(lossSchema),
  /** The backup of which a person has said what its ledger lacks, see {@link Restored}. */
  settled: z.string().optional(),
});

const restoredSchema = z.strictObject({
  /** SHA-256 of the manifest of the backup, hex. */
  backup: z.string(),
  takenMs: z.int().min(0),
  restoredMs: z.int().min(0),
  /** `id` of the witness that has learned of every charge since that backup, and since older ones that this folder was restored from; absent without one. */
  told: z.string().optional(),
});

const fileSchema = z.strictObject({
  populations: z.record(z.string(), markSchema),
  /** Present in a folder that was restored: the newest time counts. */
  restored: restoredSchema.optional(),
  /** `id` of the witness that the agent which started last tells how far the ledgers come. */
  told: z.string().optional(),
  /** Of a witness: another one whenever it may know less than before, since it was named again or a loss was accepted. Who knew it before cannot believe it. */
  id: z.string().optional(),
  /** Of a witness that is not named any more since then: what it says is old. */
  endedMs: z.int().min(0).optional(),
});

/** From which backup a folder was restored. Of what was charged between the two moments its ledgers know nothing. */
export type Restored = z.output<typeof restoredSchema>;

/** What a site remembers of a population's ledger outside its state folder. */
export type LedgerMark = z.output<typeof markSchema>;

/** What `ledgers.json` says. */
export type Marks = z.output<typeof fileSchema>;

/** A loss of a ledger that somebody has accepted. */
export type AcceptedLoss = z.output<typeof lossSchema>;

/** Who accepts that a ledger is lost, and why. */
export type LossDecision = Pick<AcceptedLoss, 'by' | 'timeMs' | 'reason'>;

/**
 * Which ledgers this site has opened, and how far they had come: `ledgers.json` beside the policy. A state folder that is lost as a whole takes its
 * own traces with it, and a coordinator's word is none. A witness is the same on another volume, told of each charge before data leaves on it: where
 * the whole machine was put back to an earlier night, and the coordinator to the same one, nothing else knows.
 */
export class LedgerMarks {
  readonly path: string;
  readonly #expected: boolean;

  /** @param expected whether the file has to be there: that of a witness may lie on a volume that is not mounted */
  constructor(path: string, expected = false) {
    this.path = path;
    this.#expected = expected;
  }

  /**
   * Every population of which something is remembered.
   *
   * @throws ConsiliumError `WITNESS_LOST` where the file is expected and not there; `CONFIG_INVALID`, `FILE_UNREADABLE`, `FILE_UNSAFE`
   */
  all(): ReadonlyMap<string, LedgerMark> {
    return new Map(Object.entries(this.#read().populations));
  }

  /** The backup that this folder was restored from, if it was. @throws ConsiliumError as {@link all} */
  restored(): Restored | undefined {
    return this.#read().restored;
  }

  /** From which backup the folder was restored, until somebody has said of a population what its ledger lacks of then. @throws ConsiliumError as {@link all} */
  unsettled(population: string): Restored | undefined {
    const { restored, populations } = this.#read();
    return populations[population]?.settled === restored?.backup ? undefined : restored;
  }

  /**
   * Whether a witness has been told of every charge since these marks were written, in a restored folder since its backup: all that it does not know has not
   * left. @throws ConsiliumError as {@link all}
   */
  toldAll(witness: LedgerMarks): boolean {
    const { restored, told: byTheLastStart } = this.#read();
    const told = restored === undefined ? byTheLastStart : restored.told;
    const { id, endedMs } = witness.#read();
    return told !== undefined && told === id && endedMs === undefined;
  }

  #read(): Marks {
    const content = readOwnFile(this.path);
    if (content === undefined && this.#expected)
      throw new ConsiliumError({
        code: 'WITNESS_LOST',
        message: `the witness of this site's ledgers, ${this.path}, is not there`,
      });
    if (content === undefined) return { populations: {} };
    return readMarks(content, this.path);
  }

  /**
   * Makes the file of a witness, or names it again. What names it may be an old copy of the folder, and the file as well: it vouches for nothing from before.
   *
   * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`, `FILE_UNSAFE`
   */
  make(): void {
    if (readOwnFile(this.path) === undefined) return this.#write({ populations: {}, id: newId() });
    const { endedMs: _ended, ...file } = this.#read();
    this.#write({ ...file, id: newId() });
  }

  /** Remembers where opened ledgers stand. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  remember(heads: ReadonlyMap<string, LedgerHead>): void {
    const file = this.#read();
    const populations = { ...file.populations };
    for (const [population, { seq, hash }] of heads)
      populations[population] = { ...(populations[population] ?? UNKNOWN), head: { seq, hash } };
    this.#write({ ...file, populations });
  }

  /**
   * Remembers that a ledger had come further than it is, by a proof of this site that a coordinator has shown: should the coordinator forget it, the
   * loss is still for the hospital to accept.
   *
   * @throws ConsiliumError `DISK_FULL`, as {@link all}
   */
  wasFurther(population: string, { seq, hash }: LedgerHead): void {
    this.#change(population, (mark) => ({ ...mark, head: { seq, hash } }));
  }

  /** Whether somebody has accepted that a ledger was lost which had come exactly so far. @throws ConsiliumError as {@link all} */
  lossAccepted(population: string, { seq, hash }: LedgerHead): boolean {
    const losses = this.all().get(population)?.losses ?? [];
    return losses.some((loss) => loss.entries === seq && loss.hash === hash);
  }

  /** Writes down that a ledger is lost and need not be there. A witness forgets what it knew. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  acceptLoss(population: string, decision: LossDecision): void {
    const file = this.#read();
    // Before it forgets: a crash in between must not leave one that is believed.
    if (file.id !== undefined) this.#write({ ...file, id: newId() });
    this.#change(population, (mark) => ({ ...accepted(mark, decision), head: null }));
    this.settle(population);
  }

  /**
   * Writes down that it is known what a ledger lacks of the time between a backup and its restoring. Where it stands is remembered as before.
   *
   * @param decision of the person who answers for it; absent where a witness knows of nothing more
   * @throws ConsiliumError `DISK_FULL`, as {@link all}
   */
  settle(population: string, decision?: LossDecision): void {
    const backup = this.#read().restored?.backup;
    if (backup === undefined) return;
    this.#change(population, (mark) => ({
      ...(decision === undefined ? mark : accepted(mark, decision)),
      settled: backup,
    }));
  }

  /** Writes down that the folder is that of a backup: of no population anybody has said yet what its ledger lacks. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  wasRestored(restored: Omit<Restored, 'told'>): void {
    const file = this.#read();
    // In a copy of a restored folder what that one lacked is missing still: of that, who learned of charges only later knows nothing.
    const told = file.restored === undefined || file.restored.told === file.told ? file.told : undefined;
    this.#write({ ...file, restored: { ...restored, ...(told === undefined ? {} : { told }) } });
  }

  /** Remembers at the start of an agent which witness it tells, if any. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  tells(witness: LedgerMarks | undefined): void {
    const { told: _before, ...file } = this.#read();
    this.#write(witness === undefined ? file : { ...file, told: witness.#identified() });
  }

  /** The `id` of a witness; one from before there were such gets it now. */
  #identified(): string {
    const file = this.#read();
    if (file.id !== undefined) return file.id;
    const id = newId();
    this.#write({ ...file, id });
    return id;
  }

  /** Writes down that this witness is not named any more. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  end(atMs: number): void {
    this.#write({ ...this.#read(), endedMs: atMs });
  }

  #change(population: string, change: (mark: LedgerMark) => LedgerMark): void {
    const file = this.#read();
    const mark = change(file.populations[population] ?? UNKNOWN);
    this.#write({ ...file, populations: { ...file.populations, [population]: mark } });
  }

  #write(marks: Marks): void {
    try {
      writeFileDurably(this.path, `${JSON.stringify(marks, null, 2)}\n`);
    } catch (error) {
      const known = fromUnknown(error, this.path);
      if (!this.#expected) throw known;
      throw new ConsiliumError({
        code: 'WITNESS_LOST',
        message: `the witness of this site's ledgers cannot be written: ${known.message}`,
        advice: `Free its disk, or let this account write into its folder. A service of a package sees only what its unit names: "systemctl edit consilium-site", ReadWritePaths=${dirname(this.path)}.`,
        cause: error,
      });
    }
  }
}

/** Reads `ledgers.json`. @throws ConsiliumError `CONFIG_INVALID` */
export function readMarks(content: Buffer, name: string): Marks {
  return parseJson(content.toString('utf8'), fileSchema, name, 'CONFIG_INVALID').value;
}

function newId(): string {
  return randomId('witness', secureRandom());
}

/** Of a population of which nothing is remembered. */
const UNKNOWN: LedgerMark = { head: null, losses: [] };

function accepted(mark: LedgerMark, decision: LossDecision): LedgerMark {
  const { head, losses } = mark;
  const until = head === null || head.seq === 0 ? {} : { hash: head.hash };
  return { ...mark, losses: [...losses, { ...decision, entries: head?.seq ?? null, ...until }] };
}

/** The marks of a site in the folder of its witness, which may be that of several sites. */
export function witnessMarks(folder: string, site: string): LedgerMarks {
  return new LedgerMarks(join(folder, `${site}.ledgers.json`), true);
}
