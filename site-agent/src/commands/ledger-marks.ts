import { dirname, join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
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
});

const fileSchema = z.strictObject({ populations: z.record(z.string(), markSchema) });

/** What a site remembers of a population's ledger outside its state folder. */
export type LedgerMark = z.output<typeof markSchema>;

/** Who accepts that a ledger is lost, and why. */
export type LossDecision = Pick<z.output<typeof lossSchema>, 'by' | 'timeMs' | 'reason'>;

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
    const content = readOwnFile(this.path);
    if (content === undefined && this.#expected)
      throw new ConsiliumError({
        code: 'WITNESS_LOST',
        message: `the witness of this site's ledgers, ${this.path}, is not there`,
      });
    if (content === undefined) return new Map();
    const { populations } = parseJson(content.toString('utf8'), fileSchema, this.path, 'CONFIG_INVALID').value;
    return new Map(Object.entries(populations));
  }

  /** Makes the file, unless there is one. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`, `FILE_UNSAFE` */
  make(): void {
    if (readOwnFile(this.path) === undefined) this.#write(new Map());
  }

  /** Remembers where opened ledgers stand. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  remember(heads: ReadonlyMap<string, LedgerHead>): void {
    const marks = new Map(this.all());
    for (const [population, { seq, hash }] of heads)
      marks.set(population, { head: { seq, hash }, losses: marks.get(population)?.losses ?? [] });
    this.#write(marks);
  }

  /**
   * Remembers that a ledger had come further than it is, by a proof of this site that a coordinator has shown: should the coordinator forget it, the
   * loss is still for the hospital to accept.
   *
   * @throws ConsiliumError `DISK_FULL`, as {@link all}
   */
  wasFurther(population: string, { seq, hash }: LedgerHead): void {
    const marks = new Map(this.all());
    marks.set(population, { head: { seq, hash }, losses: marks.get(population)?.losses ?? [] });
    this.#write(marks);
  }

  /** Whether somebody has accepted that a ledger was lost which had come exactly so far. @throws ConsiliumError as {@link all} */
  lossAccepted(population: string, { seq, hash }: LedgerHead): boolean {
    const losses = this.all().get(population)?.losses ?? [];
    return losses.some((loss) => loss.entries === seq && loss.hash === hash);
  }

  /** Writes down that a ledger is lost and need not be there. @throws ConsiliumError `DISK_FULL`, as {@link all} */
  acceptLoss(population: string, decision: LossDecision): void {
    const marks = new Map(this.all());
    const { head, losses } = marks.get(population) ?? { head: null, losses: [] };
    const until = head === null || head.seq === 0 ? {} : { hash: head.hash };
    marks.set(population, { head: null, losses: [...losses, { ...decision, entries: head?.seq ?? null, ...until }] });
    this.#write(marks);
  }

  #write(marks: ReadonlyMap<string, LedgerMark>): void {
    try {
      writeFileDurably(this.path, `${JSON.stringify({ populations: Object.fromEntries(marks) }, null, 2)}\n`);
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

/** The marks of a site in the folder of its witness, which may be that of several sites. */
export function witnessMarks(folder: string, site: string): LedgerMarks {
  return new LedgerMarks(join(folder, `${site}.ledgers.json`), true);
}
