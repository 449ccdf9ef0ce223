import { existsSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { jsonOption, short } from '@consilium/command-line';
import { type Clock, ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import { print, standardError } from '@consilium/host';
import { isIdentityName } from '@consilium/trust';
import { Command } from 'commander';
import { inspectLedger, type LedgerEntry, type LedgerHead, type LedgerKey, openLedger, type SumTerms } from '../ledger/index.ts';
import { budgetWords } from './budget-words.ts';
import { emptyLedgerText, knownPopulations, lossText, lostLedger } from './empty-ledger.ts';
import type { AcceptedLoss, LossDecision } from './ledger-marks.ts';
import { deciderOption, folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { unsettledPopulations } from './unsettled.ts';

const EXTENSION = '.jsonl';

/** `consilium-site ledger ...` */
export function ledgerCommands(): Command {
  const command = new Command('ledger');
  command
    .command('verify')
    .description('Check the chain of hashes of every ledger and show its entries; works while the agent runs')
    .argument('[population]', 'one population only')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site ledger verify cardiology\n')
    .action((population: string | undefined, options: { folder: SiteFolder; json?: boolean }) => {
      // Of one that is lost there may be no file to look into.
      if (population !== undefined && knownPopulations(options.folder).has(population)) {
        const loss = lostLedger(options.folder, population);
        if (loss !== undefined) throw loss;
      }
      const accepted = new Map([...options.folder.ledgerMarks().all()].map(([name, { losses }]) => [name, losses]));
      const excused = new Set([...accepted].flatMap(([name, losses]) => (losses.length === 0 ? [] : [name])));
      const { sound: found, broken: damaged } = verifyLedgers(options.folder.ledgerPath, population, excused);
      const sound = found.map((ledger) => ({ ...ledger, losses: accepted.get(ledger.population) ?? [] }));
      const known = [...knownPopulations(options.folder)].filter((name) => population === undefined || name === population);
      const lost = known.filter((name) => !damaged.has(name)).flatMap((name) => lostLedger(options.folder, name) ?? []);
      const broken = [...damaged.values(), ...lost];
      // With nothing but broken ledgers there is nothing to show, and "no ledger yet" would be wrong.
      if (options.json === true || sound.length > 0 || broken.length === 0) {
        print(options.json, sound, () =>
          sound.length === 0
            ? [
                "There is no ledger here: nothing was charged, or it is lost. The coordinator's receipt tells at the next start of the agent.",
              ]
            : sound.flatMap((ledger, i) => [...(i === 0 ? [] : ['']), ...ledgerLines(ledger)]),
        );
      }
      standardError.say(...broken.slice(1).map(({ message }) => message));
      if (broken[0] !== undefined) throw broken[0];
    });
  command
    .command('accept-clock')
    .description('Let a ledger go on whose last entry lies in the future, once the clock is right again; stop the agent first')
    .argument('<population>', 'name of the population')
    .requiredOption('--reason <text>', 'what was wrong with the clock; stays in the ledger for auditors')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site ledger accept-clock cardiology --reason "clock was a year ahead until today, set by hand"\n',
    )
    .action((population: string, options: { reason: string; folder: SiteFolder; json?: boolean }) => {
      options.folder.record(userInfo().username, { event: 'ledger.clock-accepted', population, reason: options.reason });
      const behindMs = acceptClock(options.folder.ledgerPath, population, options.reason, systemClock);
      print(options.json, { population, accepted: behindMs > 0, behindMs }, () => [
        behindMs === 0
          ? `The clock is not behind the ledger of ${population}: nothing was written.`
          : `The ledger of ${population} goes on from now, ${Math.ceil(behindMs / 1000)} s before its last entry. Start the agent again.`,
      ]);
    });
  command
    .command('accept-loss')
    .description(
      'Let the agent start again without a ledger that is lost, or with an older copy, or charge to one that was restored: what its patients have paid since is then forgotten here, so lower the budget first',
    )
    .argument('<population>', 'name of the population')
    .requiredOption('--reason <text>', 'what happened; kept in ledgers.json for auditors')
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site ledger accept-loss cardiology --reason "disk died, no copy; budget lowered by 0.6, INC-4711"\n',
    )
    .action((population: string, options: { reason: string; who: string; folder: SiteFolder; json?: boolean }) => {
      const { folder, reason, who: by, json } = options;
      const loss = lostLedger(folder, population);
      const decision = { by, timeMs: Math.trunc(systemClock.now()), reason };
      if (loss === undefined) {
        settle(folder, population, decision, json);
        return;
      }
      folder.record(by, { event: 'ledger.loss-accepted', population, reason });
      folder.witness()?.acceptLoss(population, decision);
      folder.ledgerMarks().acceptLoss(population, decision);
      print(json, { population, accepted: true, by, reason, loss: loss.message }, () => [
        `Accepted: ${loss.message}. The agent may start. Charges that are gone from the ledger count no more: the budget must be lower by them.`,
        'A coordinator that proves more than was known here ends the agent once more (LEDGER_ROLLED_BACK): accept that as well.',
        'A coordinator that was shown entries that are gone counts nothing of it, and no task of it is taken (RECEIPT_AHEAD),',
        `until its operator forgets them: consilium site receipts clear ${folder.config().site} --population ${population} --reason "..."`,
      ]);
    });
  return command;
}

/** Of a ledger of which nothing is known to be lost: in a folder that was restored, something may be all the same, and somebody answers for it. */
function settle(folder: SiteFolder, population: string, decision: LossDecision, json: boolean | undefined): void {
  const restored = unsettledPopulations(folder).get(population);
  if (restored === undefined) {
    print(json, { population, accepted: false }, () => [
      `Nothing is known to be lost of the ledger of ${population}: nothing was written.`,
    ]);
    return;
  }
  folder.record(decision.by, { event: 'ledger.loss-accepted', population, reason: decision.reason });
  folder.ledgerMarks().settle(population, decision);
  const { by, reason } = decision;
  print(json, { population, accepted: true, by, reason, backup: new Date(restored.takenMs).toISOString() }, () => [
    `Accepted: of what ${population} was charged since the backup of ${new Date(restored.takenMs).toISOString()}, its ledger knows nothing. The budget must be lower by it.`,
    'The agent takes tasks of it again. A coordinator that proves charges which the ledger lacks ends it (LEDGER_ROLLED_BACK): then lower the budget by them, and accept that as well.',
  ]);
}

/** A ledger whose chain holds. */
export interface SoundLedger {
  readonly population: string;
  readonly path: string;
  readonly entries: readonly LedgerEntry[];
  readonly head: LedgerHead;
  /** Charges of which no update may have left yet; they count until they are released. */
  readonly openReservations: readonly LedgerKey[];
  /** Bytes of a last line that is being written, or was never acknowledged; it does not count. */
  readonly unfinishedBytes: number;
}

/**
 * Checks ledgers without opening them.
 *
 * @param lost populations whose ledger need not be there, since its loss was accepted: they have no entry
 * @returns those whose chain holds, and for each other one, by population, why it does not (`LEDGER_CORRUPT`, naming the line)
 * @throws ConsiliumError `DATASET_UNKNOWN` when the named population has no ledger, `FILE_UNREADABLE`
 */
export function verifyLedgers(
  folder: string,
  population?: string,
  lost: ReadonlySet<string> = new Set(),
): { readonly sound: readonly SoundLedger[]; readonly broken: ReadonlyMap<string, ConsiliumError> } {
  const names =
    population === undefined
      ? [...new Set([...ledgerNames(folder), ...lost])].sort()
      : [lost.has(population) ? population : existing(folder, population)];
  const sound: SoundLedger[] = [];
  const broken = new Map<string, ConsiliumError>();
  for (const name of names) {
    try {
      const { state, path, unfinishedBytes } = inspectLedger(folder, name);
      const openReservations = state.charges.filter(({ state: at }) => at === 'reserved').map(({ key }) => key);
      sound.push({ population: name, path, entries: state.entries, head: state.head, openReservations, unfinishedBytes });
    } catch (error) {
      const known = fromUnknown(error, join(folder, `${name}${EXTENSION}`));
      if (known.code !== 'LEDGER_CORRUPT') throw known;
      broken.set(name, known);
    }
  }
  return { sound, broken };
}

/**
 * Takes the present time into a ledger whose last entry lies in the future.
 *
 * @returns milliseconds by which the clock was behind; with 0 nothing was written
 * @throws ConsiliumError `DATASET_UNKNOWN`, `LEDGER_LOCKED` while an agent works, `LEDGER_CORRUPT`, `PARAMETER_INVALID`, `DISK_FULL`
 */
export function acceptClock(folder: string, population: string, reason: string, clock: Pick<Clock, 'now'>): number {
  const ledger = openLedger({ folder, population: existing(folder, population), clock });
  try {
    const behindMs = ledger.clockBehindMs();
    if (behindMs > 0) ledger.acceptClock(reason);
    return behindMs;
  } finally {
    ledger.close();
  }
}

function ledgerNames(folder: string): readonly string[] {
  try {
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).flatMap((name) => (name.endsWith(EXTENSION) ? [name.slice(0, -EXTENSION.length)] : []));
    return names.sort();
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

/** Looking at a data set that is misspelt must not make a ledger for it, nor find it sound. */
function existing(folder: string, population: string): string {
  if (isIdentityName(population) && existsSync(join(folder, `${population}${EXTENSION}`))) return population;
  throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `there is no ledger of a population ${population} in ${folder}` });
}

