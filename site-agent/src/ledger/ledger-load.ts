import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown } from '@consilium/core';
import { type AppendFile, PRIVATE_FILE_MODE, readFileIfPresent } from '@consilium/host';
import { decodeEntry } from './ledger-entry.ts';
import { LedgerState } from './ledger-state.ts';

/** What was found and set right while opening: an unfinished last line, which was never acknowledged. */
export interface TornLine {
  readonly bytes: number;
  /** Where the bytes and an explanation were put. */
  readonly sideFile: string;
}

const LINE_END = 0x0a;

/**
 * Reads all entries of a ledger into `state`.
 *
 * @returns the unfinished last line that was set aside, if there was one
 * @throws ConsiliumError `LEDGER_CORRUPT` naming the line
 */
export function loadEntries(path: string, file: AppendFile, state: LedgerState, clock: Pick<Clock, 'now'>): TornLine | undefined {
  const content = file.read();
  const whole = takeWholeLines(path, content, state);
  if (whole === content.length) return undefined;
  const rest = content.subarray(whole);
  if (isNextEntry(rest.toString('utf8'), state)) {
    // Only its line end is missing. It may have been acknowledged and cut since, so it counts.
    take(path, state, rest.toString('utf8'));
    file.append('\n');
    return undefined;
  }
  return setAside(path, file, rest, whole, clock);
}

/**
 * Reads a ledger without opening it, for people who look while the agent works. An unfinished last line is being written or
 * was never acknowledged; either way it does not count yet.
 *
 * @throws ConsiliumError `LEDGER_CORRUPT` naming the line
 */
export function readLedger(folder: string, population: string): LedgerState {
  return inspectLedger(folder, population).state;
}

/** {@link readLedger}, with the bytes of the unfinished last line. @throws ConsiliumError as that */
export function inspectLedger(
  folder: string,
  population: string,
): { readonly state: LedgerState; readonly path: string; readonly unfinishedBytes: number } {
  const path = join(folder, `${population}.jsonl`);
  const content = readFileIfPresent(path) ?? Buffer.alloc(0);
  const state = ledgerIn(content, population, path);
  return { state, path, unfinishedBytes: content.length - wholeBytes(content) };
}

/** The ledger that a file holds; an unfinished last line does not count. @param path for messages @throws ConsiliumError as {@link readLedger} */
export function ledgerIn(content: Buffer, population: string, path: string): LedgerState {
  const state = new LedgerState(population);
  takeWholeLines(path, content, state);
  return state;
}

/** Bytes of the lines that have their end. */
function wholeBytes(content: Buffer): number {
  return content.lastIndexOf(LINE_END) + 1;
}

/** Takes in every line that has its end; returns where the last of them ends. */
function takeWholeLines(path: string, content: Buffer, state: LedgerState): number {
  const whole = wholeBytes(content);
  for (let start = 0; start < whole; ) {
    const end = content.indexOf(LINE_END, start);
    take(path, state, content.toString('utf8', start, end));
    start = end + 1;
  }
  return whole;
}

function take(path: string, state: LedgerState, line: string): void {
  try {
    state.apply(decodeEntry(line));
  } catch (error) {
    const lineNumber = state.head.seq + 1;
    throw new ConsiliumError({
      code: 'LEDGER_CORRUPT',
      message: `line ${lineNumber} of ${path} was edited or damaged: ${(error as Error).message}`,
      cause: error,
      details: { path, line: lineNumber },
    });
  }
}

function isNextEntry(line: string, state: LedgerState): boolean {
  try {
    const entry = decodeEntry(line);
    return entry.seq === state.head.seq + 1 && entry.prev === state.head.hash;
  } catch {
    return false;
  }
}

/** A line without its end was being written when the agent died: nobody learned that it counts, so nothing left on its word. */
function setAside(path: string, file: AppendFile, rest: Buffer, whole: number, clock: Pick<Clock, 'now'>): TornLine {
  const sideFile = `${path}.torn`;
  const note = `${new Date(clock.now()).toISOString()} The last line was incomplete (${rest.length} bytes): the agent stopped while it was being written. It was not acknowledged, so nothing was released on it. Its bytes in base64: ${rest.toString('base64')}\n`;
  try {
    appendFileSync(sideFile, note, { mode: PRIVATE_FILE_MODE });
  } catch (error) {
    throw fromUnknown(error, sideFile);
  }
  file.truncate(whole);
  return { bytes: rest.length, sideFile };
}
