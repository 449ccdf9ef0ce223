import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { day } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import { type LedgerHead, readLedger } from '../ledger/index.ts';
import type { AcceptedLoss } from './ledger-marks.ts';
import type { SiteFiles } from './site-files.ts';
import type { SiteFolder } from './site-folder.ts';

/** Losses of a ledger that people have accepted, oldest first. @throws ConsiliumError what reading `ledgers.json` throws */
export function acceptedLosses(folder: SiteFiles, population: string): readonly AcceptedLoss[] {
  return folder.ledgerMarks().all().get(population)?.losses ?? [];
}

/** An accepted loss for people. */
export function lossText({ by, timeMs, reason, entries }: AcceptedLoss): string {
  const had =
    entries === null ? 'how many entries it had is not known here' : `it had ${entries} entries when the agent last started`;
  return `its loss was accepted by ${by} on ${day(timeMs)} (${had}): ${reason}`;
}

/**
 * What is said of a ledger without entries when nothing speaks against it.
 *
 * @param losses that were accepted
 */
export function emptyLedgerText(population: string, losses: readonly AcceptedLoss[]): string {
  const last = losses.at(-1);
  if (last !== undefined)
    return `There is no entry in the ledger of ${population}, and nothing was charged since ${lossText(last)}. What its patients paid before counts nowhere here.`;
  return `There is no entry in a ledger of ${population}: nothing was charged, or the ledger is lost. The coordinator's receipt tells at the next start of the agent.`;
}

/**
 * Why the ledger of a population is lost, whole or in part: it lacks what this site or its witness remembers of it outside its state folder, or updates
 * are stored that nobody was charged for.
 *
 * @returns `undefined` when this site can tell of nothing
 * @throws ConsiliumError `LEDGER_CORRUPT` for one that cannot be read, `FILE_UNREADABLE`, and what reading `ledgers.json` and the witness throws
 */
export function lostLedger(folder: SiteFiles, population: string): ConsiliumError | undefined {
  try {
    const { entries } = readLedger(folder.ledgerPath, population);
    const { head, losses } = folder.ledgerMarks().all().get(population) ?? { head: null, losses: [] };
    const behind =
      behindMark(folder, population, head, 'by what this site last knew of it') ??
      behindMark(folder, population, folder.witness()?.all().get(population)?.head ?? null, 'by the word of its witness');
    if (behind !== undefined) return behind;
    if (entries.length === 0 && losses.length === 0 && storedUpdates(folder) && !anyEntry(folder))
      return lost(population, 'updates are stored that were charged to somebody');
    return undefined;
  } catch (error) {
    throw fromUnknown(error, folder.statePath);
  }
}

/**
 * {@link lostLedger} for who only shows what was paid: a witness that is not there at the moment keeps nobody from looking.
 *
 * @throws ConsiliumError what {@link lostLedger} throws, but for `WITNESS_LOST`
 */
export function shownLoss(folder: SiteFiles, population: string): ConsiliumError | undefined {
  try {
    return lostLedger(folder, population);
  } catch (error) {
    if (isConsiliumError(error, 'WITNESS_LOST')) return undefined;
    throw error;
  }
}

/**
 * What a ledger lacks of what it is known to have had.
 *
 * @param head how far it had come; `null` where nothing is known
 * @param when in words, when that was
 * @throws ConsiliumError `LEDGER_CORRUPT` for one that cannot be read
 */
export function behindMark(
  folder: SiteFiles,
  population: string,
  head: LedgerHead | null,
  when: string,
): ConsiliumError | undefined {
  if (head === null) return undefined;
  const { entries } = readLedger(folder.ledgerPath, population);
  const there = existsSync(join(folder.ledgerPath, `${population}.jsonl`));
  if (!there || (head.seq > 0 && entries.length === 0))
    return lost(
      population,
      head.seq === 0
        ? `this site had opened it; how far it had come since is not known ${when}`
        : `this site had opened it, with ${head.seq} entries ${when}`,
    );
  const before = entries[head.seq - 1];
  if (head.seq === 0 || before?.hash === head.hash) return undefined;
  const what =
    before === undefined ? `has ${entries.length} entries and had ${head.seq}` : `differs at entry ${head.seq} from what it was`;
  return new ConsiliumError({
    code: 'LEDGER_ROLLED_BACK',
    message: `the ledger of population ${population} ${what} ${when}: an old or another copy was put in its place`,
    advice: adviceFor(population),
  });
}

/** Populations of data sets and of ledgers that this site has had. @throws ConsiliumError what reading any of them throws */
export function knownPopulations(folder: SiteFolder): ReadonlySet<string> {
  const witnessed = folder.witness()?.all().keys() ?? [];
  return new Set([...folder.ledgerMarks().all().keys(), ...witnessed, ...folder.catalog().populations]);
}

/**
 * Refuses to go on without the ledgers that this site had: with empty ones, patients would pay again up to the whole budget.
 *
 * @throws ConsiliumError `LEDGER_CORRUPT`, `LEDGER_ROLLED_BACK`, and what {@link lostLedger} throws
 */
export function requireLedgers(folder: SiteFolder): void {
  for (const name of knownPopulations(folder)) {
    const error = lostLedger(folder, name);
    if (error !== undefined) throw error;
  }
}

/**
 * Refuses to go on with a witness that knows less than this site did when its agent last started. Every start tells the witness first, so that one
 * which is behind was put back itself, and the machine perhaps with it: what it says is no longer worth anything, until somebody has looked and
 * names it again. A folder and a witness that were put back to the same night agree, and nothing here tells.
 *
 * @throws ConsiliumError `WITNESS_LOST`, and what reading the witness and `ledgers.json` throws
 */
export function requireWitness(folder: SiteFiles): void {
  const witness = folder.witness();
  if (witness === undefined) return;
  const told = witness.all();
  for (const [population, { head }] of folder.ledgerMarks().all()) {
    const seq = told.get(population)?.head?.seq ?? 0;
    if (head === null || seq >= head.seq) continue;
    throw new ConsiliumError({
      code: 'WITNESS_LOST',
      message: `the witness ${witness.path} knows of ${seq} entries in the ledger of population ${population}, and had ${head.seq} at the last start: it was put back to an earlier night, and this machine perhaps with it`,
      advice: `Find out what was restored, and compare "consilium-site ledger verify" with the newest copies and with what the coordinator's operator has ("consilium site receipts show"). If nothing is missing, name the witness again: consilium-site witness ${dirname(witness.path)}.`,
    });
  }
}

function lost(population: string, sign: string): ConsiliumError {
  return new ConsiliumError({
    code: 'LEDGER_CORRUPT',
    message: `the ledger of population ${population} has no entry and is lost: ${sign}`,
    advice: adviceFor(population),
  });
}

function adviceFor(population: string): string {
  return `Restore the newest copy of the state folder, ledger and splits, before the agent starts. If there is none, no ledger says what these patients have paid; the audit log may: "consilium-site audit show --event budget.spent". Lower the budget by that and by what the coordinator's operator says was counted since, then "consilium-site ledger accept-loss ${population}", and ask the operator for "consilium site receipts clear".`;
}

function storedUpdates({ statePath }: SiteFiles): boolean {
  return namesIn(join(statePath, 'updates')).some((name) => name.endsWith('.sealed'));
}

/** What is stored does not show outside its seal whose it is: with an entry in any ledger, it may be that one's. */
function anyEntry({ ledgerPath }: SiteFiles): boolean {
  return namesIn(ledgerPath).some((name) => name.endsWith('.jsonl') && statSync(join(ledgerPath, name)).size > 0);
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