/** Whom a release under masks trusts. */
function sumWords(sum: SumTerms | undefined): string {
  if (sum === undefined) return '';
  const { honest, roster } = sum;
  const trust = honest === 1 ? 'with all the noise of this site' : `counts on ${honest} honest sites`;
  return `, under masks: ${trust}, roster ${short(roster)}`;
}

function ledgerLines(ledger: SoundLedger & { readonly losses: readonly AcceptedLoss[] }): readonly string[] {
  const { population, entries, head, openReservations, unfinishedBytes, losses } = ledger;
  if (entries.length === 0 && losses.length > 0) return [emptyLedgerText(population, losses)];
  const exchange = ({ study, run, round, attempt }: LedgerKey): string =>
    `${study}, run ${run}, round ${round}, attempt ${attempt}`;
  return [
    `${population}: ${entries.length} entries, each continuing the one before`,
    ...losses.map((loss) => `  ${lossText(loss)}. Charges that were in it and are gone count nowhere here.`),
    ...entries.map(
      (entry) =>
        `  ${entry.seq} ${new Date(entry.timeMs).toISOString()} ${entry.op.padEnd(7)} ${entry.op === 'clock' ? entry.reason : entry.op === 'budget' ? budgetWords(entry.budget) : exchange(entry.key)}${entry.op === 'reserve' ? sumWords(entry.sum) : ''}${entry.op === 'release' || entry.op === 'spend' ? `: ${entry.reason}` : ''}`,
    ),
    `  head ${head.seq} ${head.hash}`,
    ...openReservations.map((key) => `  reserved, nothing left yet: ${exchange(key)}`),
    ...(unfinishedBytes === 0 ? [] : [`  a last line of ${unfinishedBytes} bytes is unfinished and does not count`]),
  ];
}
