import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Clock, ConsiliumError, fromUnknown } from '@consilium/core';
import { PRIVATE_FILE_MODE } from './durable-file.ts';

/** A lock that the kernel holds for this process. */
export interface ExclusiveLock {
  release(): void;
}

/** What a lock keeps for one holder at a time, and how its refusal is called. */
export interface Locked {
  readonly code: 'LEDGER_LOCKED' | 'ROSTER_LOCKED' | 'AUDIT_LOCKED' | 'LOGIN_LOCKED' | 'FETCH_LOCKED';
  /** As a sentence begins: `the ledger`. */
  readonly what: string;
  /** Who holds it, but for the process: `another agent`. */
  readonly holder: string;
}

/** Exit status of flock(1) when somebody else holds the lock. */
const FLOCK_HELD = 1;

/**
 * Takes a lock that ends with the process, however it ends: a lock of the kernel on an open file, not a file whose owner
 * somebody has to guess to be dead. (A process id means nothing in another container on the same folder; the kernel's lock
 * does.)
 *
 * Node has no call for it. flock(1) of util-linux locks a descriptor that it inherits: such a lock belongs to the open file,
 * which this process keeps, and not to the process that asked for it (flock(2)).
 *
 * @throws ConsiliumError with the code of `of` when somebody holds it or when it cannot be locked, as where there is no flock.
 */
export function takeExclusiveLock(path: string, clock: Pick<Clock, 'now'>, of: Locked, flockCommand = 'flock'): ExclusiveLock {
  const fd = openLocked(path, of, flockCommand);
  try {
    // For a person who finds it; nothing is decided by this text.
    ftruncateSync(fd, 0);
    writeSync(fd, `process ${process.pid} on ${hostname()} since ${new Date(clock.now()).toISOString()}\n`);
  } catch {
    // A full disk must not keep anything from being read: the lock itself holds without its label.
  }
  return { release: () => closeSync(fd) };
}

function openLocked(path: string, of: Locked, flockCommand: string): number {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_CREAT, PRIVATE_FILE_MODE);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  const result = spawnSync(flockCommand, ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'pipe', fd] });
  if (result.status === 0) return fd;
  closeSync(fd);
  throw result.status === FLOCK_HELD ? held(path, of) : cannotLock(path, of, result);
}

function held(path: string, { code, what, holder: by }: Locked): ConsiliumError {
  const holder = readFileSync(path, 'utf8').trim();
  return new ConsiliumError({
    code,
    message: `${what} is in use by ${by}${holder === '' ? '' : ` (${holder})`}: ${path}`,
    details: { path },
  });
}

function cannotLock(path: string, { code, what }: Locked, result: SpawnSyncReturns<Buffer>): ConsiliumError {
  // Never go on without a lock: two agents on one ledger could both spend what is left of the budget.
  const why =
    result.error === undefined ? result.stderr.toString().trim() : 'the program flock (package util-linux) cannot be run';
  return new ConsiliumError({
    code,
    message: `${what} cannot be locked: ${why}: ${path}`,
    cause: result.error,
    details: { path },
  });
}
